/** Costs of trading and limits on positions beside every other constraint. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { optimizeWeights, type PortfolioOptions, type PortfolioResult } from '../../src/browser.js';
import { cases, kkt } from '../support/constrained-objectives.js';
import {
  constrainedProblem,
  type ConstrainedProblem,
  largestViolation,
} from '../support/constrained-problems.js';
import { engines } from '../support/engines.js';
import {
  costsOf,
  kinksOf,
  netCase,
  netObjectives,
  netOptions,
  type NetObjective,
  type NetProblem,
  withTrading,
} from '../support/net-objectives.js';
import { covarianceOf } from '../support/portfolio-problems.js';
import { randomSource } from '../support/random.js';

const [[, engine]] = engines;
const problems = fc.record({ seed: fc.integer({ min: 1, max: 1e6 }), N: fc.integer({ min: 3, max: 9 }) });

/** Parts of weights that are full before those that come before them, and a limit of 0 on a weight that is rounding of 0. */
const examples: [{ seed: number; N: number }][] = [
  [{ seed: 140, N: 5 }],
  [{ seed: 704_153, N: 5 }],
  [{ seed: 587_360, N: 4 }],
  [{ seed: 650_000, N: 3 }],
];

/** A problem of an objective, solved; null where no portfolio has a positive excess return. */
function solved(objective: NetObjective, seed: number, N: number) {
  const problem = withTrading(constrainedProblem(seed, N, { isRatio: objective === 'maximumSharpe' }), seed);
  const options = netOptions(problem, objective, seed);
  const result = optimizeWeights(engine, problem.covariance, options);
  if (objective === 'maximumSharpe' && result.status === 'infeasible') return null;
  expect(result.status, `${objective} ${seed} ${N} ${JSON.stringify(result)}`).toBe('optimal');
  return { problem, options, result, w: Object.values(result.weights), case_: netCase(problem, objective) };
}

describe.each(netObjectives)('Costs of trading in %s, within every kind of constraint', (objective) => {
  it('have the conditions of a minimum, with subgradients at previous weights and where limits have kinks', () => {
    let [count, held, exposed] = [0, 0, 0];
    fc.assert(
      fc.property(problems, ({ seed, N }) => {
        const found = solved(objective, seed, N);
        if (found === null) return;
        const { problem, options, result, w, case_ } = found;
        expect(largestViolation(w, problem.sides)).toBeLessThan(1e-10);
        expect(result.violation).toBeLessThan(1e-10);
        expect(result.transactionCosts).toBeCloseTo(costsOf(problem, w), 13);
        if (case_.own !== undefined) expect(case_.own(problem, w, options).excess).toBeLessThan(1e-10);
        const isHeld = w.map((weight, i) => Math.abs(weight - problem.previous[i]) < 1e-13);
        if (isHeld.every(Boolean) || result.multipliers?.targetReturn === 0) return;
        if (objective === 'targetVolatility' && result.multipliers?.targetVolatility === undefined) return;
        count++;
        held += isHeld.filter((value, i) => value && w[i] !== 0).length;
        const { maxGross = 0, maxLong = 0, maxShort = 0 } = result.multipliers!;
        if (Math.min(maxGross, maxLong, maxShort) < 0) exposed++;
        const kinks = kinksOf(problem, objective, result);
        expect(kkt(problem, result, case_, options, kinks), `${seed} ${N}`).toBeLessThan(1e-7);
      }),
      { numRuns: 250, examples },
    );
    expect(count).toBeGreaterThan(100);
    expect(held).toBeGreaterThan(10);
    expect(exposed).toBeGreaterThan(1);
  });

  it('are no worse than other portfolios within them', () => {
    let compared = 0;
    for (let seed = 1; seed <= 50; seed++) {
      const found = solved(objective, seed, 3 + (seed % 6));
      if (found === null) continue;
      const { problem, options, w, case_ } = found;
      const { normal, uniform } = randomSource(seed + 9);
      const best = case_.of(problem, w, options).value;
      const { transactionCosts: _, previousWeights, ...others } = problem.options;
      for (let k = 0; k < 6; k++) {
        const size = 10 ** (-3 * uniform());
        const near = problem.covariance.assets.map((asset, i) => [asset, w[i] + size * normal()]);
        const other = optimizeWeights(engine, problem.covariance, {
          ...others,
          ...(others.turnoverLimit === undefined ? {} : { previousWeights }),
          objective: 'minimumTrackingError',
          benchmarkWeights: Object.fromEntries(near) as Record<string, number>,
        });
        const point = Object.values(other.weights);
        if (case_.own !== undefined && case_.own(problem, point, options).excess > 0) continue;
        compared++;
        const { value } = case_.of(problem, point, options);
        expect(value, `seed ${seed}`).toBeGreaterThanOrEqual(best - 1e-9 * Math.abs(best) - 1e-13);
      }
    }
    expect(compared).toBeGreaterThan(40);
  });

  it('are those of the best portfolio of a grid with two and three assets', () => {
    let compared = 0;
    for (let seed = 1; seed <= 16; seed++) {
      const N = 2 + (seed % 2);
      const { sides, ...problem } = gridProblem(seed, N);
      const options = netOptions({ ...problem, sides }, objective, seed);
      const result = optimizeWeights(engine, problem.covariance, options);
      if (result.status === 'infeasible') {
        expect(objective).toBe('maximumSharpe');
        continue;
      }
      expect(result.status).toBe('optimal');
      const case_ = netCase({ ...problem, sides }, objective);
      const judge = (w: number[]) => ({
        ...case_.of({ ...problem, sides }, w, options),
        excess: case_.own?.({ ...problem, sides }, w, options).excess ?? 0,
      });
      const best = judge(Object.values(result.weights)).value;
      const steps = N === 2 ? 4000 : 200;
      const places = Array.from({ length: steps + 1 }, (_, k) => (2 * k) / steps - 0.5);
      let nearest = Infinity;
      for (const a of places) {
        for (const b of N === 2 ? [0] : places) {
          const w = N === 2 ? [a, 1 - a] : [a, b, 1 - a - b];
          if (largestViolation(w, sides) > 1e-9) continue;
          const { value, excess } = judge(w);
          if (excess <= 0) nearest = Math.min(nearest, value);
        }
      }
      const size = Math.abs(best) + 1e-4;
      expect(best).toBeLessThanOrEqual(nearest + 1e-9 * size);
      if (nearest === Infinity) continue;
      compared++;
      expect(nearest).toBeLessThan(best + 0.1 * size);
    }
    expect(compared).toBeGreaterThan(6);
  });
});

/** Long and short within a gross and a short limit, a linear constraint and a limit on trading; kinks are on the grid. */
function gridProblem(seed: number, N: number): NetProblem {
  const { uniform } = randomSource(seed);
  const { covariance, expectedReturns } = constrainedProblem(seed, N);
  const { assets } = covariance;
  const previous = N === 2 ? [0.8, 0.2] : [0.6, -0.1, 0.5];
  const byTicker = (values: number[]) => Object.fromEntries(assets.map((asset, i) => [asset, values[i]]));
  const costs = assets.map(() => 0.003 * uniform());
  const [maxGross, maxShort, turnoverLimit] = [1.5, 0.2, 0.8];
  const one = assets.map(() => 1);
  const zero = assets.map(() => 0);
  const difference = assets.map((_, i) => (i === 0 ? 1 : i === 1 ? -1 : 0));
  return {
    ...{ covariance, expectedReturns, previous, costs, point: previous },
    options: {
      ...{ minWeights: -0.5, maxWeights: 1.5, maxGross, maxShort, turnoverLimit },
      ...{ linearConstraints: ['A0 - A1 <= 0.9'], previousWeights: byTicker(previous) },
      transactionCosts: byTicker(costs),
    },
    sides: [
      { name: 'weights add up to 1', normal: one, limit: 1 },
      { name: 'A0 - A1 <= 0.9', normal: difference, limit: 0.9 },
      { name: 'maxGross', at: zero, below: -1, above: 1, limit: maxGross },
      { name: 'maxShort', at: zero, below: -1, above: 0, limit: maxShort },
      { name: 'turnoverLimit', at: previous, below: -1, above: 1, limit: turnoverLimit },
    ],
  };
}

describe('A return that costs of trading leave out of reach', () => {
  const covariance = covarianceOf(
    [
      [0.04, 0.0],
      [0.0, 0.01],
    ],
    ['A', 'B'],
  );
  const options: PortfolioOptions = {
    ...{ objective: 'targetReturn', targetReturn: 0.012, expectedReturns: { A: 0.01, B: 0.02 } },
    ...{ previousWeights: { A: 1 }, transactionCosts: 0.006, linearConstraints: ['A >= 0.1'] },
  };

  it('is a smallest conflict, without what has no part in it', () => {
    // 0.01 + 0.01x − 0.006·2x falls with x
    for (const more of [{}, { maxGross: 1.5 }]) {
      const result = optimizeWeights(engine, covariance, { ...options, ...more });
      expect(result.status).toBe('infeasible');
      const { conflict } = result as { conflict: string[] };
      expect([...conflict].sort()).toEqual(['targetReturn is 0.012', 'weights add up to 1']);
    }
    expect(optimizeWeights(engine, covariance, { ...options, transactionCosts: 0.003 }).status).toBe(
      'optimal',
    );
  });
});

const searched = ['minimumVariance', 'targetReturn', 'meanVariance', 'minimumTrackingError'] as const;

/** Constraints of every kind, long and short, budgets other than 1, perhaps costs, and limits on positions. */
function searchProblem(seed: number, N: number, objective: (typeof searched)[number]) {
  const { uniform } = randomSource(seed + 31);
  const plain = constrainedProblem(seed, N, { room: 0.2, boundRoom: 0.5 });
  const isNet = (objective === 'meanVariance' || objective === 'targetReturn') && uniform() < 0.5;
  const net = withTrading(plain, seed);
  const problem: ConstrainedProblem = isNet ? net : plain;
  const options = isNet
    ? netOptions(net, objective as NetObjective, seed)
    : { ...plain.options, ...cases[objective]!.options(plain, seed), objective };
  if (objective === 'targetReturn') options.targetReturn! -= 0.003;
  const case_ = isNet ? netCase(net, objective as NetObjective) : cases[objective]!;
  const least = uniform() < 0.7 ? 0.05 + 0.2 * uniform() : 0;
  const most = least === 0 || uniform() < 0.6 ? 1 + Math.floor(uniform() * (N - 1)) : N;
  const limits: PortfolioOptions = {
    ...(least > 0 && { minPosition: least }),
    ...(most < N && { cardinality: most }),
  };
  return { problem, options, case_, least, most, limits };
}

/** The least objective over all supports and signs, each by a program with other bounds alone. */
function byEnumeration({ problem, options, case_, least, most }: ReturnType<typeof searchProblem>): number {
  const { assets } = problem.covariance;
  const [mins, maxs] = [options.minWeights, options.maxWeights] as Record<string, number>[];
  let best = Infinity;
  const visit = (held: number, lower: Record<string, number>, upper: Record<string, number>): void => {
    const i = Object.keys(lower).length;
    if (held > most) return;
    if (i === assets.length) {
      const chosen = { ...options, minWeights: lower, maxWeights: upper };
      const { status, weights } = optimizeWeights(engine, problem.covariance, chosen);
      if (status !== 'optimal') return;
      best = Math.min(best, case_.of(problem, Object.values(weights), options).value);
      return;
    }
    const asset = assets[i];
    const into = (from: number, to: number, count: number): void => {
      if (from <= to) visit(held + count, { ...lower, [asset]: from }, { ...upper, [asset]: to });
    };
    if (mins[asset] <= 0 && maxs[asset] >= 0) into(0, 0, 0);
    if (least === 0) into(mins[asset], maxs[asset], 1);
    else {
      into(Math.max(mins[asset], least), maxs[asset], 1);
      into(mins[asset], Math.min(maxs[asset], -least), 1);
    }
  };
  visit(0, {}, {});
  return best;
}

describe.each(searched)(
  'Least positions and cardinality of %s, within every kind of constraint',
  (objective) => {
    it('have the least objective of all supports and signs', () => {
      let [found, none, binding, short, other] = [0, 0, 0, 0, 0];
      for (let seed = 1; seed <= 60; seed++) {
        const search = searchProblem(seed, 3 + (seed % 3), objective);
        const { problem, options, case_, limits, least, most } = search;
        const expected = byEnumeration(search);
        const result: PortfolioResult = optimizeWeights(engine, problem.covariance, {
          ...options,
          ...limits,
        });
        if (result.status === 'infeasible') {
          expect(expected, `seed ${seed}`).toBe(Infinity);
          expect(result.conflict.length).toBeGreaterThan(0);
          none++;
          continue;
        }
        expect(result.status, `seed ${seed}`).toBe('optimal');
        const w = Object.values(result.weights);
        expect(largestViolation(w, problem.sides)).toBeLessThan(1e-9);
        const held = w.filter((weight) => weight !== 0);
        expect(held.length).toBeLessThanOrEqual(most);
        for (const weight of held) expect(Math.abs(weight)).toBeGreaterThanOrEqual(least - 1e-12);
        const unit = Math.max(Math.abs(expected), 1e-6);
        const { value } = case_.of(problem, w, options);
        expect(Math.abs(value - expected) / unit, `seed ${seed}`).toBeLessThan(1e-8);
        expect(result.optimality).toMatchObject({ proven: true, gap: 0 });
        const free = optimizeWeights(engine, problem.covariance, options);
        if (case_.of(problem, Object.values(free.weights), options).value < value - 1e-6 * unit) binding++;
        if (held.some((weight) => weight < 0)) short++;
        if (Math.abs(w.reduce((sum, weight) => sum + weight, 0) - 1) > 0.01) other++;
        found++;
      }
      expect(found).toBeGreaterThan(15);
      expect(binding).toBeGreaterThan(8);
      expect(none).toBeGreaterThan(0);
      expect(short).toBeGreaterThan(5);
      expect(other).toBeGreaterThan(5);
    });
  },
);
