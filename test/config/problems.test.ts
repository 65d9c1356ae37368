import { describe, expect, it } from 'vitest';
import { backtestInputs } from '../../src/backtest/inputs.js';
import { resolveConfig } from '../../src/config/resolve.js';
import { ConfigError } from '../../src/errors.js';
import { collected, problemsWithin, refuse } from '../../src/problems.js';
import { refusal } from '../support/config.js';
import { simulatedPrices } from '../support/simulated-prices.js';
import { thrown } from '../support/thrown.js';

/** The lines of a refusal, each problem with what helps against it. */
const lines = (call: () => unknown): string[] =>
  thrown(call)
    .message.split('\n')
    .map((line) => line.trim());

describe('several problems', () => {
  const error = refusal({ mraket: 'SPY', backtest: { trian: 3, costs: 5 } });

  it('are all in one message, with what helps against each', () => {
    expect(error.message.split('\n').map((line) => line.trim())).toEqual([
      'the configuration has 4 problems',
      expect.stringContaining('market is missing (the market: a ticker'),
      expect.stringContaining('backtest.costs cannot be 5: costs are fractions, 0.001 is 0.1 % ('),
      'backtest has no field "trian" (did you mean "train"?)',
      'the configuration has no field "mraket" (did you mean "market"?)',
    ]);
  });

  it('carry code and path of the first', () => {
    expect(error.code).toBe('missing-key');
    expect(error.details).toEqual({ path: 'market', problems: 4 });
  });

  it('can be had one by one, each with its own path', () => {
    const paths = problemsWithin(error).map((one) => (one as ConfigError).details.path);
    expect(paths).toEqual(['market', 'backtest.costs', 'backtest.trian', 'mraket']);
    const single = refusal({ market: 'SPY', seed: -1 });
    expect(problemsWithin(single)).toEqual([single]);
  });
});

describe('problems that a schema cannot see', () => {
  const several = {
    market: 'SPY',
    from: '2020-02-01',
    to: '2020-01-01',
    assets: ['SPY', 'AGG', 'SPY'],
    covariates: { month: { path: 'a.csv', column: 'a' } },
    kernels: {
      mixed: { path: 'a.csv', kind: 'linear' },
      sum: { weights: { risks: 1, loop: 1 } },
      loop: { weights: { sum: 1 } },
    },
    model: { fixed: ['asset', 'asset:markte'], random: ['asset:trnd(mixde)', 'time', 'time', 'asset'] },
    backtest: { train: 36, minHistory: 3 },
    strategies: [
      { name: 'a', minWeights: { AGG: 0.3, SPY: 0.2 }, maxWeights: 0.1 },
      { name: 'a', targetReturn: 0.05, objective: 'unconstrainedMinimumVariance' },
    ],
  };

  it('are all in one message, with what helps against each', () => {
    expect(lines(() => resolveConfig(several))).toEqual([
      'the configuration has 16 problems',
      expect.stringContaining('kernels.mixed has path and kind (a kernel is'),
      'kernels.sum.weights names the kernel "risks", which there is not (did you mean "risk"?)',
      expect.stringContaining('kernels.sum is a sum that holds itself: sum → loop → sum ('),
      'assets lists SPY twice (list each ticker once)',
      'from 2020-02-01 is after to 2020-01-01 (swap the two dates)',
      expect.stringContaining('backtest.minHistory 3 is too short: the model has 2 effects of each asset ('),
      expect.stringContaining('covariates.month: the name "month" has a meaning'),
      'model.fixed[1] "asset:markte" names the covariate "markte" (did you mean "market"?)',
      'model.random[0] "asset:trnd(mixde)" names the covariate "trnd" (did you mean "trend"?)',
      'model.random[0] "asset:trnd(mixde)" names the kernel "mixde" (did you mean "mixed"?)',
      expect.stringContaining('model.random[3]: model term "asset": at position 5 expected "("'),
      'model.random has the term "time" twice (leave one out)',
      expect.stringContaining('strategies[0].minWeights 0.3 is above maxWeights 0.1 for AGG ('),
      expect.stringContaining('strategies[0].minWeights 0.2 is above maxWeights 0.1 for SPY ('),
      expect.stringContaining('strategies[1].targetReturn is not used by the objective'),
      'two strategies are called "a" (give each strategy a name of its own)',
    ]);
  });

  it('carry code and details of the first', () => {
    expect(thrown(() => resolveConfig(several))).toMatchObject({
      code: 'bad-value',
      details: { path: 'kernels.mixed.kind', problems: 16 },
    });
  });

  it('leave out what only follows from another', () => {
    // without a term that can be read as asset:market, the average would be refused too
    const model = { fixed: ['asset', 'asset:markte'], random: ['asset:market(risk)'] };
    expect(thrown(() => resolveConfig({ market: 'average', model })).details).toEqual({
      path: 'model.fixed[1]',
      term: 'asset:markte',
      covariate: 'markte',
    });
  });
});

describe('problems that only the data show', () => {
  const data = simulatedPrices({ seed: 3, assets: ['SPY', 'IWM', 'AGG', 'GLD'], months: 20 });
  const inputs = (fields: object) => () =>
    backtestInputs(data, resolveConfig({ market: 'SPY', backtest: { train: 12 }, ...fields }), {});

  it('are all in one message', () => {
    const fields = {
      market: 'SPX',
      classes: { bond: ['AG'], equity: ['IWN', 'SPY'] },
      backtest: { train: 12, costs: { GLDD: 0.01 } },
      strategies: [
        { name: 'a', maxWeights: 0.2, minWeights: 0.1 },
        { name: 'b', minWeights: { AGGG: 0.1, IWN: 0.1 } },
      ],
    };
    expect(lines(inputs(fields))).toEqual([
      'the configuration has 7 problems',
      'market: SPX is not in the data (did you mean "SPY"?)',
      'classes.bond: AG is not in the data (did you mean "AGG"?)',
      'classes.equity: IWN is not in the data (did you mean "IWM"?)',
      'backtest.costs: GLDD is not in the universe (did you mean "GLD"?)',
      expect.stringContaining('strategies[0].maxWeights of the 4 assets add up to 0.8'),
      'strategies[1].minWeights: AGGG is not in the universe (did you mean "AGG"?)',
      'strategies[1].minWeights: IWN is not in the universe (did you mean "IWM"?)',
    ]);
    expect(thrown(inputs(fields))).toMatchObject({
      code: 'unknown-ticker',
      details: { path: 'market', problems: 7 },
    });
  });

  it('leave out what only follows from a universe that is wrong', () => {
    const fields = { assets: ['IWN', 'AGG'], backtest: { train: 12, costs: { IWM: 0.01 } } };
    expect(thrown(inputs(fields)).details).toEqual({ path: 'assets', ticker: 'IWN' });
  });
});

describe('a collection of problems', () => {
  const problem = (k: number) =>
    new ConfigError(`code-${k}`, `what ${k}`, `hint ${k}`, { path: `field${k}` });

  it('is nothing, or a single one as it is', () => {
    expect(() => refuse([])).not.toThrow();
    expect(collected([problem(1)])).toEqual(problem(1));
  });

  it('lists twenty and counts the others', () => {
    const { message } = collected(Array.from({ length: 23 }, (_, k) => problem(k)));
    expect(message.split('\n')).toHaveLength(22);
    expect(message).toContain('the configuration has 23 problems\n  what 0 (hint 0)\n');
    expect(message).toMatch(/what 19 \(hint 19\)\n {2}and 3 more$/);
  });
});
