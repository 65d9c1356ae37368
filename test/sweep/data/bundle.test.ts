import { describe, expect, test } from 'vitest';
import type { BacktestSources } from '../../../src/backtest/inputs.types.js';
import { bundleOf, hashOf, openBundle } from '../../../src/sweep/data/bundle.js';
import { weeklyPrices } from '../../support/sweep-study.js';
import { thrown } from '../../support/thrown.js';

const prices = weeklyPrices(1, 3);
const table = (...values: number[]) => ({
  assets: ['X'],
  dates: values.map((_, k) => `2020-01-0${k + 1}`),
  prices: Float64Array.from(values),
});

describe('a bundle', () => {
  test('gives back what went in, to the bit', () => {
    const sources: BacktestSources = {
      riskFree: table(-0, NaN, Infinity, 5e-324),
      covariates: { second: table(1, 2), first: table(3, 4) },
      membership: {
        assets: ['é', 'X'],
        dates: ['2020-01-01', '2020-01-02'],
        known: null,
        isMember: [true, false],
      },
      kernels: { own: { labels: ['A', 'B'], values: Float64Array.of(1, 0.5, 0.5, 1) } },
    } as unknown as BacktestSources;
    const { bytes, hash } = bundleOf({ prices, sources });
    const opened = openBundle(bytes, hash);
    expect(opened).toEqual({ prices, sources });
    expect(Object.is(opened.sources.riskFree!.prices[0], -0)).toBe(true);
  });

  test('keeps names that are numbers with their own values', () => {
    const sources = { covariates: { '10': table(10, 10), '2': table(2, 2), name: table(1, 1) } };
    const { bytes, hash } = bundleOf({ prices, sources });
    expect(openBundle(bytes, hash).sources).toEqual(sources);
  });

  test('has one hash whatever the order of fields and the bits of a NaN', () => {
    const odd = new Float64Array(new BigUint64Array([0x7ff8_0000_0000_0001n]).buffer);
    const one = bundleOf({ prices, sources: { riskFree: { ...table(0), prices: odd }, market: table(1) } });
    const other = bundleOf({ sources: { market: table(1), riskFree: table(NaN) }, prices });
    expect(one.hash).toBe(other.hash);
    expect(bundleOf({ prices, sources: { market: table(2), riskFree: table(NaN) } }).hash).not.toBe(one.hash);
  });

  test('is read from the middle of other memory', () => {
    const { bytes, hash } = bundleOf({ prices, sources: {} });
    const around = new Uint8Array(bytes.length + 6);
    around.set(bytes, 3);
    expect(openBundle(around.subarray(3, 3 + bytes.length), hash).prices).toEqual(prices);
  });

  test('is refused where a bit was changed or the end is missing', () => {
    const { bytes, hash } = bundleOf({ prices, sources: {} });
    const changed = bytes.slice();
    changed[bytes.length - 1] ^= 1;
    for (const bad of [changed, bytes.slice(0, -1), new Uint8Array()]) {
      const error = thrown(() => openBundle(bad, hash));
      expect(error).toMatchObject({
        code: 'bundle-mismatch',
        details: { expected: hash, hash: hashOf(bad) },
      });
    }
  });

  test('is refused where the bytes have their hash and are something else', () => {
    const { bytes } = bundleOf({ prices, sources: {} });
    const texts = ['', 'no JSON\n', '{}\n', '[]\n', '{"prices":{"$doubles":-1},"sources":{}}\n'];
    const all = [
      ...texts.map((text) => new TextEncoder().encode(text)),
      bytes.slice(0, -8),
      bytes.slice(0, 20),
    ];
    for (const bad of all) expect(thrown(() => openBundle(bad, hashOf(bad))).code).toBe('bad-bundle');
  });
});
