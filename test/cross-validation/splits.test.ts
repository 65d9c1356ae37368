import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scheduleDecisions } from '../../src/backtest/schedule.js';
import { combinatorialPurgedSplits, walkForwardSplits } from '../../src/cross-validation/splits.js';
import { thrown } from '../support/thrown.js';

const range = (from: number, end: number): number[] =>
  Array.from({ length: Math.max(0, end - from) }, (_, k) => from + k);

/** n!/(k!(n − k)!) in integers of any size. */
function choose(n: number, k: number): number {
  const factorial = (m: number): bigint => range(1, m + 1).reduce((product, j) => product * BigInt(j), 1n);
  return Number(factorial(n) / (factorial(k) * factorial(n - k)));
}

describe('splits of a walk forward', () => {
  it('train on the periods before each test set, which follow one another', () => {
    expect(walkForwardSplits({ periods: 12, train: 4, test: 3 })).toEqual([
      { train: [0, 1, 2, 3], test: [4, 5, 6] },
      { train: [3, 4, 5, 6], test: [7, 8, 9] },
      { train: [6, 7, 8, 9], test: [10, 11] },
    ]);
    expect(
      walkForwardSplits({ periods: 10, train: 4, test: 3, purge: 2, embargo: 5, expanding: true }),
    ).toEqual([
      { train: [0, 1, 2, 3], test: [6, 7, 8] },
      { train: [0, 1, 2, 3, 4, 5, 6], test: [9] },
    ]);
  });

  it('are the windows and holdings of a backtest with its rebalance and lag', () => {
    fc.assert(
      fc.property(
        fc.record({
          periods: fc.integer({ min: 10, max: 120 }),
          train: fc.integer({ min: 2, max: 8 }),
          test: fc.integer({ min: 1, max: 20 }),
          purge: fc.integer({ min: 0, max: 1 }),
          expanding: fc.boolean(),
        }),
        ({ periods, train, test, purge, expanding }) => {
          const walkForward = {
            train,
            window: expanding ? ('expanding' as const) : ('rolling' as const),
            rebalance: test,
            lag: purge,
            minHistory: train,
            costs: 0,
            strict: false,
          };
          const schedule = [...scheduleDecisions(periods, walkForward, () => [])];
          expect(walkForwardSplits({ periods, train, test, purge, expanding })).toEqual(
            schedule.map(({ trainStart, decision, holdStart, holdEnd }) => ({
              train: range(trainStart, decision + 1),
              test: range(holdStart, holdEnd),
            })),
          );
        },
      ),
    );
  });

  it('are refused without a period to test on, and of numbers that are none', () => {
    expect(thrown(() => walkForwardSplits({ periods: 6, train: 4, test: 1, purge: 2 }))).toMatchObject({
      name: 'ConfigError',
      code: 'too-few-periods',
      message: 'there are 6 periods, and 4 to train on and 2 of purge leave none to test on',
    });
    for (const wrong of [{ train: 0 }, { test: 1.5 }, { purge: -1 }, { embargo: NaN }]) {
      const [[path]] = Object.entries(wrong);
      expect(thrown(() => walkForwardSplits({ periods: 10, train: 4, test: 1, ...wrong }))).toMatchObject({
        code: 'bad-value',
        details: { path },
      });
    }
  });
});

describe('combinatorial purged splits', () => {
  // as skfolio 0.x prints them for CombinatorialPurgedCV(n_folds=3, n_test_folds=2) of 12 observations
  const of12 = (purge: number, embargo: number) =>
    combinatorialPurgedSplits({ periods: 12, folds: 3, testFolds: 2, purge, embargo }).splits.map(
      ({ train }) => train,
    );

  it.each([
    [
      0,
      0,
      [
        [8, 9, 10, 11],
        [4, 5, 6, 7],
        [0, 1, 2, 3],
      ],
    ],
    [
      1,
      0,
      [
        [9, 10, 11],
        [5, 6],
        [0, 1, 2],
      ],
    ],
    [
      0,
      1,
      [
        [9, 10, 11],
        [5, 6, 7],
        [0, 1, 2, 3],
      ],
    ],
  ])('train on what skfolio does, purge %i and embargo %i', (purge, embargo, expected) => {
    expect(of12(purge, embargo)).toEqual(expected);
  });

  it('are those of the book for 6 folds of which 2 are tested: 15 splits and 5 paths', () => {
    const { splits, paths } = combinatorialPurgedSplits({ periods: 60, folds: 6, testFolds: 2 });
    expect(splits).toHaveLength(15);
    expect(paths).toHaveLength(5);
    // López de Prado 2018, figure 12.2: path of each tested group, split by split (from 1)
    expect(
      splits.map((split) => [split.testFolds.map((fold) => fold + 1), split.paths.map((path) => path + 1)]),
    ).toEqual([
      [
        [1, 2],
        [1, 1],
      ],
      [
        [1, 3],
        [2, 1],
      ],
      [
        [1, 4],
        [3, 1],
      ],
      [
        [1, 5],
        [4, 1],
      ],
      [
        [1, 6],
        [5, 1],
      ],
      [
        [2, 3],
        [2, 2],
      ],
      [
        [2, 4],
        [3, 2],
      ],
      [
        [2, 5],
        [4, 2],
      ],
      [
        [2, 6],
        [5, 2],
      ],
      [
        [3, 4],
        [3, 3],
      ],
      [
        [3, 5],
        [4, 3],
      ],
      [
        [3, 6],
        [5, 3],
      ],
      [
        [4, 5],
        [4, 4],
      ],
      [
        [4, 6],
        [5, 4],
      ],
      [
        [5, 6],
        [5, 5],
      ],
    ]);
    expect(paths[0]).toEqual([0, 0, 1, 2, 3, 4]);
  });

  const options = fc
    .record({
      folds: fc.integer({ min: 2, max: 8 }),
      testFolds: fc.integer({ min: 1, max: 7 }),
      more: fc.integer({ min: 0, max: 60 }),
      purge: fc.integer({ min: 0, max: 4 }),
      embargo: fc.integer({ min: 0, max: 4 }),
    })
    .filter(({ folds, testFolds }) => testFolds < folds)
    .map(({ more, ...rest }) => ({
      ...rest,
      periods: rest.folds * (rest.purge * 2 + rest.embargo + 1) + more,
    }));

  it('keep every training period away from every tested one, and leave out no other', () => {
    fc.assert(
      fc.property(options, ({ periods, folds, testFolds, purge, embargo }) => {
        const { splits } = combinatorialPurgedSplits({ periods, folds, testFolds, purge, embargo });
        for (const { train, test } of splits) {
          const isNear = (t: number): boolean =>
            test.some((tested) => t >= tested - purge && t <= tested + purge + embargo);
          expect(train).toEqual(range(0, periods).filter((t) => !isNear(t)));
        }
      }),
    );
  });

  it('are C(n, k), each fold in φ = C(n − 1, k − 1) of them, and paths that hold each fold once', () => {
    fc.assert(
      fc.property(options, (given) => {
        const { periods, folds: n, testFolds: k } = given;
        const { folds, splits, paths } = combinatorialPurgedSplits(given);
        expect(splits).toHaveLength(choose(n, k));
        expect(paths).toHaveLength((choose(n, k) * k) / n);
        expect(folds.flatMap(({ start, end }) => range(start, end))).toEqual(range(0, periods));
        for (const fold of range(0, n)) {
          const testing = splits.filter((split) => split.testFolds.includes(fold));
          expect(testing).toHaveLength(paths.length);
        }
        for (const split of splits) {
          const tested = split.testFolds.flatMap((fold) => range(folds[fold].start, folds[fold].end));
          expect(split.test).toEqual(tested);
        }
        paths.forEach((served, path) => {
          expect(served).toHaveLength(n);
          served.forEach((s, fold) => {
            expect(splits[s].paths[splits[s].testFolds.indexOf(fold)]).toBe(path);
          });
        });
      }),
    );
  });

  it('give the rest of the periods to the last fold', () => {
    const { folds } = combinatorialPurgedSplits({ periods: 11, folds: 4, testFolds: 1 });
    expect(folds).toEqual([
      { start: 0, end: 2 },
      { start: 2, end: 4 },
      { start: 4, end: 6 },
      { start: 6, end: 11 },
    ]);
  });

  it.each([
    [{ testFolds: 4 }, 'bad-value', 'testFolds is 4'],
    [{ folds: 30 }, 'bad-value', 'folds is 30'],
    [{ folds: 1 }, 'bad-value', 'testFolds is 2'],
    [{ purge: 5 }, 'empty-train', 'the folds 0, 2 are tested: purge is 5 and embargo 0'],
    [{ purge: 0.5 }, 'bad-value', 'purge is 0.5'],
    [{ periods: 100, folds: 20, testFolds: 10 }, 'too-many-splits', '10 of 20 folds make 184756 splits'],
  ])('are refused: %j', (changes, code, message) => {
    const error = thrown(() =>
      combinatorialPurgedSplits({ periods: 20, folds: 4, testFolds: 2, ...changes }),
    );
    expect(error).toMatchObject({ name: 'ConfigError', code });
    expect(error.message).toContain(message);
  });
});
