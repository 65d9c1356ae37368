/**
 * Writes docs/study.md: the figures that the original study reports beside ours, from a file of the ten ETFs' prices.
 *
 *     npm run study -- PRICES.csv
 */
import { readFileSync, writeFileSync } from 'node:fs';
import {
  backtest,
  compareRisk,
  createEngine,
  fitModel,
  kernelPairs,
  optimizeWeights,
  readPrices,
  resolveConfig,
  windowKernels,
} from '../dist/index.js';

const [path] = process.argv.slice(2);
if (!path) {
  process.stderr.write('usage: npm run study -- PRICES.csv\n');
  process.exit(2);
}
const engine = await createEngine();
const prices = await readPrices(path);
const study = JSON.parse(readFileSync('examples/study.json', 'utf8'));
const simple = JSON.parse(readFileSync('examples/study-simple.json', 'utf8'));

const table = (header, rows) =>
  [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
const percent = (value, digits = 1) => (100 * value).toFixed(digits);
const fixed = (value, digits) => value.toFixed(digits);

const simpleFit = fitModel(engine, prices, simple);
const defaultFit = fitModel(engine, prices, study);
const T = defaultFit.returns.dates.length;

function regimes() {
  const counts = {};
  for (const level of simpleFit.panel.covariates.regime)
    counts[level] = (counts[level] ?? 0) + study.assets.length;
  return ['High', 'Low', 'Normal'].map((level) => counts[level] ?? 0).join(', ');
}

function similarities() {
  const { returns, panel } = defaultFit;
  const market = panel.covariates.market;
  const { assets } = returns;
  const classes = Object.keys(study.classes);
  const indicators = Float64Array.from(
    assets.flatMap((a) => classes.map((c) => Number(study.classes[c].includes(a)))),
  );
  const config = resolveConfig({
    ...study,
    kernels: { distance: { kind: 'exponential', classWeight: 2 } },
    model: { random: ['asset:time(distance)'] },
  });
  const { kernels } = windowKernels(engine, {
    returns,
    market,
    classes: { assets, classes, indicators },
    definitions: config.kernels,
    names: ['risk', 'class', 'combined', 'distance'],
  });
  const pairs = [
    ['IWM', 'EFA', '0.732'],
    ['AGG', 'TLT', '0.821'],
    ['IWM', 'GLD', '−0.021'],
    ['GLD', 'DBC', '0.858'],
  ];
  return pairs.map(([a, b, reported]) => [
    `${a}–${b}`,
    reported,
    ...['risk', 'class', 'combined', 'distance'].map((name) =>
      fixed(kernelPairs(kernels[name], [[a, b]])[0].similarity, 3),
    ),
  ]);
}

function simpleModel() {
  const reported = {
    1: '−0.0050 (0.0119)',
    market: '0.5741 (0.0518)',
    'regime[Low]': '−0.0009 (0.0078)',
    'regime[Normal]': '0.0060 (0.0064)',
  };
  const { fit } = simpleFit;
  return [
    ...fit.fixedEffects.map(({ label, estimate, standardError }) => [
      label,
      reported[label] ?? '',
      `${fixed(estimate, 4)} (${fixed(standardError, 4)})`,
    ]),
    ...fit.variances.map(({ label, estimate }, k) => [
      `variance ${label}`,
      ['7.6e-5', '0.003147'][k],
      estimate.toExponential(2),
    ]),
    ['heritability', '0.024', fixed(fit.heritability.estimate, 3)],
  ];
}

function breedingValues() {
  const { panel, fit } = simpleFit;
  const effects = panel.assets.map((asset, i) => [asset, fit.randomEffects['asset(combined)'][i]]);
  return effects
    .sort((a, b) => b[1] - a[1])
    .map(([asset, value]) => `${asset} ${fixed(value, 4)}`)
    .join(', ');
}

function portfolios() {
  const names = ['sample', 'systematic', 'fitted'];
  const weights = Object.fromEntries(
    names.map((name) => [name, optimizeWeights(engine, defaultFit.covariances[name]).weights]),
  );
  const reported = {
    sample: { AGG: '31.8', GLD: '12.4', HYG: '8.3', TLT: '47.5' },
    systematic: { AGG: '32.2', GLD: '14.5', HYG: '6.0', TLT: '47.2' },
  };
  const rows = defaultFit.returns.assets.map((asset) => [
    asset,
    reported.sample[asset] ?? '0',
    percent(weights.sample[asset]),
    reported.systematic[asset] ?? '0',
    percent(weights.systematic[asset]),
    percent(weights.fitted[asset]),
  ]);
  return { rows, risk: compareRisk(defaultFit.covariances.total, weights, 'sample') };
}

async function walkForward(config) {
  const strategies = ['systematic', 'fitted', 'sample', 'ledoitWolf', 'equalWeight'].map((name) => ({
    name,
  }));
  const { strategies: results } = await backtest(engine, prices, { ...config, strategies });
  return results.map(({ name, statistics, windows }) => [
    name,
    ...['annualReturn', 'annualVolatility'].map((key) => percent(statistics[key], 2)),
    fixed(statistics.sharpe, 3),
    percent(statistics.maxDrawdown),
    percent(statistics.turnover),
    `${windows.filter(({ status }) => status === 'ok').length} of ${windows.length}`,
  ]);
}

function refusal() {
  try {
    fitModel(engine, prices, {
      ...simple,
      model: { ...simple.model, random: ['asset(combined)', 'time', 'asset:time'] },
    });
  } catch (error) {
    return `${error.message}; ${error.hint}`;
  }
  throw new Error('the full model was not refused');
}

const { rows, risk } = portfolios();
const condition = (name) => defaultFit.covariances[name].conditionNumber?.toFixed(1) ?? 'singular';
const backtestHeader = [
  'strategy',
  'return %',
  'volatility %',
  'Sharpe',
  'max drawdown %',
  'turnover %',
  'windows ok',
];
const whole = { ...study, from: undefined, to: undefined };
const dates = prices.dates;

writeFileSync(
  'docs/study.md',
  `# The original study, beside ours

Generated by \`npm run study -- PRICES.csv\` from adjusted closes of the ten ETFs (${dates[0]} to ${dates.at(-1)}). "Reported" is what "How to Use Mixed Models to Improve Portfolio Performance" (Akdemir, 2025) prints. Its tables are compared with, not imitated: its weights and covariances cannot come from the simple model that it fits, whose fitted values have a rank-one covariance.

What we do differently everywhere: monthly returns are Π(1 + r) − 1 (the study has (1 + Π(1 + r)) − 1); kernels, regimes and fits are computed inside each training window (the study's are computed on the whole sample before its backtest, which looks ahead); assets have loadings of their own and \`asset:time\` has a kernel, as the study's equations say; SPY, which is the market, is left out of the panel and re-enters every covariance with β = 1; the maximum drawdown is a share of wealth, not a difference. Adjusted closes are revised by their providers, so the returns are not quite those of the study's download.

## Data

${table(
  ['', 'reported', 'ours'],
  [
    ['observations', '600', String(T * study.assets.length)],
    ['months', '60', String(T)],
    ['rows by regime (High, Low, Normal; the study prints no names)', '147, 298, 155', regimes()],
  ],
)}

The reported counts add up to 600 rows but are no multiples of ten, so that the ten assets of a month did not share its regime there. Ours do.

## Relationship kernels

${table(['pair', 'reported', 'risk', 'class', 'combined', 'one distance, 2 × indicators'], similarities())}

A kernel exp(−d/median d) is positive, so −0.021 cannot come from it.

## The simple model: \`return ~ market + regime\`, random \`asset (K)\`

${table(['', 'reported', 'ours'], simpleModel())}

Breeding values, reported: VNQ .0024, IWM .0018, SPY .0013, DBC .0008, EEM .0008, EFA .0004, HYG .0001, GLD TLT AGG 0. Ours: ${breedingValues()}. The heritability is next to nothing in both: a persistent effect of an asset hardly exists in 60 months.

## The full model

Reported: failed on the names of its kernel. Ours refuses it as written: ${refusal()}. With a kernel on \`asset:time\` it fits (\`examples/study-full.json\`).

## The default model's covariances

${table(
  ['condition number', 'reported', 'ours'],
  [
    ['sample', '117.0', condition('sample')],
    ['systematic', '104.8', condition('systematic')],
    ['Ledoit–Wolf', '', condition('ledoitWolf')],
  ],
)}

The reported condition numbers are not those of these returns, and why is not known: the study prints none of its inputs.

Heritability ${fixed(defaultFit.fit.heritability.estimate, 2)}: on the whole sample ${defaultFit.fit.variances.map(({ label, estimate }) => `${label} ${fixed(estimate, 2)}`).join(', ')}, so that the total is ${defaultFit.fit.variances.at(-1).estimate === 0 ? 'the systematic covariance' : 'more than the systematic covariance'}.

## Long-only minimum variance, weights in %

${table(['', 'sample, reported', 'sample', 'systematic, reported', 'systematic', 'fitted'], rows)}

The reported portfolios hold nearly half in TLT; neither covariance of these returns gives that, and why is not known.

Monthly volatility under the total covariance: ${risk.map(({ portfolio, volatility, reduction }) => `${portfolio} ${percent(volatility, 2)} %${reduction ? ` (${percent(Math.abs(reduction))} % ${reduction > 0 ? 'less' : 'more'})` : ''}`).join(', ')}. Reported: 1.70 % and 1.66 %, 2.3 % less. The total covariance is the model's own, so this favours the systematic weights by construction; the backtest does not.

## Backtest, 2020-08 to 2025-07, window 24, rebalance 3

Reported: systematic 7.2 % a year at 6.1 %, Sharpe 1.190, drawdown 0.022; sample 6.6 % at 6.4 %, Sharpe 1.030, drawdown 0.029.

${table(backtestHeader, await walkForward(study))}

## Backtest, whole file, window 36, rebalance 3

${table(backtestHeader, await walkForward({ ...whole, backtest: { train: 36, rebalance: 3 } }))}

With ten assets the sample matrix is hard to beat: its volatility is the lowest or next to it in both runs. These are single histories; nothing here says that a difference is more than chance.
`,
);
