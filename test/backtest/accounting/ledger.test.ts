import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CostModel } from '../../../src/backtest/accounting/cost-model.js';
import { accountKeeper } from '../../../src/backtest/accounting/keeper.js';
import { type Ledger, ledgerOf } from '../../../src/backtest/accounting/ledger.js';
import type { BacktestInputs } from '../../../src/backtest/inputs.types.js';
import { Schedule } from '../../../src/backtest/schedule.js';
import { type MoneyProblem, moneyAccount } from '../../support/money-account.js';
import { randomSource } from '../../support/random.js';

const TRAIN = 4;

interface Scenario {
  problem: MoneyProblem;
  inputs: BacktestInputs;
  targets: Float64Array;
}

/** Sample standard deviation, term by term. */
function deviation(values: number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

/** Random returns with stops, targets with shorts and leverage, costs of all kinds, a lag and a capital. */
function scenarioOf(seed: number, { plain = false } = {}): Scenario {
  const { uniform, normal } = randomSource(seed);
  const pick = (max: number) => Math.floor(uniform() * max);
  const N = 1 + pick(4);
  const lag = pick(3);
  const rebalance = 1 + pick(3);
  const decisions = 2 + pick(4);
  const T = TRAIN + lag + decisions * rebalance;
  const assets = Array.from({ length: N }, (_, i) => `A${i}`);
  const returns = Array.from({ length: T }, () => assets.map(() => Math.max(-0.6, 0.01 + 0.08 * normal())));
  for (let i = 0; i < N; i++) {
    if (uniform() < 0.5) continue;
    const stop = TRAIN + pick(T - TRAIN);
    for (let t = stop; t < T; t++) if (t === stop || uniform() < 0.8) returns[t][i] = NaN;
  }
  const schedule = new Schedule(decisions, (k) => {
    const decision = TRAIN - 1 + k * rebalance;
    const holdStart = decision + 1 + lag;
    return {
      historyStart: decision + 1 - TRAIN,
      trainStart: decision + 1 - TRAIN,
      decision,
      holdStart,
      holdEnd: holdStart + rebalance,
    };
  });
  const targets = Array.from({ length: decisions }, (_, k) =>
    assets.map((_, i) => {
      const { decision } = schedule.at(k);
      // who is held has had two returns at least
      const seen = returns[decision][i] + returns[decision - 1][i];
      return uniform() < 0.2 || Number.isNaN(seen) ? 0 : (1.6 * uniform() - 0.5) / Math.sqrt(N);
    }),
  );
  const riskFree = returns.map(() => 0.004 * uniform());
  const some = (scale: number) => assets.map(() => (uniform() < 0.2 ? 0 : scale * uniform()));
  const capital = 10 ** (2 + 5 * uniform());
  const linear = some(0.02);
  const quadratic = plain ? assets.map(() => 0) : some(0.05);
  const volume = assets.map(() => capital * (0.1 + 2 * uniform()));
  const rootDays = Math.sqrt(21);
  const volatility = Array.from({ length: decisions }, (_, k) =>
    assets.map((_, i) => {
      const { trainStart, decision } = schedule.at(k);
      const seen = returns.slice(trainStart, decision + 1).map((row) => row[i]);
      const known = seen.filter((value) => !Number.isNaN(value));
      return known.length < 2 ? NaN : deviation(known) / rootDays;
    }),
  );
  // with fewer than two returns the volatility of the decision before holds
  volatility.forEach((row, k) =>
    row.forEach((value, i) => {
      if (Number.isNaN(value)) row[i] = k === 0 ? 0 : volatility[k - 1][i];
    }),
  );
  const borrow = plain ? assets.map(() => 0) : some(0.01);
  const margin = plain ? 0 : 0.004 * uniform();
  const delisted = plain ? assets.map(() => 0) : assets.map(() => [-1, -0.3, 0, 0.1][pick(4)]);
  const cells = new Map<number, number>();
  returns.forEach((row, t) =>
    row.forEach((value, i) => {
      if (t === 0 || !Number.isNaN(value) || Number.isNaN(returns[t - 1][i])) return;
      if (delisted[i] !== 0) cells.set(t * N + i, delisted[i]);
    }),
  );
  const costModel: CostModel | null = plain
    ? null
    : {
        linear: Float64Array.from(linear),
        quadratic: Float64Array.from(quadratic),
        impact: {
          scale: Float64Array.from(volume, (V) => Math.sqrt(capital / V)),
          volatility: new Float64Array(N).fill(NaN),
          rootDays,
        },
        borrow: Float64Array.from(borrow),
        margin,
      };
  const inputs = {
    universe: assets,
    returns: {
      assets,
      dates: returns.map((_, t) => `2020-${String(t + 1).padStart(2, '0')}`),
      returns: Float64Array.from(returns.flat()),
      frequency: 'month',
      notes: [],
    },
    riskFree: Float64Array.from(riskFree),
    costs: Float64Array.from(linear),
    costModel,
    delisting: cells.size === 0 ? null : cells,
    schedule,
  } as unknown as BacktestInputs;
  return {
    problem: {
      schedule,
      targets,
      returns,
      riskFree,
      capital,
      linear,
      quadratic,
      impact: plain ? null : { coefficient: 1, volatility, volume },
      borrow,
      margin,
      delisting: (period, asset) => cells.get(period * N + asset) ?? 0,
    },
    inputs,
    targets: Float64Array.from(targets.flat()),
  };
}

function accountOf({ inputs, targets }: Scenario) {
  const { account, through } = accountKeeper(inputs.schedule, targets, inputs.returns, inputs);
  through(inputs.schedule.length);
  return account;
}

const ledgerFor = (scenario: Scenario): Ledger =>
  ledgerOf(scenario.targets, accountOf(scenario), scenario.inputs, scenario.problem.capital);

const close = (value: number, expected: number, scale: number, tolerance: number) =>
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(tolerance * scale);

/** end = start + gains + interest − costs in every period, and each period starts where the last ended. */
function expectIdentity(ledger: Ledger, capital: number) {
  const { wealthAtStart, wealthAtEnd, gains, interest, assetGains, assets, costs } = ledger;
  expect(wealthAtStart[0]).toBe(capital);
  wealthAtEnd.forEach((end, t) => {
    const start = wealthAtStart[t];
    if (t > 0) expect(start).toBe(wealthAtEnd[t - 1]);
    const paid = Object.values<Float64Array>({ ...costs }).map((kind) => kind[t]);
    for (const cost of paid) expect(cost).toBeGreaterThanOrEqual(0);
    const sum = start + gains[t] + interest[t] - paid.reduce((total, cost) => total + cost, 0);
    close(end, sum, Math.max(Math.abs(start), Math.abs(end)), 1e-12);
    const own = assetGains.subarray(t * assets.length, (t + 1) * assets.length);
    close(
      gains[t],
      own.reduce((total, gain) => total + gain, 0),
      Math.abs(start),
      1e-13,
    );
  });
}

const seeds = fc.integer({ min: 1, max: 1e9 });

describe('a ledger', () => {
  it('is that of shares and money, kind by kind and asset by asset', () => {
    const seen = { exits: 0, delisted: 0, shorts: 0, borrowed: 0, impact: 0 };
    fc.assert(
      fc.property(seeds, (seed) => {
        const scenario = scenarioOf(seed);
        const account = accountOf(scenario);
        if (account.lostAt !== null) return;
        const ledger = ledgerFor(scenario);
        const { capital } = scenario.problem;
        expectIdentity(ledger, capital);
        moneyAccount(scenario.problem).forEach((expected, t) => {
          close(ledger.wealthAtStart[t], expected.start, capital, 1e-11);
          close(ledger.wealthAtEnd[t], expected.end, capital, 1e-11);
          close(ledger.interest[t], expected.interest, capital, 1e-12);
          for (const kind of ['linear', 'quadratic', 'impact', 'borrow', 'margin'] as const)
            close(ledger.costs[kind][t], expected.costs[kind], capital, 1e-12);
          expected.gains.forEach((gain, i) =>
            close(ledger.assetGains[t * ledger.assets.length + i], gain, capital, 1e-12),
          );
          seen.borrowed += Number(expected.costs.margin > 0);
          seen.shorts += Number(expected.costs.borrow > 0);
          seen.impact += Number(expected.costs.impact > 1e-4 * capital);
        });
        seen.exits += account.exits.length;
        seen.delisted += account.exits.filter(({ amount }) => amount !== 0).length;
      }),
      { numRuns: 400 },
    );
    // the cases are there
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(40);
  });

  it('adds up with proportional costs alone too, and in strategies that lose all', () => {
    let lost = 0;
    fc.assert(
      fc.property(seeds, fc.boolean(), (seed, plain) => {
        const scenario = scenarioOf(seed, { plain });
        if (seed % 3 === 0) scenario.targets.forEach((w, i) => (scenario.targets[i] = 4 * w));
        lost += Number(accountOf(scenario).lostAt !== null);
        expectIdentity(ledgerFor(scenario), scenario.problem.capital);
      }),
      { numRuns: 400 },
    );
    expect(lost).toBeGreaterThan(10);
  });

  it('leaves the account as it is kept without costs by kind, bit for bit, where these are all proportional', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const scenario = scenarioOf(seed, { plain: true });
        const { inputs } = scenario;
        const N = inputs.universe.length;
        const none = new Float64Array(N);
        const byKind: CostModel = {
          linear: inputs.costs,
          quadratic: none,
          impact: null,
          borrow: none,
          margin: 0,
        };
        const plain = accountOf(scenario);
        const model = accountOf({ ...scenario, inputs: { ...inputs, costModel: byKind } });
        expect(model.grossReturns).toEqual(plain.grossReturns);
        expect(model.turnovers).toEqual(plain.turnovers);
        model.netReturns.forEach((value, t) => close(value, plain.netReturns[t], 1, 1e-14));
        model.costs.forEach((value, k) => {
          close(value, plain.costs[k], 1, 1e-14);
          close(model.costsByKind!.linear[k], value, 1, 1e-14);
        });
      }),
      { numRuns: 100 },
    );
  });
});
