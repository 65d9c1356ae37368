import { ConfigError } from '../errors.js';

/** Positions of periods, ascending, from 0. */
export interface Split {
  train: number[];
  test: number[];
}

/** Lengths of training and test sets, and what is left out between them. */
export interface WalkForwardSplitOptions {
  /** T, periods of the data */
  periods: number;
  /** periods to train on; of expanding sets in the first */
  train: number;
  /** periods of each test set; the last one may have fewer */
  test: number;
  /** periods left out between a training set and its test set; default 0 */
  purge?: number;
  /**
   * periods left out behind a test set; default 0. A walk forward trains on nothing behind it, so that this leaves out none:
   * it is here so that the same numbers serve `combinatorialPurgedSplits`
   */
  embargo?: number;
  /** whether training sets begin with the first period; default false */
  expanding?: boolean;
}

/** Numbers of periods and folds, and what is left out of training beside a test set. */
export interface CombinatorialSplitOptions {
  /** T, periods of the data */
  periods: number;
  /** n, folds that the periods are cut into, each ⌊T/n⌋ of them, the last one the rest too */
  folds: number;
  /** k < n, folds of each test set */
  testFolds: number;
  /** periods left out of training on both sides of a test set; default 0 */
  purge?: number;
  /** periods left out behind a test set beyond those; default 0 */
  embargo?: number;
}

export interface CombinatorialSplit extends Split {
  /** folds of the test set, ascending */
  testFolds: number[];
  /** of each of these the path that it belongs to */
  paths: number[];
}

/** Training and test positions of all splits, and the paths that they make. */
export interface CombinatorialSplits {
  /** first position of each fold, and the one behind its last */
  folds: { start: number; end: number }[];
  /** C(n, k) of them, in lexicographic order of their test folds */
  splits: CombinatorialSplit[];
  /** φ = C(n − 1, k − 1) paths: of each the split that serves its folds, fold by fold */
  paths: number[][];
}

/** More splits are a mistake: each is a fit. */
const MOST_SPLITS = 10_000;

/**
 * Training sets with the test sets that follow them: the split at position s trains on the `train` periods before
 * train + s·test, or on all before it, and tests on `test` periods from train + purge + s·test on. With `test` =
 * `rebalance` and `purge` = `lag` these are the windows and holdings of the walk-forward backtest.
 *
 * @throws ConfigError `bad-value` naming the option, `too-few-periods` where there is no period to test on
 */
export function walkForwardSplits(options: WalkForwardSplitOptions): Split[] {
  const { periods, train, test, purge = 0, embargo = 0, expanding = false } = options;
  checkWhole({ periods, train, test }, 1);
  checkWhole({ purge, embargo }, 0);
  if (train + purge >= periods) {
    throw new ConfigError(
      'too-few-periods',
      `there are ${periods} periods, and ${train} to train on${purge > 0 ? ` and ${purge} of purge` : ''} leave none to test on`,
      'use more periods or a shorter train',
      { periods, train, purge },
    );
  }
  const splits: Split[] = [];
  for (let begin = train + purge; begin < periods; begin += test) {
    const end = begin - purge;
    splits.push({
      train: range(expanding ? 0 : end - train, end),
      test: range(begin, Math.min(begin + test, periods)),
    });
  }
  return splits;
}

/**
 * Combinatorial purged cross-validation (López de Prado 2018, chapter 12): the periods are cut into n folds, and every
 * choice of k of them is a test set. Training is on the other folds, without the `purge` periods before each test set
 * and the `purge + embargo` behind it.
 *
 * Each fold is tested in C(n − 1, k − 1) = φ splits; the j-th split that tests a fold serves it on path j, so that each of
 * the φ paths holds every period once, each fold with weights that saw nothing of it.
 *
 * @throws ConfigError `bad-value` naming the option, `too-many-splits`, `empty-train` naming the test folds that leave none
 */
export function combinatorialPurgedSplits(options: CombinatorialSplitOptions): CombinatorialSplits {
  const { periods, folds: n, testFolds: k, purge = 0, embargo = 0 } = options;
  checkWhole({ periods, folds: n, testFolds: k }, 1);
  checkWhole({ purge, embargo }, 0);
  if (k >= n) throw badValue('testFolds', k, `folds is ${n}: test on fewer of them than there are`);
  if (n > periods) throw badValue('folds', n, `there are ${periods} periods: use fewer folds`);
  const count = binomial(n, k);
  if (count > MOST_SPLITS) {
    throw new ConfigError(
      'too-many-splits',
      `${k} of ${n} folds make ${count} splits, and each is a fit`,
      `use at most ${MOST_SPLITS}: fewer folds, or test sets of fewer of them`,
      { folds: n, testFolds: k, splits: count },
    );
  }
  const size = Math.floor(periods / n);
  const folds = range(0, n).map((f) => ({ start: f * size, end: f + 1 < n ? (f + 1) * size : periods }));
  const paths: number[][] = range(0, binomial(n - 1, k - 1)).map(() => []);
  const served = folds.map(() => 0);
  const splits = combinations(n, k).map((testFolds, s): CombinatorialSplit => {
    const split = { ...purged(periods, folds, testFolds, purge, embargo), testFolds };
    const own = testFolds.map((fold) => served[fold]++);
    testFolds.forEach((fold, j) => (paths[own[j]][fold] = s));
    return { ...split, paths: own };
  });
  return { folds, splits, paths };
}

/** The test set of some folds, and what training may see beside it. */
function purged(
  periods: number,
  folds: CombinatorialSplits['folds'],
  testFolds: readonly number[],
  purge: number,
  embargo: number,
): Split {
  const isTest = new Uint8Array(periods);
  const isLeftOut = new Uint8Array(periods);
  for (const fold of testFolds) {
    const { start, end } = folds[fold];
    isTest.fill(1, start, end);
    isLeftOut.fill(1, Math.max(0, start - purge), Math.min(periods, end + purge + embargo));
  }
  const train = range(0, periods).filter((t) => isLeftOut[t] === 0);
  if (train.length > 0) return { train, test: range(0, periods).filter((t) => isTest[t] === 1) };
  throw new ConfigError(
    'empty-train',
    `nothing is left to train on where the folds ${testFolds.join(', ')} are tested: purge is ${purge} and embargo ${embargo}`,
    'purge less, or use fewer and longer folds',
    { testFolds: [...testFolds], purge, embargo },
  );
}

/** All choices of k of the numbers from … n − 1, in lexicographic order. */
function combinations(n: number, k: number, from = 0): number[][] {
  if (k === 0) return [[]];
  return range(from, n - k + 1).flatMap((first) =>
    combinations(n, k - 1, first + 1).map((rest) => [first, ...rest]),
  );
}

/** C(n, k); Infinity where it is beyond all numbers. */
function binomial(n: number, k: number): number {
  let product = 1;
  for (let j = 1; j <= Math.min(k, n - k); j++) product = Math.round((product * (n - j + 1)) / j);
  return product;
}

/** from, from + 1, … end − 1 */
function range(from: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - from) }, (_, k) => from + k);
}

function checkWhole(options: Record<string, number>, least: number): void {
  for (const [name, value] of Object.entries(options))
    if (!Number.isInteger(value) || value < least)
      throw badValue(name, value, `use a whole number, ${least} or more`);
}

function badValue(path: string, value: number, hint: string): ConfigError {
  return new ConfigError('bad-value', `${path} is ${value}`, hint, { path, value });
}
