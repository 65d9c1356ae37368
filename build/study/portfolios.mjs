import { compareRisk, compareWeights, optimizeWeights } from '../../dist/index.js';
import { fixed, list, percent, signed, table } from './markdown.mjs';
import { variancesText } from './models.mjs';
import { reported } from './reported.mjs';

const methods = ['sample', 'systematic', 'fitted'];

/** Covariances of the default model, minimum-variance weights and their risk. */
export function portfolioSection(engine, spans) {
  const chosen = spans.map((span) => weightsOf(engine, span.default));
  const [study, ...others] = spans.map(({ name }, k) => ({ name, weights: chosen[k] }));
  return `## Covariances

${table(['condition number', 'reported', ...spans.map(({ name }) => name)], conditionRows(spans))}

The study's systematic covariance is that of the fitted values, \`fitted\` here; ours has the loadings and the within-period terms of the default model (\`asset + asset:market\`, random \`time + asset:time(combined)\`). Its total adds the covariance of the residuals, ours σ_e²; the fitted values of the simple model have rank one without SPY, so that no weights follow from them.

Variances of the default model on scaled returns, and its heritability: ${spans
    .map(
      ({ name, default: { fit } }) =>
        `${name} ${variancesText(fit)}, heritability ${fixed(fit.heritability.estimate, 2)}`,
    )
    .join('; ')}. Where the residual is 0 the total is the systematic covariance.

## Long-only minimum variance, weights in %

${table(...studyTable(study))}

${others.map(ownTable).join('\n\n')}

Differences are to \`sample\`, in percentage points. Without bounds, the closed form, the weights of ${spans[0].name} are: ${unbounded(engine, spans[0].default)}.

Monthly volatility of these portfolios in %, and its reduction in % of that of \`sample\`:

${table(
  [
    'weights',
    'reported',
    'reduction, reported',
    ...spans.flatMap(({ name }) => riskColumns.map((column) => `${column}, ${name}`)),
  ],
  riskRows(spans, chosen),
)}

The total covariance is the model's own, so that it favours the systematic weights by construction, and the sample covariance those of \`sample\`; the backtests favour neither. ${reportedRisk(spans[0])}`;
}

function conditionRows(spans) {
  const of = (name, model) =>
    spans.map((span) => fixed(span[model].covariances[name].conditionNumber, 1).replace('–', 'singular'));
  const { sample, systematic } = reported.conditionNumbers;
  return [
    ['sample', fixed(sample, 1), ...of('sample', 'default')],
    ['systematic', fixed(systematic, 1), ...of('systematic', 'default')],
    ['fitted', '', ...of('fitted', 'default')],
    ['total', '', ...of('total', 'default')],
    ['Ledoit–Wolf', '', ...of('ledoitWolf', 'default')],
    ['fitted, simple model', '', ...of('fitted', 'simple')],
  ];
}

function weightsOf(engine, { covariances }, options) {
  return Object.fromEntries(
    methods.map((name) => [name, optimizeWeights(engine, covariances[name], options).weights]),
  );
}

/** Weights and differences of the study's months beside the reported ones. */
function studyTable({ name, weights }) {
  const rows = compareWeights(weights, 'sample');
  const printed = new Map(compareWeights(reported.weights, 'sample').map((row) => [row.asset, row]));
  return [
    [
      name,
      ...['sample', 'systematic', 'difference'].flatMap((column) => [`${column}, reported`, column]),
      'fitted',
      'difference',
    ],
    rows.map(({ asset, weights: own, differences }) => {
      const theirs = printed.get(asset);
      return [
        asset,
        percent(theirs.weights.sample),
        percent(own.sample),
        percent(theirs.weights.systematic),
        percent(own.systematic),
        signed(percent(theirs.differences.systematic)),
        signed(percent(differences.systematic)),
        percent(own.fitted),
        signed(percent(differences.fitted)),
      ];
    }),
  ];
}

function ownTable({ name, weights }) {
  return table(
    [name, 'sample', 'systematic', 'difference', 'fitted', 'difference'],
    compareWeights(weights, 'sample').map(({ asset, weights: own, differences }) => [
      asset,
      percent(own.sample),
      percent(own.systematic),
      signed(percent(differences.systematic)),
      percent(own.fitted),
      signed(percent(differences.fitted)),
    ]),
  );
}

function unbounded(engine, fit) {
  const weights = weightsOf(engine, fit, { objective: 'unconstrainedMinimumVariance' });
  return ['sample', 'systematic']
    .map((name) => {
      const entries = Object.entries(weights[name]).map(([asset, weight]) => [asset, percent(weight)]);
      return `${name} ${list(Object.fromEntries(entries))}`;
    })
    .join('; ');
}

const riskColumns = ['under total', 'reduction', 'under sample', 'reduction'];

function riskRows(spans, chosen) {
  const risks = spans.flatMap(({ default: { covariances } }, k) =>
    ['total', 'sample'].map((name) => compareRisk(covariances[name], chosen[k], 'sample')),
  );
  return methods.map((method, row) => [
    method,
    method in reported.volatility ? percent(reported.volatility[method], 2) : '',
    method === 'systematic' ? percent(reported.reduction) : '',
    ...risks.flatMap((risk) => [
      percent(risk[row].volatility, 2),
      method === 'sample' ? '' : percent(risk[row].reduction),
    ]),
  ]);
}

function reportedRisk({ name, default: { covariances } }) {
  const [sample, systematic] = compareRisk(covariances.sample, reported.weights, 'sample');
  return `The reported weights have, under our sample covariance of ${name}, ${percent(sample.volatility, 2)} % a month (\`sample\`) and ${percent(systematic.volatility, 2)} % (\`systematic\`), where the study reports ${percent(reported.volatility.sample, 2)} % and ${percent(reported.volatility.systematic, 2)} %.`;
}
