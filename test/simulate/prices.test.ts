import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  type Kernel,
  type Simulation,
  type SimulationOptions,
  dataHash,
  simulatePrices,
  toReturns,
} from '../../src/browser.js';
import { thrown } from '../support/thrown.js';

/** The column of an asset. */
function column({ prices: { assets, prices } }: Simulation, asset: string): Float64Array {
  return prices.filter((_, cell) => cell % assets.length === assets.indexOf(asset));
}

function identity(labels: string[]): Kernel {
  const n = labels.length;
  return { labels, values: Float64Array.from({ length: n * n }, (_, c) => (c % (n + 1) === 0 ? 1 : 0)) };
}

describe('simulatePrices', () => {
  it('gives the same bits for the same seed in every engine', () => {
    const { prices, factors } = simulatePrices({ seed: 1 });
    expect([prices.assets.length, prices.dates.length]).toEqual([10, 1261]);
    expect(dataHash(prices)).toBe('ab3f305346593e2798dab0b1ca8cf2ddc9df75b843fbfc395e341b0ec2e65911');
    expect(createHash('sha256').update(new Uint8Array(factors.values.buffer)).digest('hex')).toBe(
      '6c4aa3d781e2800ff7fed1ba2ef69bbac099beb909389366c7af62c1a04bbc2d',
    );
    expect(dataHash(simulatePrices({ seed: 1 }).prices)).toBe(dataHash(prices));
  });

  it('gives other prices and factors for another seed', () => {
    const [one, two] = [1, 2].map((seed) => simulatePrices({ seed, periods: 5 }));
    for (const asset of one.prices.assets) expect(column(one, asset)).not.toEqual(column(two, asset));
    expect(one.factors.values.some((value, cell) => value === two.factors.values[cell])).toBe(false);
  });

  it('leaves the first periods as they are when there are more', () => {
    const short = simulatePrices({ periods: 10 });
    const long = simulatePrices({ periods: 30 });
    expect(long.prices.prices.subarray(0, short.prices.prices.length)).toEqual(short.prices.prices);
    expect(long.factors.values.subarray(0, short.factors.values.length)).toEqual(short.factors.values);
  });

  it('leaves all other assets as they are when one is added, where the kernel is given', () => {
    const names = ['M', 'A', 'B', 'C'];
    const kernel = identity([...names, 'D']);
    kernel.values[2 * 5 + 1] = kernel.values[1 * 5 + 2] = 0.4;
    const three = simulatePrices({ assets: names, kernel, periods: 20 });
    const four = simulatePrices({ assets: [...names, 'D'], kernel, periods: 20 });
    for (const name of names) expect(column(four, name)).toEqual(column(three, name));
    expect(four.truth.betas).toMatchObject(three.truth.betas);
  });

  it('lets the market asset follow the factor MARKET with alpha 0, beta 1 and no residual', () => {
    const simulation = simulatePrices({ periods: 50 });
    const market = column(simulation, 'SPY');
    const levels = simulation.factors.values.filter((_, cell) => cell % 4 === 0);
    expect(market[0]).toBe(100);
    for (let t = 1; t <= 50; t++)
      expect(market[t] / market[t - 1] - 1).toBeCloseTo(levels[t] - levels[t - 1], 14);
    const { truth } = simulation;
    expect([truth.alphas.SPY, truth.betas.SPY, truth.scales.SPY]).toEqual([0, 1, 0]);
  });

  it('is alpha + beta·market where the variances are 0', () => {
    const simulation = simulatePrices({
      assets: ['M', 'A'],
      alphas: { A: 0.001 },
      betas: { A: 0.5 },
      variances: { time: 0, assetTime: 0, residual: 0 },
      periods: 20,
    });
    const returns = toReturns(simulation.prices, { frequency: 'day' }).returns;
    for (let t = 0; t < 20; t++) expect(returns[2 * t + 1]).toBeCloseTo(0.001 + 0.5 * returns[2 * t], 14);
  });

  it('uses the tickers and classes of the study for ten assets, numbered names for other universes', () => {
    const study = simulatePrices({ periods: 1 });
    expect(study.prices.assets.join(' ')).toBe('SPY IWM EFA EEM AGG TLT GLD DBC VNQ HYG');
    expect(study.classes.bond).toEqual(['AGG', 'TLT', 'HYG']);
    const other = simulatePrices({ assets: 120, periods: 1 });
    expect(other.prices.assets.slice(0, 3)).toEqual(['MKT', 'A001', 'A002']);
    const members = Object.values(other.classes).flat();
    expect(members.sort()).toEqual([...other.prices.assets].sort());
    for (const asset of other.prices.assets.slice(1)) {
      expect(other.truth.betas[asset]).toBeGreaterThanOrEqual(0.3);
      expect(other.truth.betas[asset]).toBeLessThan(1.5);
      expect(other.truth.scales[asset]).toBeGreaterThanOrEqual(0.004);
      expect(other.truth.scales[asset]).toBeLessThan(0.014);
    }
  });

  it('makes the kernel of classes and true characteristics, or uses the one given', () => {
    const { truth } = simulatePrices({ periods: 1 });
    const likeness = (a: string, b: string): number =>
      truth.kernel.values[truth.kernel.labels.indexOf(a) * 10 + truth.kernel.labels.indexOf(b)];
    expect(likeness('GLD', 'GLD')).toBe(1);
    expect(likeness('AGG', 'TLT')).toBeGreaterThan(likeness('AGG', 'EEM'));
    const kernel = identity(['C', 'B', 'A', 'M']);
    kernel.values[1] = kernel.values[4] = 0.3;
    const given = simulatePrices({ assets: ['M', 'A', 'B', 'C'], kernel, periods: 1 }).truth.kernel;
    expect(given.labels).toEqual(['M', 'A', 'B', 'C']);
    expect([given.values[1], given.values[2 * 4 + 3], given.values[3 * 4 + 2]]).toEqual([0, 0.3, 0.3]);
  });

  it('uses the risk kernel alone where no class tells the assets apart', () => {
    const assets = ['M', 'A', 'B'];
    const { kernel } = simulatePrices({ assets, classes: { all: assets }, periods: 1 }).truth;
    const without = simulatePrices({ assets, classes: {}, periods: 1 }).truth.kernel;
    expect(kernel).toEqual(without);
    expect(kernel.values[1]).toBeGreaterThan(0);
  });

  it('leaves prices before a late listing out and all others as they are', () => {
    const whole = simulatePrices({ periods: 5 });
    const late = simulatePrices({ periods: 5, listings: { GLD: '2020-01-05' } });
    const [before, after] = [column(whole, 'GLD'), column(late, 'GLD')];
    expect([...after.subarray(0, 2)]).toEqual([NaN, NaN]);
    expect(after.subarray(2)).toEqual(before.subarray(2));
    for (const asset of whole.prices.assets.filter((name) => name !== 'GLD'))
      expect(column(late, asset)).toEqual(column(whole, asset));
  });

  it.each<[SimulationOptions, string, Record<string, unknown>]>([
    [{ assets: 1 }, 'invalid-option', { option: 'assets', value: '1' }],
    [{ assets: ['A'] }, 'invalid-option', { option: 'assets' }],
    [{ assets: ['A', 'A'] }, 'duplicate-asset', { asset: 'A' }],
    [{ market: 'SPX' }, 'unknown-ticker', { option: 'market', ticker: 'SPX' }],
    [{ betas: { GDL: 1 } }, 'unknown-ticker', { option: 'betas', ticker: 'GDL' }],
    [{ betas: { SPY: 1 } }, 'invalid-option', { option: 'betas.SPY' }],
    [{ alphas: { GLD: NaN } }, 'invalid-option', { option: 'alphas.GLD' }],
    [{ scales: { GLD: 0 } }, 'invalid-option', { option: 'scales.GLD' }],
    [{ variances: { time: -0.1 } }, 'invalid-option', { option: 'variances.time' }],
    [{ classes: { metal: ['GOLD'] } }, 'unknown-ticker', { option: 'classes.metal', ticker: 'GOLD' }],
    [{ listings: { GLD: '2020-1-5' } }, 'invalid-option', { option: 'listings.GLD' }],
    [{ listings: { GLD: '2030-01-01' } }, 'invalid-option', { option: 'listings.GLD' }],
    [{ listings: { SPY: '2020-01-03' } }, 'invalid-option', { option: 'listings.SPY' }],
    [{ scales: { GLD: 5 } }, 'return-below-minus-one', { ticker: 'GLD' }],
    [{ kernel: identity(['SPY']) }, 'kernel-label', { asset: 'IWM' }],
    [
      { assets: ['M', 'A'], kernel: { labels: ['M', 'A'], values: Float64Array.of(1, 2, 2, 1) } },
      'kernel-not-semidefinite',
      { size: 2 },
    ],
  ])('refuses %j with %s', (options, code, details) => {
    expect(thrown(() => simulatePrices({ periods: 20, ...options }))).toMatchObject({ code, details });
  });
});
