import { describe, expect, it } from 'vitest';
import type { BacktestResult } from '../../src/backtest/types.js';
import { causes } from '../../src/report/causes.js';
import { sampleResult } from '../support/sample-result.js';

/** Windows of the first strategy fall back for these reasons, all else is fine. */
function resultWith(
  reasons: string[],
  satOut: BacktestResult['decisions'][number]['satOut'][],
): BacktestResult {
  const result = sampleResult();
  for (const { windows } of result.strategies)
    for (const window of windows) Object.assign(window, { status: 'ok', reason: null, used: null });
  reasons.forEach((reason, k) =>
    Object.assign(result.strategies[0].windows[k], { status: 'fallback', reason, used: 'ledoitWolf' }),
  );
  result.decisions.forEach((decision, k) => (decision.satOut = satOut[k] ?? []));
  return result;
}

describe('what did not go as configured', () => {
  it('is one line a cause, whatever the numbers of the windows, the most frequent first', () => {
    const reasons = [
      'systematic: the fit did not converge in 200 iterations, KKT residual 1.0e+3',
      'systematic: heritability 0.000 is below 0.1',
      'systematic: heritability 0.043 is below 0.1',
    ];
    expect(causes(resultWith(reasons, []))).toEqual([
      'systematic fell back in 2 of 20 windows: heritability below 0.1',
      'systematic fell back in 1 of 20 windows: the fit did not converge',
    ]);
  });

  it('has no numbers of chains, of half-lives and of what is out of reach', () => {
    const reasons = [1, 2, 3].flatMap((k) => [
      `averaged: the chains of the posterior do not agree: R-hat 1.0${k + 5} is above 1.05`,
      `posterior: a half-life of 0.5 leaves 0.${k} effective periods beside the 2 period covariates of the model`,
      `sample: no weights do what is asked: targetReturn 0.1 is above the largest reachable return, 0.01${k} a period`,
    ]);
    expect(causes(resultWith(reasons, []))).toEqual([
      'systematic fell back in 3 of 20 windows: averaged: the chains of the posterior do not agree: R-hat above 1.05',
      'systematic fell back in 3 of 20 windows: posterior: a half-life of 0.5 leaves too few effective periods beside the 2 period covariates of the model',
      'systematic fell back in 3 of 20 windows: sample: no weights do what is asked: targetReturn 0.1 is above the largest reachable return',
    ]);
  });

  it('counts the decisions that an asset sat out', () => {
    const missing = (n: number) => [{ asset: 'GLD', reason: `${n} of 36 returns missing, first 2015-01-31` }];
    const constant = [{ asset: 'HYG', reason: 'its return is 0 in all 36 periods' }];
    expect(causes(resultWith([], [missing(3), missing(2), constant]))).toEqual([
      'GLD sat out 2 of 20 decisions: returns missing',
      'HYG sat out 1 of 20 decisions: its return never changes',
    ]);
  });

  it('is nothing where all went well', () => {
    expect(causes(resultWith([], []))).toEqual([]);
  });
});
