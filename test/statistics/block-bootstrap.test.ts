import { describe, expect, it } from 'vitest';
import { log } from '../../src/numeric/log.js';
import { expectClose } from '../support/close.js';
import { engines } from '../support/engines.js';
import { distance, resampledPeriods, type Row } from '../support/plain-bootstrap.js';
import { randomSource } from '../support/random.js';

/** K series that depend on each other and on earlier values, on their own scale, and before that. */
function seriesOf(K: number, T: number, seed: number) {
  const { normal } = randomSource(seed);
  const market = Array.from({ length: T }, normal);
  const rows = Array.from({ length: K }, (_, k) => {
    const noise = Array.from({ length: T }, normal);
    return market.map((m, t) => 0.01 * (0.3 + m + 0.5 * noise[t] + 0.4 * (noise[t - 1] ?? 0) + 0.1 * k));
  });
  const mean = (x: number[]) => x.reduce((a, b) => a + b) / T;
  const deviation = (x: number[]) => Math.sqrt(mean(x.map((value) => (value - mean(x)) ** 2)));
  return {
    rows,
    values: Float64Array.from(rows.flatMap((x) => x.map((value) => (value - mean(x)) / deviation(x)))),
    means: Float64Array.from(rows, (x) => mean(x) / deviation(x)),
  };
}

describe.each(engines)('the block bootstrap of the %s build', (_, engine) => {
  it.each([
    ['sharpe', 60, 4],
    ['sharpe', 61, 7],
    ['logVariance', 60, 4],
    ['logVariance', 45, 1],
  ] as const)('has the %s distances of plain resamples, %i periods in blocks of %i', (statistic, T, b) => {
    const { rows, values, means } = seriesOf(3, T, T + b);
    const seed = 2 ** 40 + 5;
    const samples = 25;
    const found = engine.blockBootstrap({ statistic, values, means, base: 1, blockLength: b, samples, seed });
    for (const k of [0, 2]) {
      const pairs = rows[k].map((value, t): Row => [value, rows[1][t]]);
      const expected = Array.from({ length: samples }, (__, m) => distance(statistic, pairs, b, seed, m));
      expectClose(found.subarray(k * samples, (k + 1) * samples), expected, 1e-9);
    }
    expect(found.subarray(samples, 2 * samples).every((value) => value === 0)).toBe(true);
  });

  it('takes a resample that does not vary for as extreme as can be', () => {
    // blocks of half the periods, nothing but zeros from the third on: some resamples are constant
    const T = 8;
    const x = Float64Array.from(
      { length: T },
      (__, t) => (t === 0 ? 3 : t === 1 ? -3 : 0) / Math.sqrt(18 / 8),
    );
    const y = Float64Array.from({ length: T }, (__, t) => (t % 2 === 0 ? 1 : -1));
    const found = engine.blockBootstrap({
      statistic: 'logVariance',
      values: Float64Array.from([...x, ...y]),
      means: Float64Array.of(0.1, 0.2),
      base: 1,
      blockLength: 4,
      samples: 200,
      seed: 1,
    });
    expect(found.some((value) => value === Infinity)).toBe(true);
    expect(found.every((value) => value >= 0)).toBe(true);
  });

  it('refuses sizes that do not fit, by their names', () => {
    const { values, means } = seriesOf(2, 30, 1);
    const request = {
      statistic: 'sharpe',
      values,
      means,
      base: 0,
      blockLength: 3,
      samples: 9,
      seed: 1,
    } as const;
    for (const wrong of [
      { blockLength: 0 },
      { blockLength: 31 },
      { blockLength: 2.5 },
      { base: 2 },
      { samples: -1 },
      { values: values.subarray(1) },
    ])
      expect(() => engine.blockBootstrap({ ...request, ...wrong })).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^wrong-/) as string }),
      );
    expect(() => engine.blockBootstrap({ ...request, seed: -1 })).toThrow(
      expect.objectContaining({ code: 'bad-seed' }),
    );
  });
});

it.each(engines)('the logarithm of the %s build has the bits of the host', (_, engine) => {
  // every block of the base has the variance 1: its logarithm is 0, and so is its influence
  const [T, b, samples] = [40, 2, 500];
  const { values } = seriesOf(1, T, 9);
  const base = Array.from({ length: T }, (__, t) => (t % 2 === 0 ? 1 : -1));
  const found = engine.blockBootstrap({
    statistic: 'logVariance',
    values: Float64Array.from([...base, ...values]),
    means: Float64Array.of(0, 0),
    base: 0,
    blockLength: b,
    samples,
    seed: 4,
  });
  for (let m = 0; m < samples; m++) {
    const periods = resampledPeriods(T, b, 4, m);
    const blocks = Array.from({ length: T / b }, (__, j) => {
      const [first, second] = [values[periods[2 * j]], values[periods[2 * j + 1]]];
      return [first + second, first * first + second * second];
    });
    const [sum, square] = [0, 1].map((k) => blocks.reduce((total, block) => total + block[k], 0));
    const delta = sum / T;
    const variance = square / T - delta * delta;
    const [alpha, beta] = [(-2 * delta) / variance, 1 / variance];
    const gamma = (b * (delta * delta - variance)) / variance;
    const total = blocks.reduce((so, [own, squares]) => {
      const z = alpha * own + beta * squares + gamma;
      return so + z * z;
    }, 0);
    expect(found[samples + m]).toBe(Math.abs(log(variance)) / (Math.sqrt(total) / T));
  }
});
