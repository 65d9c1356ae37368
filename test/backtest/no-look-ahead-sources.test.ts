import { describe, expect, it } from 'vitest';
import {
  type BacktestConfig,
  type BacktestSources,
  type KernelHistory,
  type PriceTable,
  backtest,
} from '../../src/browser.js';
import { dateOfDay, dayNumber } from '../../src/data/calendar.js';
import { engines } from '../support/engines.js';
import { once } from '../support/once.js';
import {
  type Where,
  alike,
  knownAt,
  perturbed,
  perturbedClasses,
  perturbedMatrices,
  weightsOf,
} from '../support/perturbation.js';
import { randomSource } from '../support/random.js';
import { simulatedPrices } from '../support/simulated-prices.js';

/*
 * A run that uses every source there is, and each source changed alone: behind what a decision may see, which must
 * leave that decision and all before it bit for bit as they are, and within it, which must not.
 */

const [[, engine]] = engines;
const assets = ['SPY', 'IWM', 'EFA', 'AGG', 'GLD'];
const data = simulatedPrices({ seed: 31, assets, months: 25 });
const index = simulatedPrices({ seed: 32, assets: ['level'], months: 25 });
const covariates = Object.fromEntries(
  ['level', 'change', 'late', 'later'].map((name, k) => [
    name,
    simulatedPrices({ seed: 33 + k, assets: ['x'], months: 25 }),
  ]),
);
const rates: PriceTable = {
  assets: ['rate'],
  dates: data.dates,
  prices: Float64Array.from(data.dates, (_, t) => 0.02 + 0.0005 * (t % 7)),
};

/** Decisions fall on the last days of January, April, July and October 2011. */
const decisionDays = ['2011-01-31', '2011-04-30', '2011-07-31', '2011-10-31'];
const sectors = [
  ...['SPY,risky', 'IWM,risky', 'EFA,risky', 'AGG,safe', 'GLD,safe'].map((row) => `${row},2010-01-01`),
  'GLD,risky,2011-01-31',
  'EFA,safe,2011-02-15',
  'IWM,safe,2011-04-30',
  'GLD,safe,2011-05-02',
  'AGG,risky,2011-09-07',
  'SPY,safe,2011-11-01',
];
const daysBefore = (days: number, date: string): string => dateOfDay(dayNumber(date) - days);
/** The same rows with another day, as many days earlier. */
const earlier = (days: number): string[] =>
  sectors.map((row) => row.replace(/[^,]+$/, (date) => daysBefore(days, date)));

function matrices(dates: string[], availableFrom: string[] | null = null): KernelHistory {
  const { uniform } = randomSource(41);
  return { dates, availableFrom, kernels: dates.map(() => alike(assets, uniform)) };
}
const days = ['2010-06-30', '2011-02-28', '2011-04-30', '2011-05-15', '2011-10-31', '2011-12-31'];
const peers = matrices(days);

const config = {
  market: { path: 'index.csv', column: 'level' },
  riskFree: { path: 'rates.csv', column: 'rate' },
  classes: { path: 'sectors.csv' },
  covariates: {
    level: { path: 'level.csv', column: 'x' },
    change: { path: 'change.csv', column: 'x', as: 'change' },
    late: { path: 'late.csv', column: 'x', lag: { days: 10 } },
    later: { path: 'later.csv', column: 'x', lag: { periods: 1 } },
  },
  kernels: { peers: { path: 'peers.csv' }, both: { weights: { combined: 0.5, peers: 0.5 } } },
  model: {
    fixed: ['asset', 'asset:market', 'asset:level', 'change', 'late', 'later'],
    random: ['time', 'asset:time(both)'],
    minHeritability: 0,
  },
  backtest: { train: 12, rebalance: 3 },
  strategies: [{ name: 'systematic', maxWeights: 0.5 }, { name: 'total' }],
} satisfies BacktestConfig;

interface Source {
  name: string;
  /** the last of its days that a decision may see */
  lastSeen: (decision: string) => string;
  change: (where: Where) => { prices?: PriceTable; sources?: BacktestSources };
  /** where the source is not as above */
  config?: Partial<BacktestConfig>;
}

const itself = (decision: string): string => decision;
const monthBefore = (decision: string): string =>
  data.dates.filter((date) => date < decision.slice(0, 7)).at(-1)!;
const withClasses = (rows: string[], header = 'ticker,class,date'): Source['change'] => {
  return (where) => ({ sources: { classes: perturbedClasses(header, rows, where) } });
};
const withMatrices = (history: KernelHistory): Source['change'] => {
  return (where) => ({ sources: { kernels: { peers: perturbedMatrices(history, where) } } });
};
const covariate = (name: string, lastSeen: Source['lastSeen']): Source => ({
  name: `the covariate file of "${name}"`,
  lastSeen,
  change: (where) => ({
    sources: { covariates: { ...covariates, [name]: perturbed(covariates[name], where) } },
  }),
});

const every: Source[] = [
  { name: 'prices', lastSeen: itself, change: (where) => ({ prices: perturbed(data, where) }) },
  {
    name: 'the market file',
    lastSeen: itself,
    change: (where) => ({ sources: { market: perturbed(index, where) } }),
  },
  {
    name: 'the risk-free file',
    // a rate that was known when the period began
    lastSeen: monthBefore,
    change: (where) => ({ sources: { riskFree: perturbed(rates, where) } }),
  },
  covariate('level', itself),
  covariate('change', itself),
  // four days a month: the 21st is 10 days before the end of a long month
  covariate('late', (decision) => `${decision.slice(0, 8)}${decision.endsWith('31') ? '21' : '14'}`),
  covariate('later', monthBefore),
  { name: 'the file of classes with dates', lastSeen: itself, change: withClasses(sectors) },
  {
    name: 'a file of indicators with dates',
    lastSeen: itself,
    change: withClasses(
      sectors.map((row) => row.replace('risky', '1,0,0').replace('safe', '0,1,0')),
      'ticker,risky,safe,odd,date',
    ),
  },
  {
    name: 'a file of classes that are known 20 days after their date',
    lastSeen: (decision) => daysBefore(20, decision),
    change: withClasses(earlier(20)),
    config: { classes: { path: 'sectors.csv', lag: { days: 20 } } },
  },
  {
    name: 'a file of classes that says when they were known',
    lastSeen: itself,
    change: withClasses(
      earlier(40).map((row, k) => `${row},${sectors[k].slice(-10)}`),
      'ticker,class,date,availableFrom',
    ),
  },
  { name: 'the file of kernel matrices with dates', lastSeen: itself, change: withMatrices(peers) },
  {
    name: 'a file of kernel matrices that are known a period after their date',
    lastSeen: monthBefore,
    change: withMatrices(
      matrices([
        '2010-06-30',
        '2011-01-15',
        '2011-03-31',
        '2011-05-15',
        '2011-07-10',
        '2011-09-30',
        '2011-10-05',
      ]),
    ),
    config: { kernels: { ...config.kernels, peers: { path: 'peers.csv', lag: { periods: 1 } } } },
  },
  {
    name: 'a file of kernel matrices that says when they were known',
    lastSeen: itself,
    change: withMatrices(
      matrices(
        days.map((day) => daysBefore(40, day)),
        days,
      ),
    ),
  },
];

describe.each(every)('$name alone', (source) => {
  const run = (where: Where) => {
    const { prices = data, sources = {} } = source.change(where);
    const unchanged: BacktestSources = {
      market: index,
      riskFree: rates,
      covariates,
      classes: perturbedClasses('ticker,class,date', sectors, () => false),
      kernels: { peers },
    };
    return backtest(
      engine,
      prices,
      { ...config, ...source.config },
      { sources: { ...unchanged, ...sources } },
    );
  };
  const original = once(() => run(() => false));

  it('serves a run that decides four times, by its model alone', async () => {
    const { decisions, strategies } = await original();
    expect(decisions.map(({ decision }) => decision)).toEqual(decisionDays);
    for (const { windows } of strategies)
      expect(windows.map(({ status }) => status)).toEqual(Array(4).fill('ok'));
  });

  it('changed behind what a decision may see, leaves it and all before it, bit for bit, and changes later ones', async () => {
    const { decisions, strategies } = await original();
    for (const [k, { decision }] of decisions.entries()) {
      const last = source.lastSeen(decision);
      const changed = await run((date) => date > last);
      strategies.forEach((strategy, s) =>
        expect(knownAt(k, changed.strategies[s])).toEqual(knownAt(k, strategy)),
      );
      expect(changed.decisions.slice(0, k + 1)).toEqual(decisions.slice(0, k + 1));
      if (k + 1 < decisions.length)
        expect(weightsOf(changed, k + 1)).not.toEqual(weightsOf(await original(), k + 1));
    }
  });

  it('changed within what a decision may see, changes it', async () => {
    for (const [k, decision] of decisionDays.entries()) {
      const last = source.lastSeen(decision);
      const changed = await run((date) => date <= last);
      expect(weightsOf(changed, k)).not.toEqual(weightsOf(await original(), k));
    }
  });

  it('changed on the last day that a decision may see and on no other, changes it and none before it', async () => {
    const last = source.lastSeen(decisionDays[1]);
    const changed = await run((date) => date === last);
    expect(weightsOf(changed, 0)).toEqual(weightsOf(await original(), 0));
    expect(weightsOf(changed, 1)).not.toEqual(weightsOf(await original(), 1));
  });
});
