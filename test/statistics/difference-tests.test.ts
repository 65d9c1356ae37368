import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as statistics from '../../src/statistics/index.js';
import { expectClose } from '../support/close.js';
import { engines } from '../support/engines.js';
import { difference, distance, type Row, standardError } from '../support/plain-bootstrap.js';
import { randomSource } from '../support/random.js';

const [[, engine], [, debug]] = engines;
const kinds = [
  ['sharpe', statistics.sharpeDifferenceTest, statistics.sharpeDifferenceTests],
  ['logVariance', statistics.varianceDifferenceTest, statistics.varianceDifferenceTests],
] as const;

/** Two strategies that hold the same market, returns that depend on earlier ones. */
function pairOf(T: number, seed: number, { gap = 0, factor = 1 } = {}): [number[], number[]] {
  const { normal } = randomSource(seed);
  const market = Array.from({ length: T }, normal);
  const of = (mean: number, size: number) =>
    market.map((m) => size * (mean + 0.7 * m + 0.7 * normal()) * 0.02);
  return [of(0.2 + gap, factor), of(0.2, 1)];
}

type Golden = Record<
  'sharpe' | 'logVariance',
  Record<'difference' | 'standardError' | 'pValue' | 'quantile95', number>
>;
const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../reference/${name}`, import.meta.url), 'utf8'));
const series = read('statistics.json') as { periods: number; x: number[]; y: number[] }[];
const golden = read('difference-tests.json') as Golden[];

describe.each(kinds)('the test of a difference, %s', (kind, test, tests) => {
  it.each([0, 1, 2])('agrees with R on series %i, as far as random resamples can', (k) => {
    const { x, y, periods } = series[k];
    const expected = golden[k][kind];
    const found = test(engine, x, y, { blockLength: 5, samples: 99_999 });
    // R has T in the denominators of both variances
    const scale = kind === 'sharpe' ? Math.sqrt(periods / (periods - 1)) : 1;
    expectClose(
      [scale * found.difference!, scale * found.standardError!],
      [expected.difference, expected.standardError],
      1e-11,
    );
    // two independent estimates of a probability from 99,999 draws: five standard errors
    expect(Math.abs(found.pValue! - expected.pValue)).toBeLessThan(5 * Math.sqrt(0.5 / 99_999));
    const quantile = (found.interval!.upper - found.difference!) / found.standardError!;
    expect(Math.abs(quantile / expected.quantile95 - 1)).toBeLessThan(0.03);
  });

  it('is that of plain resamples', () => {
    const [x, y] = pairOf(50, 3, { gap: 0.3, factor: 1.4 });
    const rows = x.map((value, t): Row => [value, y[t]]);
    const options = { blockLength: 6, samples: 199, seed: 12, level: 0.9 };
    const found = test(engine, x, y, options);
    const d = Math.abs(difference(kind, rows)) / standardError(kind, rows);
    const resampled = Array.from({ length: 199 }, (_, m) => distance(kind, rows, 6, 12, m));
    expect(found.pValue).toBe((resampled.filter((value) => value >= d).length + 1) / 200);
    const c = resampled.toSorted((a, b) => a - b)[Math.ceil(0.9 * 200) - 1];
    const half = c * found.standardError!;
    expectClose(
      [found.interval!.lower, found.interval!.upper],
      [found.difference! - half, found.difference! + half],
      1e-9,
    );
    expect(found).toMatchObject({
      method: 'studentised circular block bootstrap',
      periods: 50,
      blockLength: 6,
      bootstrapSamples: 199,
      seed: 12,
      level: 0.9,
      reason: null,
    });
  });

  it('has the same bits on both builds, and others with another seed', () => {
    const [x, y] = pairOf(64, 5, { gap: 0.1 });
    const found = test(engine, x, y, { samples: 999 });
    expect(test(debug, x, y, { samples: 999 })).toEqual(found);
    expect(found.blockLength).toBe(4);
    expect(test(engine, x, y, { samples: 999, seed: 2 }).pValue).not.toBe(found.pValue);
  });

  it('is the same from both sides, and that of several tests together', () => {
    const names = ['a', 'b', 'c', 'd'];
    fc.assert(
      fc.property(fc.nat(), fc.shuffledSubarray(names, { minLength: 2 }), (seed, chosen) => {
        const all = Object.fromEntries(
          names.map((name, k) => [
            name,
            pairOf(40, (seed % 1000) + k, { gap: k / 10, factor: 1 + k / 5 })[0],
          ]),
        );
        const [base] = chosen;
        const some = Object.fromEntries(chosen.map((name) => [name, all[name]]));
        const options = { samples: 199, seed: seed % 97 };
        const whole = tests(engine, all, base, options);
        const part = tests(engine, some, base, options);
        expect(part.tests.map(({ name }) => name)).toEqual(chosen.slice(1));
        for (const one of part.tests) {
          const { holm, romanoWolf, ...row } = one;
          const {
            holm: wholeHolm,
            romanoWolf: wholeStep,
            ...same
          } = whole.tests.find((o) => o.name === one.name)!;
          expect(row).toEqual(same);
          expect(wholeHolm).toBeGreaterThanOrEqual(holm!);
          expect(wholeStep).toBeGreaterThanOrEqual(romanoWolf!);
          expect(romanoWolf).toBeGreaterThanOrEqual(row.pValue!);
          const forth = test(engine, all[one.name], all[base], options);
          const back = test(engine, all[base], all[one.name], options);
          expect(forth).toMatchObject({
            difference: row.difference,
            pValue: row.pValue,
            interval: row.interval,
          });
          expect(back.pValue).toBe(row.pValue);
          expect(back.difference).toBe(-row.difference!);
          expect(back.interval).toEqual({ lower: -row.interval!.upper, upper: -row.interval!.lower });
        }
      }),
      { numRuns: 25 },
    );
  });

  it('does not change with the leverage of both, to rounding', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1000 }), fc.integer({ min: 1, max: 40 }), (seed, leverage) => {
        const [x, y] = pairOf(36, seed, { gap: 0.2, factor: 1.3 });
        const levered = (values: number[]) => values.map((value) => (leverage / 8) * value);
        const one = test(engine, x, y, { samples: 199 });
        const other = test(engine, levered(x), levered(y), { samples: 199 });
        expectClose([other.difference!, other.standardError!], [one.difference!, one.standardError!], 1e-11);
        expect(other.pValue).toBe(one.pValue);
        // a Sharpe ratio does not know the leverage of one either
        if (kind === 'sharpe')
          expectClose([test(engine, levered(x), y, { samples: 199 }).pValue!], [one.pValue!], 1e-12);
      }),
      { numRuns: 25 },
    );
  });

  it('has an interval without 0 where the p-value is at most 1 − level', () => {
    let rejected = 0;
    for (let seed = 0; seed < 60; seed++) {
      const [x, y] = pairOf(40, seed, { gap: seed % 3 === 0 ? 0.5 : 0.2, factor: 1 + (seed % 3) / 3 });
      const { pValue, interval } = test(engine, x, y, { samples: 199, level: 0.9 });
      const isOutside = interval!.lower > 0 || interval!.upper < 0;
      expect(isOutside).toBe(pValue! <= 0.1 + 1e-12);
      if (isOutside) rejected++;
    }
    expect(rejected).toBeGreaterThan(5);
    expect(rejected).toBeLessThan(55);
  });

  it('rejects some 5 % of equal pairs, and most of those that differ by much', () => {
    const options = { samples: 199 };
    const share = (gap: number, factor: number): number => {
      let rejected = 0;
      for (let seed = 0; seed < 400; seed++)
        if (test(engine, ...pairOf(120, 5000 + seed, { gap, factor }), options).pValue! <= 0.05) rejected++;
      return rejected / 400;
    };
    const size = share(0, 1);
    // 0.05 ± 3 standard errors, and what little the test is too careful by
    expect(size).toBeGreaterThan(0.01);
    expect(size).toBeLessThan(0.085);
    expect(kind === 'sharpe' ? share(0.4, 1) : share(0, 1.5)).toBeGreaterThan(0.9);
  });

  it('is not done where there is nothing to test, with the reason', () => {
    const [x, y] = pairOf(40, 1);
    const cash = x.map(() => 0.001);
    const doubled = x.map((value) => 2 * value);
    const none = { standardError: null, pValue: null, interval: null };
    expect(test(engine, x, cash)).toMatchObject({ ...none, reason: 'the returns of second do not vary' });
    expect(test(engine, cash, x)).toMatchObject({
      difference: null,
      reason: 'the returns of first do not vary',
    });
    for (const same of [x, doubled])
      expect(test(engine, same, x)).toMatchObject({
        ...none,
        reason: 'the returns of first and second do not differ but in scale',
      });
    const short = test(engine, x.slice(0, 29), y.slice(0, 29));
    expect(short).toMatchObject({ ...none, reason: '29 periods when 30 are needed' });
    expect(Number.isFinite(short.difference)).toBe(true);
    expect(test(engine, x, y, { blockLength: 21 })).toMatchObject({
      ...none,
      reason: '40 periods hold no two blocks of 21',
    });
    const { tests: rows } = tests(engine, { x, cash, y }, 'x');
    expect(
      rows.map(({ pValue, holm, romanoWolf }) => [pValue, holm, romanoWolf].map((p) => p === null)),
    ).toEqual([
      [true, true, true],
      [false, false, false],
    ]);
    expect(rows[1].holm).toBe(rows[1].pValue);
    expect(rows[1].romanoWolf).toBe(rows[1].pValue);
    expect(tests(engine, { x }, 'x').tests).toEqual([]);
    expect(test(engine, [], []).reason).toBe('the returns of first do not vary');
  });

  it('refuses bad series and options by name', () => {
    const [x, y] = pairOf(40, 1);
    const failure = (call: () => unknown, code: string) =>
      expect(call).toThrow(expect.objectContaining({ code }));
    failure(() => test(engine, x, y.slice(1)), 'wrong-length');
    failure(() => test(engine, [NaN, ...x.slice(1)], y), 'not-finite');
    failure(() => tests(engine, { x, y }, 'z'), 'unknown-strategy');
    for (const option of [
      { samples: 98 },
      { samples: 100.5 },
      { samples: 100_001 },
      { blockLength: 0 },
      { blockLength: 2.5 },
      { level: 1 },
      { level: 0 },
      { level: 0.999, samples: 199 },
    ])
      failure(() => test(engine, x, y, option), 'invalid-option');
    failure(() => test(engine, x, x, { seed: 0.5 }), 'bad-seed');
  });
});

it('the Sharpe ratios are those in excess of the risk-free rate', () => {
  const [x, y] = pairOf(60, 8, { gap: 0.2 });
  const riskFree = x.map((_, t) => 0.001 * (1 + Math.sin(t)));
  const excess = (values: number[]) => values.map((value, t) => value - riskFree[t]);
  const options = { samples: 199 };
  const found = statistics.sharpeDifferenceTest(engine, x, y, { ...options, riskFree });
  expect(found).toEqual(statistics.sharpeDifferenceTest(engine, excess(x), excess(y), options));
  const ratio = (values: number[]) => statistics.sharpe(values, riskFree, 1)!;
  expectClose([found.difference!], [ratio(x) - ratio(y)], 1e-12);
});
