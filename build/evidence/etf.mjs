/** Ten ETFs by months. */
import { crossValidate, forecastScores } from '../../dist/index.js';
import { etfText } from './etf-text.mjs';
import { exampleInputs } from './inputs.mjs';
import { mainRows } from './main-rows.mjs';
import { changed, deflated, riskFreeOf, rowsOf, timed } from './runs.mjs';
import {
  fallbackText,
  pathsTable,
  performanceTable,
  runsTable,
  scoresTable,
  sharpeColumn,
  sharpeTests,
  varianceTests,
  volatilityColumn,
} from './tables.mjs';

const limits = { systematic: 0.02, ledoitWolf: 0.02 };
const folds = { folds: 10, testFolds: 2, purge: 1, embargo: 1 };

export async function etfSection(engine, folder) {
  const inputs = await exampleInputs('etf', folder);
  const { result, rows } = await mainRows(engine, inputs, 'ten ETFs', limits);
  const riskFree = riskFreeOf(inputs, rows);
  const ratios = deflated(rows, riskFree);
  const tests = {
    sharpe: sharpeTests(engine, rows, riskFree, 12),
    variance: varianceTests(engine, rows),
  };
  const scores = await timed('ten ETFs, forecast scores', () =>
    forecastScores(engine, inputs.prices, inputs.config, { sources: inputs.sources }),
  );
  const runs = await robustnessRuns(engine, inputs);
  const capped = sharpeTests(engine, runs[0].rows, riskFree, 12);
  const paths = await timed('ten ETFs, cross-validation', () => crossValidated(engine, inputs));
  const text = etfText({ rows, ratios, tests, scores, runs, capped, paths });
  const { periods } = rows[0];
  return `## Ten ETFs

\`examples/etf.json\`: monthly returns, windows of 36 months, a decision every third month, long-only, 10 bp a unit of value traded, the classes of the [study](study.md); held from ${periods[0].slice(0, 7)} to ${periods.at(-1).slice(0, 7)}, ${periods.length} months and ${result.decisions.length} decisions. ${fallbackText(rows)}

${text.summary}

### Performance of the ten ETFs, net of costs

${performanceTable(rows, ratios, 12)}

${text.performance}

### Differences between strategies of ETFs

Sharpe ratios a year:

${tests.sharpe.text}

Log variances:

${tests.variance.text}

${text.differences}

### Covariances of ETFs as forecasts

${scoresTable(scores)}

${text.scores}

### The ETFs with other bounds and periods

${runsTable(
  inputs.config.strategies.map(({ name }) => name),
  runs,
)}

${text.runs}

### Sharpe ratios of the ETFs over purged paths

${paths.splits.length} splits of ${folds.folds} folds, ${folds.testFolds} of them tested, ${folds.purge} month purged and ${folds.embargo} embargoed; ${paths.paths.length} paths of ${paths.periods.length} months each.

${pathsTable(paths.strategies)}

${text.paths}`;
}

async function robustnessRuns(engine, inputs) {
  const { config } = inputs;
  const columns = [volatilityColumn, sharpeColumn];
  const variants = [
    ['at most 40 %', { strategies: config.strategies.map((strategy) => ({ ...strategy, maxWeights: 0.4 })) }],
    ['weeks', { frequency: 'week', backtest: { train: 156, rebalance: 'quarter' } }],
    ['days', { frequency: 'day', backtest: { train: 756, rebalance: 'quarter' } }],
  ];
  const runs = [];
  for (const [label, change] of variants) {
    const { rows } = await timed(`ten ETFs, ${label}`, () =>
      rowsOf(engine, { ...inputs, config: changed(config, change) }),
    );
    runs.push({ label, rows, columns });
  }
  return runs;
}

/** A half-life has no meaning where months do not follow one another, so that `exponential` is left out. */
function crossValidated(engine, { config, prices, sources }) {
  const kept = [
    'systematic',
    'total',
    'sample',
    'ledoitWolf',
    'nonlinear',
    'equalWeight',
    'riskParity',
    'hierarchicalRiskParity',
    'maximumSharpe sample',
  ];
  const strategies = config.strategies.filter(({ name }) => kept.includes(name));
  return crossValidate(engine, prices, { ...config, strategies }, { sources, ...folds });
}
