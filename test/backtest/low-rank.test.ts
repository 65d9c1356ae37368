import { describe, expect, test } from 'vitest';
import { MOST_DRAWN } from '../../src/backtest/snapshot.js';
import {
  assetFeatures,
  backtest,
  type BacktestConfig,
  type BacktestResult,
  createEngine,
  lowRankKernel,
  relationshipKernel,
  simulatePrices,
  toReturns,
} from '../../src/browser.js';
import { windowKernels } from '../../src/kernels/window.js';
import { renderReport } from '../../src/report/page.js';
import { visibleText } from '../support/html.js';
import { rejected } from '../support/thrown.js';

test('a backtest whose kernel has a rank as large as the universe chooses the weights of the full kernel', async () => {
  const engine = await createEngine();
  const { prices } = simulatePrices({ seed: 3 });
  const config = (rank?: number) => ({
    frequency: 'month' as const,
    market: 'SPY',
    kernels: { mine: { kind: 'gaussian' as const, ...(rank !== undefined && { rank }) } },
    model: { random: ['time', 'asset:time(mine)'], minHeritability: 0 },
    backtest: { train: 36, rebalance: 12 },
    strategies: [{ name: 'total', covariance: 'total' as const }],
  });
  const low = await backtest(engine, prices, config(100));
  const full = await backtest(engine, prices, config());
  expect(low.decisions.some(({ fit }) => fit?.path === 'lowRank')).toBe(true);
  low.strategies[0].windows.forEach((window, at) => {
    const other = full.strategies[0].windows[at];
    expect([window.status, window.reason]).toEqual([other.status, other.reason]);
    for (const [asset, weight] of Object.entries(window.weights)) {
      expect(Math.abs(weight - other.weights[asset])).toBeLessThan(1e-6);
    }
  });
});

describe('the window of a kernel with a rank', () => {
  const { prices } = simulatePrices({ seed: 3 });
  const config = (
    kernels: BacktestConfig['kernels'],
    strategies: BacktestConfig['strategies'] = [{ name: 'total', covariance: 'total' }],
  ): BacktestConfig => ({
    ...{ frequency: 'month', market: 'SPY', kernels, strategies },
    model: { random: ['time', 'asset:time(mine)'], minHeritability: 0 },
    backtest: { train: 36, rebalance: 48 },
  });
  const notesOf = ({ decisions }: BacktestResult): string[] => decisions[0].notes;

  test('says by how many factors it is fitted, and what share of the trace they leave', async () => {
    const engine = await createEngine();
    const few = await backtest(engine, prices, config({ mine: { kind: 'gaussian', rank: 2 } }));
    const [note] = notesOf(few);
    const share = Number(/leave ([\d.]+) % of its trace to a diagonal$/.exec(note)![1]) / 100;
    expect(note).toMatch(/^kernel "mine" is fitted by 2 factors, which leave/);
    // by the definition: Σδ over the trace of the kernel of the window's assets
    const table = toReturns(prices, { frequency: 'month' });
    const rows = table.assets.length;
    const first = { ...table, dates: table.dates.slice(0, 36), returns: table.returns.slice(0, 36 * rows) };
    const market = Float64Array.from(
      { length: 36 },
      (_, t) => first.returns[t * rows + table.assets.indexOf('SPY')],
    );
    const { values } = relationshipKernel(assetFeatures(first, market), { kind: 'gaussian' });
    const { factors, diagonal } = lowRankKernel(assetFeatures(first, market), { kind: 'gaussian', rank: 2 });
    let [left, trace] = [0, 0];
    for (let i = 0; i < rows; i++) {
      trace += values[i * rows + i];
      left += values[i * rows + i] - factors[2 * i] ** 2 - factors[2 * i + 1] ** 2;
    }
    expect(diagonal).toHaveLength(rows);
    expect(share).toBeCloseTo(left / trace, 3);
    const many = await backtest(engine, prices, config({ mine: { kind: 'gaussian', rank: 100 } }));
    expect(notesOf(many)[0]).toBe(`kernel "mine" is fitted by ${rows} factors, which is exact`);
  });

  test('sums of full kernels may have a rank, with the weights of the full sum; parts may not have one', async () => {
    const engine = await createEngine();
    const parts = { smooth: { kind: 'gaussian' as const }, rough: { kind: 'exponential' as const } };
    const sum = { weights: { smooth: 0.3, rough: 0.7 } };
    const full = await backtest(engine, prices, config({ ...parts, mine: sum }));
    const low = await backtest(engine, prices, config({ ...parts, mine: { ...sum, rank: 50 } }));
    expect(notesOf(low)[0]).toMatch(/^kernel "mine" is fitted by \d+ factors, which is exact$/);
    expect(full.decisions[0].fit?.path).not.toBe('lowRank');
    expect(low.decisions[0].fit?.path).toBe('lowRank');
    low.strategies[0].windows.forEach(({ weights }, at) => {
      for (const [asset, weight] of Object.entries(weights))
        expect(Math.abs(weight - full.strategies[0].windows[at].weights[asset])).toBeLessThan(1e-6);
    });
    const mixed = { ...parts, smooth: { kind: 'gaussian' as const, rank: 2 }, mine: { ...sum, rank: 50 } };
    const error = await rejected(backtest(engine, prices, config(mixed)));
    expect(error.code).toBe('bad-value');
    expect(error.message).toContain('kernels.mine.weights names the kernel "smooth", which has a rank');
  });

  test('a matrix that is not positive semi-definite has larger variances, which is said', async () => {
    const { assets } = prices;
    const n = assets.length;
    // correlations that no returns can have
    const values = Float64Array.from({ length: n * n }, (_, at) =>
      at % (n + 1) === 0 ? 1 : Math.floor(at / n) < 3 && at % n < 3 ? -0.5004 : 0,
    );
    const built = windowKernels(await createEngine(), {
      ...{ returns: toReturns(prices, { frequency: 'month' }), market: new Float64Array(1) },
      definitions: { bad: { labels: assets, values }, mine: { weights: { bad: 1 }, rank: n } },
      names: ['mine'],
    });
    expect(built.notes).toEqual([
      expect.stringMatching(/; it is not positive semi-definite, and variances are up to 0\.\d+ % larger$/),
    ]);
    const { excess, factors, diagonal, rank } = built.lowRank!.mine;
    expect(diagonal).toBe(0);
    const variances = assets.map((_, i) =>
      factors.subarray(rank * i, rank * i + rank).reduce((sum, value) => sum + value * value, 0),
    );
    expect(Math.max(...variances) - 1).toBeCloseTo(excess, 12);
  });

  test('the report of the last decision has the influence of periods and prediction errors', async () => {
    const engine = await createEngine();
    const { snapshot } = await backtest(engine, prices, config({ mine: { kind: 'gaussian', rank: 3 } }));
    expect(snapshot.periods!.notes).toEqual([]);
    expect(snapshot.periods!.influential.length).toBeGreaterThan(0);
    expect(snapshot.effects!.terms[0].predictionErrors).not.toBeNull();
  });
});

test('of more assets than can be drawn the snapshot has no matrices, a note, and the rest; the report has the note', async () => {
  const engine = await createEngine();
  const { prices } = simulatePrices({ seed: 4, assets: MOST_DRAWN + 1, periods: 14 });
  const result = await backtest(engine, prices, {
    ...{ frequency: 'day', market: prices.assets[0] },
    kernels: { mine: { kind: 'gaussian', characteristics: ['beta', 'volatility'], rank: 4 } },
    model: { random: ['time', 'asset:time(mine)'], minHeritability: 0 },
    backtest: { train: 12, rebalance: 1 },
    strategies: [
      { name: 'total', covariance: 'total' },
      { name: 'turnover', covariance: 'total', turnoverLimit: 1.5 },
    ],
  });
  const { snapshot } = result;
  const note = `kernels and correlations of ${MOST_DRAWN + 1} assets are not kept: they are drawn of up to ${MOST_DRAWN}`;
  expect(snapshot.notes).toEqual([note]);
  expect([snapshot.kernelName, snapshot.kernel, snapshot.sampleCorrelation]).toEqual(['mine', null, []]);
  expect(snapshot.assets).toHaveLength(MOST_DRAWN + 1);
  expect(snapshot.spectra!.matrices[0].eigenvalues).toHaveLength(MOST_DRAWN + 1);
  const text = visibleText(renderReport(result, ';'));
  expect(text.split(`K${note.slice(1)}.`)).toHaveLength(3);
  expect(result.strategies[0].windows[0]).toMatchObject({ status: 'ok', reason: null });
  expect(result.strategies[0].windows[0]).not.toHaveProperty('notes');
  expect(JSON.stringify(result).length).toBeLessThan(3e6);
});
