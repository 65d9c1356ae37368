import { describe, expect, it } from 'vitest';
import { resolveSweep } from '../../src/sweep/schema.js';
import { sweepBase } from '../support/sweeps.js';
import { thrown } from '../support/thrown.js';

const withSpace = (space: object, more: object = {}): object => ({ base: sweepBase, space, ...more });
const sampled = (field: object): object =>
  withSpace({ random: { samples: 3, fields: { 'backtest.train': field } } });

describe('the configuration of a sweep', () => {
  it('has the baseline equalWeight and the seed 1 by default', () => {
    expect(resolveSweep({ base: 'config.json', space: {} })).toEqual({
      base: 'config.json',
      space: {},
      baseline: 'equalWeight',
      seed: 1,
    });
  });

  it('resolves to itself', () => {
    const sweep = resolveSweep(
      withSpace(
        {
          grid: { 'backtest.train': [24, 36], 'model.halfLife': [null, 6] },
          list: { a: {}, b: { model: { halfLife: null } } },
          random: { samples: 3, fields: { 'backtest.lag': { min: 0, max: 2, step: 1 } } },
          sobol: { samples: 4, seed: 9, fields: { 'strategy.maxWeights': { values: [0.3, 1] } } },
        },
        { universes: { all: {}, two: ['SPY', 'TLT'] }, periods: { late: { from: '2015-01-01' } } },
      ),
    );
    expect(resolveSweep(sweep)).toEqual(sweep);
  });

  it('names its file in the details of errors', () => {
    const { details } = thrown(() => resolveSweep({ base: 'a.json' }, 'sweep.json'));
    expect(details).toEqual({ path: 'space', file: 'sweep.json' });
  });

  it('says all that is wrong in one error', () => {
    const { message } = thrown(() => resolveSweep(withSpace({ grid: {} }, { strategies: ['a', 'a'] })));
    expect(message).toMatch(/2 problems/);
    expect(message).toMatch(/space.grid has no entries/);
    expect(message).toMatch(/strategies lists a twice/);
  });
});

describe('the configuration of a sweep is refused', () => {
  it.each<[string, unknown, string, RegExp, RegExp]>([
    ['no object', 3, 'bad-value', /the configuration is 3/, /./],
    ['a mistyped field', withSpace({}, { universe: {} }), 'unknown-key', /no field "universe"/, /universes/],
    ['a mistyped kind', withSpace({ gird: {} }), 'unknown-key', /space has no field "gird"/, /"grid"/],
    ['no base', { space: {} }, 'missing-key', /base is missing/, /configuration of backtests/],
    ['a number as base', { base: 3, space: {} }, 'bad-value', /base cannot be 3/, /./],
    ['a value that is no list', withSpace({ grid: { seed: 3 } }), 'bad-value', /a list/, /values by path/],
    ['a path without values', withSpace({ grid: { seed: [] } }), 'bad-value', /at least 1 entry/, /values/],
    [
      'a value twice, its fields in another order',
      withSpace({
        grid: {
          'backtest.costs': [
            { a: 0, b: 0.1 },
            { b: 0.1, a: 0 },
          ],
        },
      }),
      'bad-value',
      /space.grid lists .* twice for backtest.costs/,
      /once/,
    ],
    [
      'half a sample',
      withSpace({ random: { samples: 2.5, fields: { a: { min: 0, max: 1 } } } }),
      'bad-value',
      /whole number/,
      /./,
    ],
    ['a sample of nothing', withSpace({ sobol: { samples: 2, fields: {} } }), 'bad-value', /no field/, /./],
    ['a range without an end', sampled({ min: 1 }), 'missing-key', /max is missing/, /largest/],
    ['a range upside down', sampled({ min: 9, max: 1 }), 'bad-value', /min 9 is not below max 1/, /./],
    ['a drawn value twice', sampled({ values: [1, 1] }), 'bad-value', /space.random lists 1 twice/, /once/],
    [
      'more dimensions than there are',
      withSpace({
        sobol: {
          samples: 2,
          fields: Object.fromEntries(Array.from({ length: 65 }, (_, k) => [`f${k}`, { min: 0, max: 1 }])),
        },
      }),
      'bad-value',
      /65 fields, and the sequence has 64/,
      /space.random/,
    ],
    [
      'a period upside down',
      withSpace({}, { periods: { p: { from: '2020-01-01', to: '2019-01-01' } } }),
      'bad-value',
      /the period p is from 2020-01-01 to 2019-01-01/,
      /swap/,
    ],
    [
      'a day that is none',
      withSpace({}, { periods: { p: { from: '2020-02-31' } } }),
      'bad-value',
      /day of the calendar/,
      /./,
    ],
    ['universes without one', withSpace({}, { universes: {} }), 'bad-value', /universes has no entries/, /./],
  ])('%s', (_, input, code, message, hint) => {
    const error = thrown(() => resolveSweep(input));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
  });
});
