import { describe, expect, it } from 'vitest';
import {
  backtest as inPage,
  type BacktestConfig,
  type BacktestOptions,
  type Checkpoint,
  covariance,
  crossValidate,
  decideNow,
  drawScenarios,
  minimumCVaR,
  toReturns,
} from '../../src/browser.js';
import { backtest } from '../../src/backtest/node.js';
import { loadLinearSolver } from '../../src/portfolio/tails/load-linear-solver.js';
import { built } from '../support/built.js';
import { engines } from '../support/engines.js';
import { knownAt, perturbed } from '../support/perturbation.js';
import { changedPrices, simulatedPrices } from '../support/simulated-prices.js';
import { rejected, thrown } from '../support/thrown.js';

const [[, engine]] = engines;
const solver = await loadLinearSolver();
const assets = ['SPY', 'IWM', 'EFA', 'AGG', 'GLD', 'VNQ'];
const data = simulatedPrices({ seed: 61, assets, months: 52 });
const table = toReturns(data, { frequency: 'month' });
const [N, RATE] = [assets.length, 1.02 ** (1 / 12) - 1];
const TRAIN = 24;
const base: BacktestConfig = {
  market: 'SPY',
  frequency: 'month',
  riskFree: 0.02,
  model: { minHeritability: 0 },
  backtest: { train: TRAIN, rebalance: 3, costs: 0.001 },
};
const configOf = (...strategies: NonNullable<BacktestConfig['strategies']>): BacktestConfig => ({
  ...base,
  strategies,
});

/** The months that a decision sees, cut from the data by hand: position of the first, and excess returns. */
function seenBy(decision: string) {
  const end = table.dates.indexOf(decision) + 1;
  const returns = table.returns.slice((end - TRAIN) * N, end * N).map((r) => r - RATE);
  return { dates: table.dates.slice(end - TRAIN, end), returns };
}
const covarianceBy = (decision: string) => {
  const seen = { assets, frequency: 'month' as const, notes: [], ...seenBy(decision) };
  return covariance(engine, 'ledoitWolf', { returns: seen });
};

describe('the objective minimumCVaR', () => {
  it('has the weights and multipliers of the function on the returns of each window', async () => {
    const limits = {
      maxWeights: 0.4,
      groups: { bonds: { assets: ['AGG'], maxWeight: 0.25 } },
      linearConstraints: ['GLD + VNQ >= 0.3'],
    };
    const config = configOf({ name: 'minimumCVaR', confidence: 0.9, ...limits });
    const { strategies } = await backtest(engine, data, config);
    const { windows } = strategies[0];
    expect(windows.length).toBeGreaterThan(7);
    for (const { decision, status, weights, tail } of windows) {
      const byHand = minimumCVaR(
        engine,
        solver,
        { assets, returns: seenBy(decision).returns },
        {
          confidence: 0.9,
          ...limits,
        },
      );
      expect(status).toBe('ok');
      for (const asset of assets) expect(weights[asset]).toBeCloseTo(byHand.weights[asset], 10);
      expect(tail).toMatchObject({ confidence: 0.9, scenarios: TRAIN });
      expect(tail!.conditionalValueAtRisk).toBeCloseTo(byHand.conditionalValueAtRisk, 12);
      expect(tail!.valueAtRisk).toBeCloseTo(byHand.valueAtRisk, 12);
      expect(Math.abs(tail!.dualityGap)).toBeLessThan(1e-9);
      expect(Object.keys(tail!.multipliers)).toEqual(Object.keys(byHand.multipliers));
    }
  });

  it('weighs costs of trading and a least return, a period', async () => {
    const target = 0.01;
    const config = configOf(
      { name: 'costly', objective: 'minimumCVaR', transactionCosts: 0.006 },
      { name: 'asking', objective: 'minimumCVaR', targetReturn: target, expectedReturns: 'sample' },
    );
    const { strategies } = await backtest(engine, data, config);
    const [costly, asking] = strategies;
    const [first] = costly.windows;
    const { returns } = seenBy(first.decision);
    const bought = minimumCVaR(
      engine,
      solver,
      { assets, returns },
      { transactionCosts: 0.002, previousWeights: {} },
    );
    for (const asset of assets) expect(first.weights[asset]).toBeCloseTo(bought.weights[asset], 10);
    const least = (1 + target) ** (1 / 12) - 1;
    for (const { decision, weights, status } of asking.windows) {
      const seen = seenBy(decision).returns;
      const means = assets.map((_, i) => {
        const own = seen.filter((_, cell) => cell % N === i);
        return RATE + own.reduce((sum, value) => sum + value, 0) / TRAIN;
      });
      const expected = assets.reduce((sum, asset, i) => sum + means[i] * weights[asset], 0);
      if (status === 'ok') expect(expected).toBeGreaterThan(least - 1e-12);
      else expect(Math.max(...means)).toBeLessThan(least);
    }
  });

  it('over draws has those of the function on draws by the same seed', async () => {
    const config = configOf(
      {
        name: 'normal',
        objective: 'minimumCVaR',
        covariance: 'ledoitWolf',
        scenarios: { from: 'normal', draws: 200, seed: 9 },
      },
      {
        name: 'heavy',
        objective: 'minimumCVaR',
        covariance: 'ledoitWolf',
        expectedReturns: 'sample',
        scenarios: { from: 't', draws: 200, seed: 9, degreesOfFreedom: 4 },
      },
    );
    const { strategies } = await backtest(engine, data, config);
    const [normal, heavy] = strategies;
    normal.windows.forEach(({ decision, weights, tail }, k) => {
      const estimate = covarianceBy(decision);
      const { returns } = seenBy(decision);
      const draws = { draws: 200, seed: 9 };
      const plain = minimumCVaR(engine, solver, drawScenarios(estimate, draws));
      for (const asset of assets) expect(weights[asset]).toBeCloseTo(plain.weights[asset], 9);
      expect(tail!.degreesOfFreedom).toBeUndefined();
      const means = Float64Array.from(
        assets,
        (_, i) => returns.filter((_, cell) => cell % N === i).reduce((sum, r) => sum + r, 0) / TRAIN,
      );
      const tailed = minimumCVaR(
        engine,
        solver,
        drawScenarios(estimate, { ...draws, degreesOfFreedom: 4, expectedReturns: means }),
      );
      for (const asset of assets)
        expect(heavy.windows[k].weights[asset]).toBeCloseTo(tailed.weights[asset], 9);
      expect(heavy.windows[k].tail!.degreesOfFreedom).toBe(4);
    });
  });

  it('takes how heavy tails are from the fit of the window', async () => {
    const crashed = changedPrices(data, (price, date, asset) =>
      date >= '2011-10' && asset !== 'SPY' ? price * (0.8 - 0.05 * assets.indexOf(asset)) : price,
    );
    const config = {
      ...configOf({ name: 'minimumCVaR', covariance: 'total' as const, scenarios: 't' as const }),
      model: { minHeritability: 0, errors: { kind: 't' as const } },
    };
    const { strategies, decisions, config: resolved } = await backtest(engine, crashed, config);
    expect(resolved.strategies![0]).toMatchObject({ scenarios: { from: 't', draws: 1000, seed: 1 } });
    const { windows } = strategies[0];
    expect(windows.map(({ status }) => status)).toEqual(windows.map(() => 'ok'));
    const found = decisions.map(({ fit }) => fit!.errors!.degreesOfFreedom ?? undefined);
    expect(found.some((degrees) => degrees !== undefined)).toBe(true);
    expect(windows.map(({ tail }) => tail!.degreesOfFreedom)).toEqual(found);
    decisions.forEach(({ notes }, k) => {
      const isNormal = notes.some((note) => note.includes('are normal here'));
      expect(isNormal).toBe(found[k] === undefined);
    });
  });

  it('says where less than one scenario is beyond the confidence', async () => {
    const strategies = [
      { name: 'minimumCVaR', confidence: 0.99 },
      { name: 'half', objective: 'minimumCVaR' as const, confidence: 0.5 },
    ];
    const { decisions, strategies: decided } = await backtest(engine, data, configOf(...strategies));
    const { scenarios } = decided[0].windows[0].tail!;
    expect(scenarios).toBeLessThan(100);
    const note = `minimumCVaR: of ${scenarios} scenarios less than one is beyond the confidence 0.99: the CVaR is the largest loss`;
    for (const { notes } of decisions) {
      expect(notes).toContain(note);
      expect(notes.join()).not.toContain('half: of');
    }
  });

  it('sees no later price', async () => {
    const config = {
      ...configOf(
        { name: 'minimumCVaR' },
        { name: 'drawn', objective: 'minimumCVaR', covariance: 'total', scenarios: 't' },
      ),
      model: { minHeritability: 0, errors: { kind: 't' as const, degreesOfFreedom: 5 } },
    };
    const before = await backtest(engine, data, config);
    for (const k of [0, 4]) {
      const { decision } = before.decisions[k];
      const after = await backtest(
        engine,
        perturbed(data, (date) => date > decision),
        config,
      );
      before.strategies.forEach((strategy, s) => {
        expect(knownAt(k, after.strategies[s])).toEqual(knownAt(k, strategy));
        expect(after.strategies[s].windows[k].tail).toEqual(strategy.windows[k].tail);
        expect(after.strategies[s].windows[k + 2].weights).not.toEqual(strategy.windows[k + 2].weights);
      });
    }
  });

  it('leaves out an asset without all returns, and falls back along its chain with reasons', async () => {
    const late = changedPrices(data, (price, date, asset) =>
      asset === 'VNQ' && date < '2010-06' ? NaN : price,
    );
    const config = {
      ...configOf(
        { name: 'minimumCVaR' },
        { name: 'capped', objective: 'minimumCVaR', maxWeights: 0.19 },
        { name: 'kept', objective: 'minimumCVaR', maxWeights: 0.19, fallback: ['previousWeights'] },
      ),
      backtest: { ...base.backtest!, minHistory: 15 },
    };
    const { strategies, decisions } = await backtest(engine, late, config);
    const [free, capped, kept] = strategies;
    expect(free.windows[0]).toMatchObject({ status: 'ok', weights: { VNQ: 0 } });
    expect(decisions[0].notes).toContainEqual(expect.stringContaining('VNQ 19'));
    const [first] = capped.windows;
    expect(first).toMatchObject({ status: 'fallback', used: 'equalWeight' });
    expect(first.tail).toBeUndefined();
    expect(first.reason).toMatch(
      /^returns of the window: the constraints on weights conflict|the .* conflict/,
    );
    expect(first.reason).toContain('previous weights: there are none');
    expect(kept.windows[0]).toMatchObject({ status: 'fallback', used: 'cash' });
    expect(capped.windows.at(-1)!.status).toBe('ok');
    const drawn = await backtest(
      engine,
      data,
      configOf({
        ...{ name: 'minimumCVaR', covariance: 'nonlinear2020', fallback: ['ledoitWolf'], minWeights: 0 },
        scenarios: { from: 'normal', draws: 50 },
      }),
      { functions: { minimumCVaR: { covariance: () => Float64Array.of(1) } } },
    );
    const { status, used, reason, tail } = drawn.strategies[0].windows[0];
    expect({ status, used }).toEqual({ status: 'fallback', used: 'ledoitWolf' });
    expect(reason).toContain('function covariance: ');
    expect(tail).toMatchObject({ scenarios: 50 });
  });

  it('minimises the CVaR of simple returns where the model has log ones', async () => {
    const config = { ...configOf({ name: 'minimumCVaR' }), returns: 'log' as const };
    const { strategies } = await backtest(engine, data, config);
    const [{ decision, weights }] = strategies[0].windows;
    const { returns } = seenBy(decision);
    const relative = returns.map((excess) => (1 + excess + RATE) / (1 + RATE) - 1);
    const byHand = minimumCVaR(engine, solver, { assets, returns: relative });
    for (const asset of assets) expect(weights[asset]).toBeCloseTo(byHand.weights[asset], 9);
  });
});

describe('a run of minimumCVaR', () => {
  const months = simulatedPrices({ seed: 62, assets, months: 170 });
  const long = {
    ...configOf(
      { name: 'minimumCVaR', turnoverLimit: 0.3 },
      { name: 'drawn', objective: 'minimumCVaR', covariance: 'ledoitWolf', scenarios: { from: 'normal', draws: 60 } }, // prettier-ignore
      { name: 'sample' },
    ),
    backtest: { train: TRAIN, rebalance: 1, costs: 0.001 },
  };
  const bitsOf = ({ strategies }: Awaited<ReturnType<typeof backtest>>): unknown =>
    strategies.map(({ windows, netReturns }) => ({ windows, netReturns }));

  it('has the same bits by threads, which load solvers of their own', async () => {
    const own = await built.createEngine();
    const alone = bitsOf(await built.backtest(own, months, long));
    expect(bitsOf(await built.backtest(own, months, long, { workers: 2 }))).toEqual(alone);
  });

  it('goes on from a checkpoint to the same bits', async () => {
    const stop = new AbortController();
    const kept: Checkpoint[] = [];
    const run = (options: BacktestOptions) => backtest(engine, months, long, options);
    await run({
      signal: stop.signal,
      checkpoint: { save: (checkpoint) => void kept.push(checkpoint), every: Infinity },
      onProgress: (done) => void (done === 80 && stop.abort()),
    }).catch(() => {});
    expect(kept.at(-1)!.windows).toBeGreaterThan(60);
    expect(bitsOf(await run({ resume: kept.at(-1)! }))).toEqual(bitsOf(await run({})));
  });

  it('may be a candidate of a selection, with the tails of what was picked', async () => {
    const config: BacktestConfig = {
      ...configOf({ name: 'sample' }),
      selection: {
        name: 'best',
        candidates: {
          tail: { strategies: [{ name: 'sample', objective: 'minimumCVaR' }] },
          variance: {},
        },
      },
    };
    const { strategies, selection } = await backtest(engine, data, config);
    const best = strategies.at(-1)!;
    expect(best.name).toBe('best');
    selection!.decisions.forEach(({ candidate }, k) => {
      expect(best.windows[k].status).toBe('ok');
      expect(best.windows[k].tail !== undefined).toBe(candidate === 'tail');
    });
  });

  it('is decided now as in the last window, and cross-validated', async () => {
    const config = configOf({ name: 'minimumCVaR' });
    const { strategies } = await backtest(engine, data, config);
    const { decision, weights, tail } = strategies[0].windows.at(-1)!;
    const now = decideNow(engine, data, { ...config, to: decision }, { linearSolver: solver });
    expect(now.strategies[0]).toMatchObject({ status: 'ok', weights, tail });
    const splits = { folds: 4, testFolds: 1 };
    const { splits: found } = await crossValidate(engine, data, config, { ...splits, linearSolver: solver });
    expect(found.map(({ choices }) => choices[0].status)).toEqual(['ok', 'ok', 'ok', 'ok']);
    found.forEach(({ choices, trainPeriods }) => expect(choices[0].tail!.scenarios).toBe(trainPeriods));
    expect((await rejected(crossValidate(engine, data, config, splits))).code).toBe('missing-solver');
    expect(thrown(() => decideNow(engine, data, config)).code).toBe('missing-solver');
  });

  it('in a page takes the solver that it is given, in the calling thread, and refuses to be without', async () => {
    const config = configOf({ name: 'minimumCVaR' });
    const error = await rejected(inPage(engine, data, config));
    expect(error).toMatchObject({ code: 'missing-solver', details: { strategy: 'minimumCVaR' } });
    expect(error.hint).toContain('highsSolver');
    const given = await inPage(engine, data, config, { linearSolver: solver, workers: 'auto' });
    expect(bitsOf(given)).toEqual(bitsOf(await backtest(engine, data, config)));
    const spread = rejected(inPage(engine, data, config, { linearSolver: solver, workers: 2 }));
    expect((await spread).code).toBe('solver-in-workers');
    const { strategies } = await inPage(engine, data, configOf({ name: 'sample' }));
    expect(strategies[0].windows[0].status).toBe('ok');
  });

  it('says when the solver did not get to its proof', async () => {
    const lazy = {
      solve: (program: Parameters<typeof solver.solve>[0]) => {
        const solution = solver.solve(program);
        return { ...solution, x: solution.x.map((_, j) => (j === 0 ? 1 : 0)) };
      },
    };
    const { strategies } = await inPage(engine, data, configOf({ name: 'minimumCVaR' }), {
      linearSolver: lazy,
    });
    expect(strategies[0].windows[0]).toMatchObject({ status: 'fallback', used: 'equalWeight' });
    expect(strategies[0].windows[0].reason).toContain('not solved to its proof: a gap of ');
  });

  it('refuses a covariance by a function where scenarios are returns of the window', async () => {
    const functions = { minimumCVaR: { covariance: () => Float64Array.of(1) } };
    const config = configOf({ name: 'minimumCVaR' });
    expect((await rejected(backtest(engine, data, config, { functions }))).code).toBe('unused-place');
  });
});
