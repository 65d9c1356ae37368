import { covarianceToCorrelation, kernelPairs, resolveConfig, windowKernels } from '../../dist/index.js';
import { fixed, table } from './markdown.mjs';
import { reported } from './reported.mjs';
import { configs } from './runs.mjs';

/** Observations, months and regimes; relationship kernels. */
export function dataSection(engine, spans) {
  const { data } = reported;
  const rows = [
    [
      'observations',
      data.observations,
      ...spans.map(({ simpleWithMarket: { panel } }) => panel.returns.length),
    ],
    ['months', data.months, ...spans.map(({ simple: { panel } }) => panel.periods.length)],
    ['rows by regime (High, Low, Normal)', data.regimes, ...spans.map(regimeRows)],
  ];
  return `## Data

${table(['', 'reported', ...spans.map(({ name }) => name)], rows)}

The study prints its three counts without names. They add up to its rows but are no multiples of ten, so that the ten assets of a month did not share its regime there; ours do. Our first two months have no volatility yet and are Normal. Models without SPY are fitted to ${spans.map(({ simple, simpleWithMarket }) => `${simple.panel.returns.length} of the ${simpleWithMarket.panel.returns.length}`).join(' and ')} observations. The study takes its market from SPY, as we do; its four factor series, or synthetic ones where they cannot be had, enter none of the models that it reports (\`simulateFactors\` draws from the same processes).

## Relationship kernels

${table(
  ['pair', 'reported', ...spans.flatMap(({ name }) => columns.map((column) => `${column}, ${name}`))],
  similarities(engine, spans),
)}

\`risk\` is exp(−d/median d) of the eight characteristics, \`class\` that of the eight indicators, \`combined\` 0.6·class + 0.4·risk; "one distance" has characteristics and 2 × indicators in one, which the study describes and does not use. A kernel of this form is positive, so −0.021 cannot come from it; the last column of each period is the correlation of the returns. The study adds 1e-6 to the diagonal of a kernel that is not positive definite; ${repairs(spans)}.`;
}

function regimeRows({ simple: { panel }, simpleWithMarket }) {
  const { regime } = panel.covariates;
  const assets = simpleWithMarket.panel.assets.length;
  return ['High', 'Low', 'Normal']
    .map((level) => assets * regime.filter((value) => value === level).length)
    .join(', ');
}

const names = ['class', 'risk', 'combined', 'distance'];
const columns = ['class', 'risk', 'combined', 'one distance', 'correlation'];

function similarities(engine, spans) {
  const matrices = spans.flatMap((span) => {
    const { returns, covariances } = span.default;
    const kernels = kernelsOf(engine, span.default);
    const correlation = { labels: returns.assets, values: covarianceToCorrelation(covariances.sample) };
    return [...names.map((name) => kernels[name]), correlation];
  });
  return reported.similarities.map(([a, b, value]) => [
    `${a}–${b}`,
    fixed(value, 3),
    ...matrices.map((matrix) => fixed(kernelPairs(matrix, [[a, b]])[0].similarity, 3)),
  ]);
}

/** All kernels of the study over a fit's returns. */
function kernelsOf(engine, { returns, panel }) {
  const { classes } = configs.default;
  const { kernels: definitions } = resolveConfig({
    ...configs.default,
    kernels: { distance: { kind: 'exponential', classWeight: 2 } },
    model: { random: ['asset:time(distance)'] },
  });
  const { assets } = returns;
  const indicators = Float64Array.from(
    assets.flatMap((asset) => Object.values(classes).map((members) => Number(members.includes(asset)))),
  );
  return windowKernels(engine, {
    returns,
    market: panel.covariates.market,
    classes: { assets, classes: Object.keys(classes), indicators },
    definitions,
    names,
  }).kernels;
}

function repairs(spans) {
  const repaired = spans.flatMap(({ default: { kernels } }) => Object.keys(kernels.repairs));
  return repaired.length === 0
    ? 'none of ours needed a repair'
    : `of ours ${repaired.join(', ')} needed a repair`;
}
