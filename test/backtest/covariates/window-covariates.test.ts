import { describe, expect, it } from 'vitest';
import { windowCovariates } from '../../../src/backtest/covariates/window-covariates.js';

const months = ['01-31', '02-29', '03-31', '04-30', '05-29', '06-30', '07-31', '08-31'];
const sources = {
  dates: months.map((day) => `2020-${day}`),
  frequency: 'month' as const,
  market: Float64Array.of(0.01, -0.02, 0.03, 0.01, 0.04, -0.05, 0.02, 99),
  user: { vix: Float64Array.of(20, 21, 22, 30, 40, 25, 24), rate: new Float64Array(7).fill(0.5) },
};
const terms = (fixed: string[], random: string[] = ['time']) => ({ fixed, random });

describe('covariates of a window', () => {
  it('are the market and what the terms name, cut to the window', () => {
    const window = { trainStart: 2, decision: 5 };
    const { first, covariates, notes, fixed, random } = windowCovariates(
      sources,
      terms(['asset', 'month', 'trend'], ['time', 'asset:vix(K)']),
      window,
    );
    expect(first).toBe(2);
    expect(covariates).toEqual({
      market: sources.market.slice(2, 6),
      vix: Float64Array.of(22, 30, 40, 25),
      trend: Float64Array.of(-1.5 / 12, -0.5 / 12, 0.5 / 12, 1.5 / 12),
      month: ['03', '04', '05', '06'],
    });
    expect(fixed).toEqual(['asset', 'month', 'trend']);
    expect(random).toEqual(['time', 'asset:vix(K)']);
    expect(notes).toEqual([]);
  });

  it('look at the periods before the window for its first volatilities', () => {
    const { covariates } = windowCovariates(sources, terms(['volatility', 'regime']), {
      trainStart: 2,
      decision: 6,
    });
    const volatility = covariates.volatility as Float64Array;
    expect(volatility).toHaveLength(5);
    // sd(c(0.01, -0.02, 0.03)) in R 4.2
    expect(volatility[0]).toBeCloseTo(0.025166114784235832, 16);
    expect(covariates.regime).toEqual(['Normal', 'Normal', 'Low', 'Normal', 'High']);
  });

  it('leave periods without a volatility out of the fit, where a term names it, with a note', () => {
    const window = { trainStart: 0, decision: 6 };
    const { first, covariates, notes } = windowCovariates(sources, terms(['1', 'volatility']), window);
    expect(first).toBe(2);
    expect(covariates.market).toEqual(sources.market.slice(2, 7));
    expect(covariates.volatility).toHaveLength(5);
    expect(notes).toEqual([
      'the market has no volatility yet in the first 2 of 7 periods: the model is fitted to the others',
    ]);
    const regimes = windowCovariates(sources, terms(['1', 'regime']), window);
    expect(regimes.first).toBe(0);
    // quartiles of the five volatilities in R: 0.0251661 and 0.0458258, both among them
    expect(regimes.covariates.regime).toEqual([
      ...['Normal', 'Normal', 'Normal', 'Normal', 'Low', 'Normal', 'High'],
    ]);
    expect(regimes.notes).toEqual([]);
  });

  it('have the factor of residual groups, which is left out where it has one level, with a note', () => {
    const grouped = { ...terms(['asset']), residualGroups: { assets: 'class', periods: 'regime' } as const };
    const varied = windowCovariates(sources, grouped, { trainStart: 0, decision: 6 });
    expect(varied.covariates.regime).toEqual([...Array<string>(4).fill('Normal'), 'Low', 'Normal', 'High']);
    expect(varied).toMatchObject({ residualGroups: grouped.residualGroups, notes: [], fixed: ['asset'] });
    const short = windowCovariates(sources, grouped, { trainStart: 0, decision: 2 });
    expect(short.residualGroups).toEqual({ assets: 'class' });
    expect(short.notes).toEqual([
      'residual variances do not differ by regime, which is Normal in every period',
    ]);
    const periods = { ...grouped, residualGroups: { periods: 'regime' } };
    const none = windowCovariates(sources, periods, { trainStart: 0, decision: 2 });
    expect(none).not.toHaveProperty('residualGroups');
    expect(windowCovariates(sources, terms(['asset']), { trainStart: 0, decision: 6 })).not.toHaveProperty(
      'residualGroups',
    );
  });

  it('without any variation cost the model their terms, with a note each', () => {
    const { fixed, random, notes } = windowCovariates(
      sources,
      terms(['1', 'market', 'regime', 'asset:regime', 'rate'], ['asset(K)', 'asset:rate(K)']),
      { trainStart: 0, decision: 2 },
    );
    expect(fixed).toEqual(['1', 'market']);
    expect(random).toEqual(['asset(K)']);
    expect(notes).toEqual([
      'the model does without regime: regime is Normal in every period',
      'the model does without asset:regime: regime is Normal in every period',
      'the model does without rate: rate is 0.5 in every period',
      'the model does without asset:rate(K): rate is 0.5 in every period',
    ]);
  });
});
