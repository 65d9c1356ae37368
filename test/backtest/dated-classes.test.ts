import { describe, expect, it } from 'vitest';
import {
  type BacktestConfig,
  type BacktestSources,
  backtest,
  fitModel,
  mixedModelPortfolio,
  parseClassSource,
} from '../../src/browser.js';
import { engines } from '../support/engines.js';
import { simulatedPrices } from '../support/simulated-prices.js';
import { rejected } from '../support/thrown.js';

const [[, engine]] = engines;
const tickers = ['SPY', 'IWM', 'EFA', 'AGG', 'GLD'];
const data = simulatedPrices({ seed: 17, assets: tickers, months: 25 });

/** Decides on 2011-01-31, 2011-04-30, 2011-07-31 and 2011-10-31. */
const base: BacktestConfig = {
  market: 'SPY',
  model: { random: ['asset:time(combined)'], minHeritability: 0 },
  backtest: { train: 12, rebalance: 3 },
  strategies: [{ name: 'systematic' }],
};
const run = (config: Partial<BacktestConfig>, sources: BacktestSources) =>
  backtest(engine, data, { ...base, ...config }, { sources });

const rows = ['SPY,1,0', 'IWM,1,0', 'EFA,1,1', 'AGG,0,1', 'GLD,0,0'];
const classes = { path: 'classes.csv' };
/** The classes without dates after some rows have taken the place of others. */
const changed = (moved: string[]) => {
  const now = rows.map((row) => moved.find((other) => other.startsWith(row.slice(0, 3))) ?? row);
  return parseClassSource(`ticker,risky,abroad\n${now.join('\n')}\n`);
};
const since = (date: string, from: string[] = rows) => from.map((row) => `${date},${row}\n`).join('');
const history = (text: string) => parseClassSource(`date,ticker,risky,abroad\n${text}`);

describe('classes with dates', () => {
  it('that never change decide as the same classes without dates do, bit for bit', async () => {
    const dated = await run({ classes }, { classes: history(since('2009-12-31')) });
    const undated = await run({ classes }, { classes: changed([]) });
    expect(dated.strategies).toEqual(undated.strategies);
    expect(dated.decisions.map(({ fit }) => fit)).toEqual(undated.decisions.map(({ fit }) => fit));
    expect(undated.notes).toEqual(['assets in none of the classes: GLD']);
    expect(dated.notes).toEqual([]);
    expect(dated.decisions.map(({ notes }) => notes)).toEqual(
      Array(4).fill(['assets in none of the classes: GLD']),
    );
  });

  it('decide before and after a change as either table alone does', async () => {
    const moved = ['IWM,0,1', 'GLD,0,1'];
    const dated = await run(
      { classes },
      { classes: history(since('2009-12-31') + since('2011-07-31', moved)) },
    );
    const weights = [
      dated,
      await run({ classes }, { classes: changed([]) }),
      await run({ classes }, { classes: changed(moved) }),
    ];
    const [own, before, later] = weights.map(({ strategies }) => strategies[0].windows.map((w) => w.weights));
    expect(own).toEqual([...before.slice(0, 2), ...later.slice(2)]);
    expect(before.slice(2)).not.toEqual(later.slice(2));
  });

  it('are none of an asset before its first row, which each window notes', async () => {
    const { decisions } = await run(
      { classes },
      { classes: history(since('2011-02-28', rows.slice(0, 3)) + since('2011-05-31', rows.slice(3, 4))) },
    );
    expect(decisions.map((decision) => decision.notes[0])).toEqual([
      'no class is known yet of any asset',
      'no class is known yet of AGG, GLD',
      'no class is known yet of GLD',
      'no class is known yet of GLD',
    ]);
    expect(decisions[0].notes[1]).toBe(
      'all assets are in the same classes: kernel "combined" does without kernel "class"',
    );
  });

  it('are those of the last day in a portfolio for now and in a fit', () => {
    const moved = ['IWM,0,1', 'GLD,1,1'];
    const decide = (source: BacktestSources['classes']) => {
      const sources = { classes: source };
      return {
        portfolio: mixedModelPortfolio(engine, data, {
          market: 'SPY',
          lookback: 24,
          model: { random: ['asset:time(combined)'] },
          minHeritability: 0,
          classes,
          sources,
        }),
        fit: fitModel(engine, data, { ...base, classes }, { sources }),
      };
    };
    const [now, before, undated] = [
      history(since('2009-12-31') + since('2012-01-31', moved)),
      history(since('2009-12-31') + since('2012-02-01', moved)),
      changed(moved),
    ].map(decide);
    expect(now.portfolio.decision).toBe('2012-01-31');
    expect(now.portfolio).toEqual(undated.portfolio);
    expect(now.fit.fit).toEqual(undated.fit.fit);
    expect(before.portfolio.heritability).not.toBe(now.portfolio.heritability);
    expect(before.fit.fit.logLikelihood).not.toBe(now.fit.fit.logLikelihood);
    for (const { notes } of [before.portfolio, before.fit])
      expect(notes).toContain('assets in none of the classes: GLD');
    expect(now.portfolio.notes).toEqual([]);
  });

  it('are refused where all are later than the last decision, and where a lag has no dates to go by', async () => {
    expect(await rejected(run({ classes }, { classes: history(since('2011-11-01')) }))).toMatchObject({
      name: 'DataError',
      code: 'no-classes',
      message:
        'classes.csv: no class is known at the last decision, on 2011-10-31; the first row is of 2011-11-01',
    });
    const lagged = { classes: { path: 'classes.csv', lag: { days: 3 } } };
    expect(await rejected(run(lagged, { classes: changed([]) }))).toMatchObject({
      code: 'undated-file',
      message: 'classes.lag is a publication lag, and classes.csv has no dates',
      details: { file: 'classes.csv', path: 'classes.lag' },
    });
  });
});
