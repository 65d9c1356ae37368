/** Random portfolio problems with every kind of constraint, which are listed from their definitions: no code of the optimiser. */
import type { Covariance, PortfolioOptions } from '../../src/browser.js';
import { from1, npmQuadprog } from './npm-quadprog.js';
import { randomCovariance } from './quadratic-programs.js';
import { randomSource } from './random.js';

/** One side of a constraint, normal'w ≤ limit or Σ φ(w_i − at_i) ≤ limit, by the name that a conflict has for it. */
export type Side = { name: string; limit: number } & (
  { normal: number[] } | { at: number[]; below: number; above: number }
);

export interface ConstrainedProblem {
  covariance: Covariance;
  expectedReturns: Record<string, number>;
  options: PortfolioOptions;
  sides: Side[];
  /** weights that satisfy them where there is room */
  point: number[];
}

const thousandths = (value: number): number => Math.round(1000 * value) / 1000;

/**
 * @param room of limits beyond the point, negative for limits that may not hold together
 * @param boundRoom of the bounds of each weight
 */
export function constrainedProblem(
  seed: number,
  N: number,
  {
    room = 0.1,
    boundRoom = room,
    rank = 2 * N,
    isRatio = false,
  }: { room?: number; boundRoom?: number; rank?: number; isRatio?: boolean } = {},
): ConstrainedProblem {
  const { uniform, normal } = randomSource(seed);
  const assets = Array.from({ length: N }, (_, i) => `A${i}`);
  const budget = isRatio || uniform() < 0.5 ? [1, 0.8, 1.25][Math.floor(3 * uniform())] : null;
  const raw = assets.map(() => (uniform() < 0.2 ? 0 : 0.3 * normal()));
  const net = budget ?? 0.3 + uniform();
  const gap = (net - raw.reduce((sum, value) => sum + value, 0)) / N;
  const point = raw.map((value) => value + gap);
  const options: PortfolioOptions = {};
  const sides: Side[] = [];
  const value = (normal: number[]): number => normal.reduce((sum, a, i) => sum + a * point[i], 0);
  const above = (level: number, by = room): number => thousandths(level + by * uniform() + 0.001);
  const below = (level: number, by = room): number => thousandths(level - by * uniform() - 0.001);
  const negative = (normal: number[]): number[] => normal.map((a) => -a);
  const ones = assets.map(() => 1);

  if (budget !== null) {
    if (budget !== 1 || uniform() < 0.5) options.budget = budget;
    sides.push({ name: `weights add up to ${budget}`, normal: ones, limit: budget });
    sides.push({ name: `weights add up to ${budget}`, normal: negative(ones), limit: -budget });
  } else {
    options.minBudget = below(net);
    sides.push({
      name: `minBudget is ${options.minBudget}`,
      normal: negative(ones),
      limit: -options.minBudget,
    });
    if (uniform() < 0.6) {
      options.maxBudget = Math.max(thousandths(options.minBudget + 0.001), above(net));
      sides.push({ name: `maxBudget is ${options.maxBudget}`, normal: ones, limit: options.maxBudget });
    }
  }
  const unit = (i: number): number[] => assets.map((_, j) => (i === j ? 1 : 0));
  const mins = assets.map((_, i) => Math.min(below(point[i], boundRoom), 0));
  const maxs = assets.map((_, i) => Math.max(above(point[i], boundRoom), 0));
  options.minWeights = Object.fromEntries(assets.map((asset, i) => [asset, mins[i]]));
  options.maxWeights = Object.fromEntries(assets.map((asset, i) => [asset, maxs[i]]));
  assets.forEach((asset, i) => {
    sides.push({ name: `minWeights of ${asset} is ${mins[i]}`, normal: negative(unit(i)), limit: -mins[i] });
    sides.push({ name: `maxWeights of ${asset} is ${maxs[i]}`, normal: unit(i), limit: maxs[i] });
  });

  const members = assets.filter((_, i) => i === 0 || uniform() < 0.5);
  const group = assets.map((asset) => (members.includes(asset) ? 1 : 0));
  options.groups = { some: { assets: members } };
  if (uniform() < 0.5) {
    const maxWeight = above(value(group));
    options.groups.some.maxWeight = maxWeight;
    sides.push({ name: `maxWeight of the group some is ${maxWeight}`, normal: group, limit: maxWeight });
  }
  const a = thousandths(normal());
  const named = group.map((one, i) => one * a - (i === 1 ? 2 : 0));
  const least = below(value(named));
  const lower = `${a}*some - 2 * A1 >= ${least}`.replace('>= -', '>= - ');
  const last = assets[N - 1];
  const equal = uniform() < 0.3;
  const difference = assets.map((_, i) => (i === N - 1 ? 1 : 0) - (i === 0 ? 0.5 : 0));
  const constant = equal ? thousandths(value(difference)) : above(value(difference));
  const second = `${last} ${equal ? '==' : '<='} A0 * 0.5 + ${constant}`.replace('+ -', '- ');
  options.linearConstraints = [lower, second];
  if (equal) point[N - 1] += constant - value(difference);
  sides.push({ name: lower, normal: negative(named), limit: -least });
  sides.push({ name: second, normal: difference, limit: constant });
  if (equal) sides.push({ name: second, normal: negative(difference), limit: -constant });

  if (uniform() < 0.5) {
    const loadings = assets.map(() => thousandths(1 + 0.4 * normal()));
    const [min, max] = [below(value(loadings)), above(value(loadings))];
    options.factorExposures = {
      beta: { loadings: Object.fromEntries(assets.map((asset, i) => [asset, loadings[i]])), max },
    };
    sides.push({ name: `max of the factor beta is ${max}`, normal: loadings, limit: max });
    if (uniform() < 0.5 && min <= max) {
      options.factorExposures.beta.min = min;
      sides.push({ name: `min of the factor beta is ${min}`, normal: negative(loadings), limit: -min });
    }
  }
  const zero = assets.map(() => 0);
  const kinked = (
    name: 'maxLong' | 'maxShort' | 'maxGross' | 'turnoverLimit',
    at: number[],
    slopes: [number, number],
  ): void => {
    const shape = { at, below: slopes[0], above: slopes[1] };
    const limit = Math.max(0, above(kinkedValue(point, { ...shape, name, limit: 0 })));
    options[name] = limit;
    sides.push({ name: `${name} is ${limit}`, ...shape, limit });
  };
  if (uniform() < 0.4) kinked('maxLong', zero, [0, 1]);
  if (uniform() < 0.4) kinked('maxShort', zero, [-1, 0]);
  if (uniform() < 0.5) kinked('maxGross', zero, [-1, 1]);
  if (uniform() < 0.4) {
    const previous = point.map((weight) => (uniform() < 0.3 ? 0 : thousandths(weight + 0.1 * normal())));
    options.previousWeights = Object.fromEntries(assets.map((asset, i) => [asset, previous[i]]));
    kinked('turnoverLimit', previous, [-1, 1]);
  }
  return {
    covariance: {
      name: 'sample',
      assets,
      conditionNumber: null,
      values: randomCovariance(seed + 1, N, rank, 1e-3),
    },
    expectedReturns: Object.fromEntries(assets.map((asset) => [asset, 0.006 + 0.006 * normal()])),
    ...{ options, sides, point },
  };
}

type Kinked = Extract<Side, { at: number[] }>;

/** Σ φ(w_i − at_i) */
export function kinkedValue(weights: readonly number[], { at, below, above }: Kinked): number {
  return weights.reduce((sum, w, i) => sum + Math.max(above * (w - at[i]), below * (w - at[i])), 0);
}

export function sideValue(weights: readonly number[], side: Side): number {
  return 'normal' in side
    ? side.normal.reduce((sum, a, i) => sum + a * weights[i], 0)
    : kinkedValue(weights, side);
}

export function largestViolation(weights: readonly number[], sides: readonly Side[]): number {
  return Math.max(0, ...sides.map((side) => sideValue(weights, side) - side.limit));
}

/**
 * min ½w'Pw + q'w by npm quadprog with every kink's positive and negative part as variables, w_i = at_i + above − below of each
 * limit: parts of a limit have ε of curvature. null where there is no point.
 */
export function byParts(
  P: readonly (readonly number[])[],
  q: readonly number[],
  sides: readonly Side[],
  epsilon: number,
): number[] | null {
  const N = q.length;
  const kinked = sides.filter((side): side is Kinked => 'at' in side);
  const size = N + 2 * N * kinked.length;
  const D = Array.from({ length: size }, (_, i) =>
    from1(Array.from({ length: size }, (_x, j) => (i < N && j < N ? P[i][j] : i === j ? epsilon : 0))),
  );
  const equalities: [number[], number][] = [];
  const inequalities: [number[], number][] = [];
  const row = (): number[] => new Array<number>(size).fill(0);
  for (const side of sides) {
    if (!('normal' in side)) continue;
    const normal = row();
    side.normal.forEach((a, i) => (normal[i] = -a));
    // two sides of the same name are an equality, which quadprog does not find among inequalities
    const sameName = sides.filter(({ name }) => name === side.name);
    if (sameName.length === 1) inequalities.push([normal, -side.limit]);
    else if (sameName[0] === side) equalities.push([normal, -side.limit]);
  }
  kinked.forEach(({ at, below, above, limit }, k) => {
    const total = row();
    for (let i = 0; i < N; i++) {
      const [up, down] = [N + 2 * (k * N + i), N + 2 * (k * N + i) + 1];
      const definition = row();
      [definition[i], definition[up], definition[down]] = [1, -1, 1];
      equalities.push([definition, at[i]]);
      [total[up], total[down]] = [-above, below];
      for (const part of [up, down]) {
        const positive = row();
        positive[part] = 1;
        inequalities.push([positive, 0]);
      }
    }
    inequalities.push([total, -limit]);
  });
  const all = [...equalities, ...inequalities];
  const { solution, message } = npmQuadprog.solveQP(
    from1(D),
    from1([...q.map((value) => -value), ...new Array<number>(size - N).fill(0)]),
    from1(Array.from({ length: size }, (_, i) => from1(all.map(([normal]) => normal[i])))),
    from1(all.map(([, limit]) => limit)),
    equalities.length,
  );
  return message === '' ? Array.from({ length: N }, (_, i) => solution[i + 1]) : null;
}

/** Whether some weights satisfy these sides. */
export function isFeasible(N: number, sides: readonly Side[]): boolean {
  const identity = Array.from({ length: N }, (_, i) => Array.from({ length: N }, (_x, j) => +(i === j)));
  return byParts(identity, new Array<number>(N).fill(0), sides, 1) !== null;
}
