import { describe, expect, it } from 'vitest';
import {
  assetCharacteristics,
  assetFeatures,
  characteristicNames,
  ConfigError,
  DataError,
} from '../../src/browser.js';
import { characteristics } from '../../src/kernels/characteristics.js';
import { expectClose } from '../support/close.js';
import { randomReturns, reordered, returnTable } from '../support/tables.js';
import { thrown } from '../support/thrown.js';

const table = returnTable([
  [0.02, 0.01, -0.01],
  [-0.03, 0, 0.04],
  [0.05, 0.02, 0.01],
  [0.01, -0.01, -0.02],
  [-0.04, 0.01, 0.03],
]);
const market = Float64Array.of(0.01, -0.02, 0.03, 0.02, -0.03);

/** numpy 2.4 and the definitions; the mean, the worst return, the trend and the beta by hand. */
const expected = {
  mean: [0.002, 0.006, 0.01],
  volatility: [Math.sqrt(0.00137), Math.sqrt(0.00013), Math.sqrt(0.00065)],
  skewness: [0.05556159398511109, -0.27154541788363945, 0],
  kurtosis: [1.5946773935745115, 1.9556213017751485, 1.4349112426035509],
  beta: [92 / 67, 3.5 / 67, -50 / 67],
  downsideVolatility: [Math.sqrt(0.0005), Math.sqrt(0.00002), 0.01],
  worstReturn: [-0.04, -0.01, -0.02],
  trend: [-0.008, -0.001, 0.002],
};

describe('characteristics', () => {
  it.each(characteristicNames)('%s has its literal values', (name) => {
    const values = [0, 1, 2].map((i) => {
      const returns = Float64Array.from({ length: 5 }, (_, t) => table.returns[t * 3 + i]);
      return characteristics[name].value({ returns, market, periods: Int32Array.of(0, 1, 2, 3, 4) });
    });
    expectClose(values, expected[name], 1e-13);
  });
});

it('skewness and kurtosis are those of the R package moments', () => {
  const returns = Float64Array.of(0.012, -0.034, 0.051, 0.008, -0.021, 0.067, -0.012, 0.003, 0.029, -0.058);
  // R 4.2.2, e1071 1.7-13: skewness(x, type = 1), kurtosis(x, type = 1) + 3, which are the definitions of moments
  const series = { returns, market, periods: Int32Array.from(returns.keys()) };
  expectClose([characteristics.skewness.value(series)], [0.079693625969061654], 1e-13);
  expectClose([characteristics.kurtosis.value(series)], [2.2458626102463009], 1e-13);
});

describe('asset features', () => {
  it('are the characteristics standardised across assets with divisor N − 1', () => {
    const features = assetFeatures(table, market);
    expect(features.names).toEqual([
      'mean',
      'volatility',
      'skewness',
      'kurtosis',
      'beta',
      'downsideVolatility',
      'worstReturn',
      'trend',
    ]);
    expect(features.dropped).toEqual([]);
    const column = (k: number): number[] => [0, 1, 2].map((i) => features.values[i * 8 + k]);
    expectClose(column(0), [-1, 0, 1]);
    expectClose(column(1), [0.9648636008263832, -1.0317756579835293, 0.06691205715714617]);
    expectClose(column(4), [1.0713660852146973, -0.16268031662696056, -0.9086857685877366]);
    expectClose(column(6), [-1.0910894511799618, 0.8728715609439694, 0.2182178902359924]);
  });

  it('come in the order of the names asked for', () => {
    const features = assetFeatures(table, market, ['worstReturn', 'mean']);
    expect(features.names).toEqual(['worstReturn', 'mean']);
    expectClose(features.values.subarray(0, 2), [-1.0910894511799618, -1]);
  });

  it('do not depend on the unit of returns', () => {
    const scaled = { ...table, returns: table.returns.map((r) => r * 1e-4) };
    const small = assetFeatures(
      scaled,
      market.map((r) => r * 1e-4),
    );
    expect(small.names).toHaveLength(8);
    expectClose(small.values, assetFeatures(table, market).values, 1e-9);
  });

  it('follow their assets when these are reordered', () => {
    const returns = randomReturns(11, 30, 5);
    const index = returns.returns.filter((_, cell) => cell % 5 === 0);
    const order = [3, 1, 4, 0, 2];
    const [before, after] = [assetFeatures(returns, index), assetFeatures(reordered(returns, order), index)];
    expect(after.assets).toEqual(order.map((i) => before.assets[i]));
    expectClose(
      after.values,
      order.flatMap((i) => [...before.values.subarray(i * 8, (i + 1) * 8)]),
    );
  });

  it('leave out and report what does not differ between the assets', () => {
    const rows = [0.01, -0.02, 0.03, 0.015].map((r) => [r, 3 * r, 3 * r - 0.005]);
    const features = assetFeatures(
      returnTable(rows),
      Float64Array.from(rows, (row) => row[0]),
    );
    expect(features.dropped).toEqual(['skewness', 'kurtosis']);
    expect(features.names).toEqual([
      'mean',
      'volatility',
      'beta',
      'downsideVolatility',
      'worstReturn',
      'trend',
    ]);
    expect(features.values).toHaveLength(18);
  });

  it('leave out means that differ by rounding alone', () => {
    const { assets, dates, returns } = randomReturns(12, 40, 4);
    const centred = returns.map(
      (r, cell) => r - returns.filter((_, other) => other % 4 === cell % 4).reduce((a, b) => a + b) / 40,
    );
    const features = assetFeatures(
      { ...randomReturns(12, 40, 4), assets, dates, returns: centred },
      returns.slice(0, 40),
    );
    expect(features.dropped).toEqual(['mean']);
  });

  it('are all left out for identical assets and for a single one', () => {
    const twins = returnTable([0.01, -0.02, 0.03].map((r) => [r, r]));
    const single = returnTable([[0.01], [-0.02], [0.03]]);
    for (const returns of [twins, single]) {
      const features = assetFeatures(returns, Float64Array.of(0.01, 0.02, 0));
      expect(features.names).toEqual([]);
      expect(features.dropped).toEqual(characteristicNames);
      expect(features.values).toHaveLength(0);
    }
  });

  it('refuse a missing return with its asset and period', () => {
    const returns = table.returns.slice();
    returns[3 * 3 + 1] = NaN;
    const error = thrown(() => assetFeatures({ ...table, returns }, market));
    expect(error).toBeInstanceOf(DataError);
    expect(error).toMatchObject({ code: 'missing-return', details: { asset: 'B', period: '2020-01-04' } });
  });

  it('refuse an infinite return, a repeated asset, a wrong length and a single period', () => {
    const code = (change: Partial<typeof table>): string =>
      thrown(() => assetFeatures({ ...table, ...change }, market)).code;
    expect(code({ returns: table.returns.map((r, i) => (i === 4 ? Infinity : r)) })).toBe('not-finite');
    expect(code({ assets: ['A', 'B', 'A'] })).toBe('duplicate-asset');
    expect(code({ returns: table.returns.slice(1) })).toBe('wrong-length');
    expect(code({ dates: ['2020-01-01'], returns: table.returns.slice(0, 3) })).toBe('too-few-periods');
  });

  it('refuse an unknown name and suggest the nearest', () => {
    const error = thrown(() => assetFeatures(table, market, ['mean', 'volatilty']));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ code: 'unknown-characteristic', hint: 'did you mean "volatility"?' });
    expect(thrown(() => assetFeatures(table, market, ['toString'])).code).toBe('unknown-characteristic');
    expect(thrown(() => assetFeatures(table, market, ['mean', 'mean'])).code).toBe(
      'duplicate-characteristic',
    );
  });

  it('refuse a market that does not move only where a beta is asked for', () => {
    const flat = new Float64Array(5).fill(0.1 + 0.2);
    flat[2] = 0.3;
    expect(thrown(() => assetFeatures(table, flat))).toMatchObject({ code: 'constant-market' });
    expect(assetFeatures(table, flat, ['mean']).names).toEqual(['mean']);
  });

  it('refuse a market with a missing period or of another length', () => {
    const gap = market.slice();
    gap[1] = NaN;
    const error = thrown(() => assetFeatures(table, gap));
    expect(error).toMatchObject({ code: 'missing-market', details: { period: '2020-01-02' } });
    expect(thrown(() => assetFeatures(table, market.slice(1)))).toMatchObject({ code: 'wrong-length' });
  });

  it('refuse an asset that never moves where its skewness is asked for', () => {
    const returns = table.returns.map((r, cell) => (cell % 3 === 1 ? 0 : r));
    const error = thrown(() => assetFeatures({ ...table, returns }, market));
    expect(error).toMatchObject({ code: 'constant-returns', details: { asset: 'B', value: 0 } });
    expect(assetFeatures({ ...table, returns }, market, ['mean', 'volatility']).names).toHaveLength(2);
  });

  it('leave the returns as they were', () => {
    const before = structuredClone(table);
    assetFeatures(table, market);
    expect(table).toEqual(before);
  });
});

describe('asset characteristics', () => {
  it('are the values themselves, one row an asset', () => {
    const { assets, names, values } = assetCharacteristics(table, market, ['beta', 'skewness']);
    expect([assets, names]).toEqual([
      ['A', 'B', 'C'],
      ['beta', 'skewness'],
    ]);
    const rows = [0, 1, 2].flatMap((i) => [expected.beta[i], expected.skewness[i]]);
    expectClose([...values], rows, 1e-13);
  });

  it('keep what does not differ between the assets', () => {
    const same = returnTable([
      [0.01, 0.01],
      [0.03, 0.03],
    ]);
    expectClose([...assetCharacteristics(same, Float64Array.of(0.01, 0.02), ['mean']).values], [0.02, 0.02]);
  });

  it('of an asset with missing returns are those of the returns that it has', () => {
    const late = { ...table, returns: table.returns.map((r, cell) => (cell === 1 || cell === 7 ? NaN : r)) };
    expect(() => assetCharacteristics(late, market)).toThrow('the return of B in');
    const { values } = assetCharacteristics(late, market, characteristicNames, { missing: 'observed' });
    const seen = [1, 3, 4];
    const own = {
      ...returnTable(seen.map((t) => [table.returns[3 * t + 1]])),
      market: Float64Array.from(seen, (t) => market[t]),
    };
    const alone = assetCharacteristics(own, own.market, characteristicNames.slice(0, -1)).values;
    expectClose([...values.slice(8, 15)], [...alone], 1e-13);
    // the slope of the trend is on the periods themselves, the gap among them
    const y = seen.map((t) => table.returns[3 * t + 1]);
    const [x, c] = [seen.map((t) => t - 8 / 3), (y[0] + y[1] + y[2]) / 3];
    const slope = x.reduce((sum, v, k) => sum + v * (y[k] - c), 0) / x.reduce((sum, v) => sum + v * v, 0);
    expectClose([values[15]], [slope], 1e-13);
    expectClose([...values.slice(0, 8)], [...assetCharacteristics(table, market).values.slice(0, 8)], 1e-15);
  });

  it('refuse an asset with fewer than two returns, and one whose periods have no market to speak of', () => {
    const once = {
      ...table,
      returns: table.returns.map((r, cell) => (cell % 3 === 1 && cell > 1 ? NaN : r)),
    };
    expect(thrown(() => assetCharacteristics(once, market, ['mean'], { missing: 'observed' }))).toMatchObject(
      {
        code: 'too-few-returns',
        details: { asset: 'B', returns: 1, periods: 5 },
      },
    );
    const flat = Float64Array.of(0.01, 0.01, 0.02, 0.03, 0.01);
    const early = {
      ...table,
      returns: table.returns.map((r, cell) => (cell % 3 === 1 && cell > 6 ? NaN : r)),
    };
    expect(thrown(() => assetCharacteristics(early, flat, ['beta'], { missing: 'observed' }))).toMatchObject({
      code: 'constant-market',
      details: { asset: 'B' },
    });
  });
});
