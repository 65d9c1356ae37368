import { describe, expect, it } from 'vitest';
import {
  ConfigError,
  type Covariance,
  DataError,
  optimizeWeights,
  type PortfolioOptions,
  type QPSolution,
  type QuadraticProgram,
} from '../../src/browser.js';
import { solveInParts, solveKinked, type WeightProgram } from '../../src/portfolio/kinked-program.js';
import { type Kinked, turnoverKinks } from '../../src/portfolio/kinks.js';
import { engines } from '../support/engines.js';
import { from1, npmQuadprog } from '../support/npm-quadprog.js';
import { randomCovariance } from '../support/quadratic-programs.js';
import { randomSource } from '../support/random.js';
import { thrown } from '../support/thrown.js';

interface Problem {
  covariance: Covariance;
  options: PortfolioOptions & { previousWeights: Record<string, number>; turnoverLimit: number };
  previous: number[];
  upper: number;
}

/** n assets in overlapping groups, held somewhere between the bounds and on them, rank of the covariance as given. */
function randomProblem(seed: number, n: number, rank: number): Problem {
  const { uniform } = randomSource(seed);
  const assets = Array.from({ length: n }, (_, i) => `A${i}`);
  const upper = 0.5;
  const raw = assets.map((): number => (uniform() < 0.4 ? 0 : uniform()));
  if (!raw.some((value) => value > 0)) raw[0] = 1;
  const sum = raw.reduce((total, value) => total + value, 0);
  const previous = raw.map((value) => Math.min(upper, value / sum));
  const members = (k: number): string[] => assets.filter((_, i) => i % 3 === k || i === 0);
  return {
    covariance: {
      ...{ name: 'sample', assets, conditionNumber: null },
      values: randomCovariance(seed + 1, n, rank, 1e-4),
    },
    options: {
      maxWeights: upper,
      groups: {
        first: { assets: members(0), minWeight: 0.2, maxWeight: 0.6 },
        second: { assets: members(1), maxWeight: 0.5 },
      },
      turnoverLimit: 0.15 + 0.8 * uniform(),
      previousWeights: Object.fromEntries(assets.map((asset, i) => [asset, previous[i]])),
    },
    ...{ previous, upper },
  };
}

/**
 * The same by quadprog over purchases b and sales s. ε·b's is added to the objective: it is 0 at the minimum, where no
 * asset is bought and sold, and makes a definite P definite in b and s while ε < 2λ_min(P).
 */
function byQuadprog({ covariance, options, previous, upper }: Problem, epsilon: number): number[] | null {
  const { assets, values } = covariance;
  const n = assets.length;
  const P = (i: number, j: number): number => 1e4 * values[i * n + j];
  const D = Array.from({ length: 2 * n }, (_, a) =>
    from1(
      Array.from({ length: 2 * n }, (_value, b) => {
        const [i, j] = [a % n, b % n];
        if (a < n === b < n) return P(i, j);
        return -P(i, j) + (i === j ? epsilon : 0);
      }),
    ),
  );
  const start = assets.map((_, i) => assets.reduce((total, _asset, j) => total + P(i, j) * previous[j], 0));
  const held = (weights: number[]): number => weights.reduce((total, w, i) => total + w * previous[i], 0);
  const row = (weights: number[]): number[] => [...weights, ...weights.map((w) => -w)];
  const unit = (i: number): number[] => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0));
  const negative = (weights: number[]): number[] => weights.map((w) => -w);
  const constraints: [number[], number][] = [];
  const ones = Array.from({ length: n }, () => 1);
  constraints.push([row(ones), 1 - held(ones)]);
  for (const { assets: members, minWeight, maxWeight } of Object.values(options.groups!)) {
    const g = assets.map((asset) => (members.includes(asset) ? 1 : 0));
    if (minWeight !== undefined) constraints.push([row(g), minWeight - held(g)]);
    if (maxWeight !== undefined) constraints.push([negative(row(g)), held(g) - maxWeight]);
  }
  for (let i = 0; i < n; i++) {
    constraints.push([row(unit(i)), -previous[i]]);
    constraints.push([negative(row(unit(i))), previous[i] - upper]);
  }
  for (let j = 0; j < 2 * n; j++) {
    constraints.push([Array.from({ length: 2 * n }, (_, k) => (j === k ? 1 : 0)), 0]);
  }
  constraints.push([Array.from({ length: 2 * n }, () => -1), -options.turnoverLimit]);
  const { solution, message } = npmQuadprog.solveQP(
    from1(D),
    from1([...start.map((g) => -g), ...start]),
    from1(Array.from({ length: 2 * n }, (_, j) => from1(constraints.map(([normal]) => normal[j])))),
    from1(constraints.map(([, bound]) => bound)),
    1,
  );
  if (message !== '') return null;
  return previous.map((p, i) => p + solution[i + 1] - solution[n + i + 1]);
}

const turnover = (weights: number[], previous: number[]): number =>
  weights.reduce((sum, w, i) => sum + Math.abs(w - previous[i]), 0);

describe.each(engines)('Turnover limit and groups, %s build', (build, engine) => {
  const seeds = Array.from({ length: build === 'release' ? 150 : 20 }, (_, k) => 1 + k);

  it('finds the weights of quadprog over purchases and sales', () => {
    let solved = 0;
    let kinks = 0;
    for (const seed of seeds) {
      const problem = randomProblem(seed, 4 + (seed % 10), 60);
      const expected = byQuadprog(problem, 0.02);
      const result = optimizeWeights(engine, problem.covariance, problem.options);
      expect(result.status).toBe(expected === null ? 'infeasible' : 'optimal');
      if (expected === null) continue;
      solved++;
      const weights = Object.values(result.weights);
      weights.forEach((w, i) => expect(Math.abs(w - expected[i])).toBeLessThan(1e-8));
      expect(turnover(weights, problem.previous)).toBeLessThan(problem.options.turnoverLimit + 1e-12);
      kinks += weights.filter((w, i) => w === problem.previous[i] && w > 0 && w < 0.5).length;
    }
    expect(solved).toBeGreaterThan(0.6 * seeds.length);
    expect(kinks).toBeGreaterThan(solved / 2);
  });

  it('comes to the minimum of the split program where the covariance is singular', () => {
    for (const seed of seeds.slice(0, 30)) {
      const problem = randomProblem(seed, 12, 5);
      const { covariance, options } = problem;
      const result = optimizeWeights(engine, covariance, options);
      if (result.status !== 'optimal') continue;
      const program = programOf(problem);
      const split = solveInParts(engine, program, turnoverOfProblem(problem), true);
      expect(split.status).toBe('optimal');
      expect(Math.abs(result.volatility ** 2 - variance(covariance, split.x))).toBeLessThan(1e-12);
    }
  });

  it('has multipliers that are the derivatives of half the variance', () => {
    const problem = randomProblem(7, 8, 60);
    const options = { ...problem.options, turnoverLimit: 0.37 };
    const half = (change: Partial<PortfolioOptions>): number =>
      optimizeWeights(engine, problem.covariance, { ...options, ...change }).volatility ** 2 / 2;
    const { multipliers } = optimizeWeights(engine, problem.covariance, options);
    const step = 1e-5;
    const slope = (half({ turnoverLimit: 0.37 + step }) - half({ turnoverLimit: 0.37 - step })) / (2 * step);
    expect(multipliers!.turnoverLimit).toBeLessThan(0);
    expect(multipliers!.turnoverLimit! / slope).toBeCloseTo(1, 6);
  });

  it('reports multipliers of groups by name, 0 where the limit does not bind', () => {
    const { covariance } = randomProblem(3, 6, 60);
    const free = optimizeWeights(engine, covariance);
    const least = Object.entries(free.weights).sort(([, a], [, b]) => a - b)[0][0];
    const groups = {
      least: { assets: [least], minWeight: 0.3 },
      all: { assets: covariance.assets, maxWeight: 2 },
    };
    const { multipliers, weights } = optimizeWeights(engine, covariance, { groups });
    expect(weights[least]).toBeCloseTo(0.3, 12);
    expect(multipliers!.groups!.least).toBeGreaterThan(0);
    expect(multipliers!.groups!.all).toBe(0);
    expect(free.multipliers!.groups).toBeUndefined();
  });

  it('keeps the previous weights exactly where nothing may be traded', () => {
    const { covariance } = randomProblem(5, 6, 60);
    const previousWeights = { A0: 0.3, A1: 0.2, A2: 0.5 };
    const { status, weights } = optimizeWeights(engine, covariance, { turnoverLimit: 0, previousWeights });
    expect(status).toBe('optimal');
    expect(weights).toEqual({ A0: 0.3, A1: 0.2, A2: 0.5, A3: 0, A4: 0, A5: 0 });
  });

  it('is the portfolio without a limit where that trades less', () => {
    const { covariance, options } = randomProblem(9, 8, 60);
    const { maxWeights, groups, previousWeights } = options;
    const free = optimizeWeights(engine, covariance, { maxWeights, groups });
    const limits = { maxWeights, groups, previousWeights, turnoverLimit: 2 };
    const wide = optimizeWeights(engine, covariance, limits);
    expect(wide.weights).toEqual(free.weights);
    expect(wide.multipliers!.turnoverLimit).toBe(0);
  });

  it('names the limits that are in conflict', () => {
    const { covariance } = randomProblem(5, 4, 60);
    const { status, ...result } = optimizeWeights(engine, covariance, {
      ...{ turnoverLimit: 0.2, previousWeights: { A0: 1 } },
      groups: { others: { assets: ['A1', 'A2', 'A3'], minWeight: 0.3 } },
    });
    expect(status).toBe('infeasible');
    const { conflict } = result as { conflict: string[] };
    expect(conflict).toContain('turnoverLimit is 0.2');
    expect(conflict).toContain('minWeight of the group others is 0.3');
    const capped = optimizeWeights(engine, covariance, {
      ...{ turnoverLimit: 0.2, previousWeights: { A0: 1 }, maxWeights: { A0: 0.5 } },
    });
    expect(capped).toMatchObject({ status: 'infeasible' });
    expect((capped as { conflict: string[] }).conflict).toContain('maxWeights of A0 is 0.5');
  });

  it('splits trades where the first choice of directions has no portfolio', () => {
    let tried = 0;
    for (const seed of seeds) {
      const problem = randomProblem(seed, 9, 60);
      const program = programOf(problem);
      const sizes: number[] = [];
      const spy = {
        solveQP: (given: QuadraticProgram, warm?: QPSolution): QPSolution => {
          sizes.push(given.n);
          // an orthant is refused once, as if it had no portfolio
          const solution = engine.solveQP(given, warm);
          return sizes.length === 2 ? { ...solution, status: 'infeasible' } : solution;
        },
      };
      const limit = turnoverOfProblem(problem);
      const { solution } = solveKinked(spy, program, limit);
      const direct = solveKinked(engine, program, limit).solution;
      if (sizes.length < 3 || direct.status !== 'optimal') continue;
      tried++;
      solution.x.forEach((w, i) => expect(Math.abs(w - direct.x[i])).toBeLessThan(1e-8));
      const last = program.l.length - 1;
      expect(solution.multipliers[last]).toBeCloseTo(direct.multipliers[last], 10);
    }
    expect(tried).toBeGreaterThan(5);
  });
});

describe('Options of turnover and groups', () => {
  const engine = engines[0][1];
  const { covariance } = randomProblem(1, 3, 60);
  const refusal = (options: PortfolioOptions): ReturnType<typeof thrown> =>
    thrown(() => optimizeWeights(engine, covariance, options));

  it.each([
    [{ turnoverLimit: -0.1, previousWeights: {} }, 'bad-turnover-limit'],
    [{ turnoverLimit: NaN, previousWeights: {} }, 'bad-turnover-limit'],
    [{ turnoverLimit: 0.1 }, 'missing-previous-weights'],
    [{ previousWeights: {} }, 'unused-option'],
    [{ objective: 'equalWeight', turnoverLimit: 1, previousWeights: {} }, 'unused-option'],
    [{ objective: 'unconstrainedMinimumVariance', groups: {} }, 'unused-option'],
    [{ groups: { g: { assets: ['A0', 'XYZ'], maxWeight: 1 } } }, 'unknown-asset'],
    [{ groups: { g: { assets: ['A0', 'A0'], maxWeight: 1 } } }, 'repeated-asset'],
    [{ groups: { g: { assets: ['A0'] } } }, 'no-limit'],
    [{ groups: { g: { assets: ['A0'], minWeight: NaN } } }, 'bad-bound'],
  ] as [PortfolioOptions, string][])('refuses %j', (options, code) => {
    const error = refusal(options);
    expect([error.constructor, error.code]).toEqual([ConfigError, code]);
  });

  it('refuses previous weights that are no numbers, or of assets that are not there', () => {
    const error = refusal({ turnoverLimit: 1, previousWeights: { A0: NaN } });
    expect([error.constructor, error.code]).toEqual([DataError, 'not-finite']);
    const other = refusal({ turnoverLimit: 1, previousWeights: { XYZ: 0.1 } });
    expect([other.constructor, other.code]).toEqual([DataError, 'not-in-covariance']);
    const sold = optimizeWeights(engine, covariance, { turnoverLimit: 2, previousWeights: { XYZ: 0 } });
    expect(sold.status).toBe('optimal');
  });
});

function programOf({ covariance, options, upper }: Problem): WeightProgram {
  const { assets, values } = covariance;
  const n = assets.length;
  const groups = Object.values(options.groups!);
  const rows = groups.map(({ assets: members }) => assets.map((asset) => (members.includes(asset) ? 1 : 0)));
  const ones = assets.map(() => 1);
  return {
    ...{ n, P: values, q: new Float64Array(n), convex: false },
    A: Float64Array.from([...ones, ...rows.flat(), ...ones.map(() => 0)]),
    l: Float64Array.from([1, ...groups.map(({ minWeight }) => minWeight ?? -Infinity), -Infinity]),
    u: Float64Array.from([1, ...groups.map(({ maxWeight }) => maxWeight ?? Infinity), Infinity]),
    ...{ lower: new Float64Array(n), upper: new Float64Array(n).fill(upper) },
  };
}

function turnoverOfProblem({ previous, options }: Problem): Kinked {
  const limit = { previous: Float64Array.from(previous), limit: options.turnoverLimit };
  return { limits: [turnoverKinks(limit)] };
}

function variance({ values, assets }: Covariance, x: Float64Array): number {
  const n = assets.length;
  return x.reduce((sum, xi, i) => sum + x.reduce((line, xj, j) => line + xi * values[i * n + j] * xj, 0), 0);
}
