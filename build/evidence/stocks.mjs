/** 243 stocks by weeks. */
import { forecastScores } from '../../dist/index.js';
import { exampleInputs } from './inputs.mjs';
import { mainRows } from './main-rows.mjs';
import { changed, deflated, riskFreeOf, rowsOf, timed } from './runs.mjs';
import {
  costColumn,
  fallbackText,
  performanceTable,
  runsTable,
  scoresTable,
  sharpeColumn,
  sharpeTests,
  varianceTests,
  volatilityColumn,
} from './tables.mjs';
import { stocksText } from './stocks-text.mjs';

const limits = { systematic: 0.05, total: 0.05, ledoitWolf: 0.05 };

/** Costs by kind: 5 bp and the square-root law, with money and volumes that are assumed. */
const impact = { capital: 1e9, costs: { linear: 0.0005, impact: { coefficient: 1, volume: 2e8 } } };

/** Stocks with all returns of the window alone, so that every covariance is scored on the same ones. */
const fullWindows = { backtest: { minHistory: 104 } };

export async function stocksSection(engine, folder) {
  const inputs = await exampleInputs('sp500', folder);
  const { result, rows } = await mainRows(engine, inputs, '243 stocks', limits);
  const riskFree = riskFreeOf(inputs, rows);
  const ratios = deflated(rows, riskFree);
  const tests = {
    sharpe: sharpeTests(engine, rows, riskFree, 52),
    variance: varianceTests(engine, rows),
  };
  const scores = await timed('243 stocks, forecast scores', () =>
    forecastScores(engine, inputs.prices, changed(inputs.config, fullWindows), { sources: inputs.sources }),
  );
  const withImpact = await variant(engine, inputs, 'impact', { backtest: impact });
  const daily = await variant(engine, inputs, 'days', {
    frequency: 'day',
    backtest: { train: 252, minHistory: 126 },
  });
  const runs = [
    { label: 'impact', rows: withImpact, columns: [sharpeColumn, costColumn(52)] },
    { label: 'days', rows: daily, columns: [volatilityColumn, sharpeColumn, costColumn(252)] },
  ];
  const text = stocksText({ rows, tests, scores, runs });
  const { periods } = rows[0];
  const taking = result.decisions.map(({ satOut }) => result.universe.length - satOut.length);
  return `## 243 stocks

\`examples/sp500.json\`: ${result.universe.length} members of the S&P 500, weekly returns, windows of 104 weeks, a decision at the end of each month, long-only, 20 bp a unit of value traded, sectors as classes, the market their equal-weighted index; a stock takes part from 52 returns on (${Math.min(...taking)} to ${Math.max(...taking)} of them do). Held from ${periods[0]} to ${periods.at(-1)}, ${periods.length} weeks and ${result.decisions.length} decisions. ${fallbackText(rows)}

**Survivorship bias.** The list is that of members in 2021, so that every stock here lived, and most did well: whoever held any of them from 2012 on knew the future. Levels of returns, Sharpe ratios and break-even costs mean nothing, and whatever leans towards past winners gains most from it. Comparisons of volatility suffer less, though they are not free of it either.

${text.summary}

### Performance of the stocks, net of costs

${performanceTable(rows, ratios, 52)}

${text.performance}

### Differences between strategies of stocks

Sharpe ratios a year:

${tests.sharpe.text}

Log variances:

${tests.variance.text}

${text.differences}

### Covariances of stocks as forecasts

${scoresTable(scores)}

${text.scores}

### The stocks with market impact, and by days

"Impact" charges 5 bp and the square-root law, σ√(traded/volume) of what is traded, for a capital of 1,000 million at the start and a volume of 200 million a day in each stock; both are assumptions, as the data have no volumes. "Days" has windows of 252 days, 126 returns to take part, decisions at the end of each month and the 20 bp of above.

${runsTable(
  inputs.config.strategies.map(({ name }) => name),
  runs,
)}

${text.runs}`;
}

async function variant(engine, inputs, label, change) {
  const config = changed(inputs.config, change);
  const { rows } = await timed(`243 stocks, ${label}`, () => rowsOf(engine, { ...inputs, config }));
  return rows;
}
