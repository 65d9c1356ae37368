import { fitModel } from '../../dist/index.js';
import { fixed, list, scientific, table, withError } from './markdown.mjs';
import { reported } from './reported.mjs';
import { configs } from './runs.mjs';

/** The simple and the full model of the study. */
export function modelSection(engine, prices, spans) {
  const fits = spans.flatMap(({ name, simple, simpleWithMarket }) => [
    { name: `SPY in the panel, ${name}`, ...simpleWithMarket },
    { name: `without SPY, ${name}`, ...simple },
  ]);
  const header = ['', 'reported', ...fits.map(({ name }) => name)];
  return `## The simple model: \`return ~ market + regime\`, random \`asset (K)\`

${table(header, simpleRows(fits))}

Standard errors are in parentheses. The study has SPY in the panel beside its own return as the covariate; our configurations leave it out, since an asset that is the market has no residual, and both are shown. On the study's months the slopes of the market differ from the reported one by ${fits
    .slice(0, 2)
    .map(({ fit }) => fixed(slopeDistance(fit), 1))
    .join(
      ' and ',
    )} of its standard errors. The reported residual variance is ${fixed(reported.simple.variances.residual / fits[0].fit.variances.at(-1).estimate, 1)} times ours on the same months, and the standard errors differ accordingly; see [below](#where-the-reported-figures-lie).

Breeding values:

${table(header, blupRows(fits))}

## The full model: \`return ~ market + trend + regime\`, random \`asset (K)\`, \`time\`, \`asset:time\`

Reported: failed on the names of its kernel. Ours are labelled by asset. As written we refuse the model: ${refusal(engine, prices)}.

With \`asset:time(combined)\` (\`examples/study-full.json\`) it fits:

${table(['', ...spans.map(({ name }) => name)], fullRows(spans.map(({ full }) => full.fit)))}`;
}

function slopeDistance({ fixedEffects }) {
  const [slope, standardError] = reported.simple.fixed.market;
  return Math.abs(fixedEffects.find(({ label }) => label === 'market').estimate - slope) / standardError;
}

/** Terms of a fit in rows, a column a fit. */
function fixedRows(fits, before = () => []) {
  return fits[0].fixedEffects.map(({ label }, k) => [
    label,
    ...before(label),
    ...fits.map(({ fixedEffects }) => withError([fixedEffects[k].estimate, fixedEffects[k].standardError])),
  ]);
}

function varianceRows(fits, before = () => []) {
  return fits[0].variances.map(({ label }, k) => [
    `variance ${label}`,
    ...before(label),
    ...fits.map(({ variances }) => scientific(variances[k].estimate)),
  ]);
}

function heritabilities(fits) {
  return fits.map(({ heritability: { estimate, standardError } }) =>
    standardError === null ? fixed(estimate, 3) : `${fixed(estimate, 3)} (${fixed(standardError, 3)})`,
  );
}

function simpleRows(all) {
  const fits = all.map(({ fit }) => fit);
  const { simple } = reported;
  return [
    ...fixedRows(fits, (label) => [withError(simple.fixed[label])]),
    ...varianceRows(fits, (label) => [scientific(simple.variances[label])]),
    ['heritability', fixed(simple.heritability, 3), ...heritabilities(fits)],
  ];
}

function blupRows(fits) {
  return Object.entries(reported.simple.blup).map(([asset, value]) => [
    asset,
    fixed(value, 4),
    ...fits.map(({ panel, fit }) => {
      const i = panel.assets.indexOf(asset);
      return fixed(i < 0 ? null : fit.randomEffects['asset(combined)'][i], 4);
    }),
  ]);
}

function fullRows(fits) {
  return [...fixedRows(fits), ...varianceRows(fits), ['heritability', ...heritabilities(fits)]];
}

function refusal(engine, prices) {
  try {
    fitModel(engine, prices, {
      ...configs.simple,
      model: { ...configs.simple.model, random: ['asset(combined)', 'time', 'asset:time'] },
    });
  } catch (error) {
    return `${error.message}; ${error.hint}`;
  }
  throw new Error('the full model was not refused');
}

/** "time 0.00, asset:time(combined) 1.09, residual 0.00" */
export function variancesText({ variances }) {
  return list(Object.fromEntries(variances.map(({ label, estimate }) => [label, fixed(estimate, 2)])));
}
