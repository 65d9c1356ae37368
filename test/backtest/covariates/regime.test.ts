import { describe, expect, it } from 'vitest';
import { regime } from '../../../src/backtest/covariates/regime.js';
import { rollingVolatility } from '../../../src/backtest/covariates/volatility.js';

const market = Float64Array.of(0.012, -0.034, 0.051, 0.008, -0.021, 0.067, -0.012, 0.003, 0.029, -0.058);

/** R 4.2.2, zoo 1.8-11: rollapply(m, 3, sd, align = "right", fill = NA). */
const volatility = [
  NaN,
  NaN,
  0.042548012096140675,
  0.042500980380849256,
  0.036226141573915009,
  0.044844174649557332,
  0.048418316093533587,
  0.041956326499508194,
  0.020744477176668816,
  0.044657959350303207,
];

describe('the rolling volatility', () => {
  it('is the standard deviation over three periods that R gives, missing in the first two', () => {
    const rolling = rollingVolatility(market);
    expect(rolling).toHaveLength(10);
    expect([...rolling.subarray(0, 2)]).toEqual([NaN, NaN]);
    for (let t = 2; t < 10; t++) expect(rolling[t]).toBeCloseTo(volatility[t], 15);
  });

  it('is √3 for 1, 1, 4', () => {
    expect(rollingVolatility(Float64Array.of(1, 1, 4))[2]).toBeCloseTo(Math.sqrt(3), 15);
  });
});

describe('the regime', () => {
  it('is High above the 75th and Low below the 25th percentile, and Normal where there is no volatility', () => {
    // quartiles in R: 0.0405238 and 0.0447045
    expect(regime(Float64Array.from(volatility))).toEqual([
      ...['Normal', 'Normal', 'Normal', 'Normal', 'Low'],
      ...['High', 'High', 'Normal', 'Low', 'Normal'],
    ]);
  });

  it('has the thresholds of its window: a period that is Low in one is Normal in another', () => {
    // quartiles of periods 5 to 9 in R: 0.0362261 and 0.0448442, neither above nor below themselves
    expect(regime(Float64Array.from(volatility.slice(4, 9)))).toEqual([
      'Normal',
      'Normal',
      'High',
      'Normal',
      'Low',
    ]);
    // of periods 5 to 10: 0.0376587 and 0.0447976
    expect(regime(Float64Array.from(volatility.slice(4)))).toEqual([
      'Low',
      'High',
      'High',
      'Normal',
      'Low',
      'Normal',
    ]);
  });

  it('is Normal throughout where no period has a volatility, or all have the same', () => {
    expect(regime(Float64Array.of(NaN, NaN))).toEqual(['Normal', 'Normal']);
    expect(regime(Float64Array.of(0.02, 0.02, 0.02, 0.02))).toEqual(Array(4).fill('Normal'));
  });
});
