import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../src/config/resolve.js';
import { refusal, smallest } from '../support/config.js';

const withRank = (rank: unknown, kernel: object = {}, model: object = {}, changes: object = {}) => ({
  ...smallest,
  ...changes,
  kernels: { mine: { ...kernel, rank }, other: { kind: 'gaussian' } },
  model: { random: ['time', 'asset:time(mine)'], ...model },
});

describe('kernels.NAME.rank', () => {
  it.each([
    [0, '1'],
    [-3, '1'],
    [2.5, 'a whole number'],
    ['40', 'number'],
    [null, 'number'],
  ])('is refused: %j', (rank, hint) => {
    const error = refusal(withRank(rank));
    expect(error).toMatchObject({ code: 'bad-value', details: { path: 'kernels.mine.rank' } });
    expect(error.message).toContain(hint);
  });

  it.each([
    [{ path: 'kernel.csv' }, {}],
    [{ tree: ['sector'] }, { classes: { Bond: ['AGG'] } }],
    [{ residualCorrelation: {} }, {}],
  ])('does not go with a kernel of another form: %j', (kernel, changes) => {
    const error = refusal(withRank(5, kernel, {}, changes));
    expect(error.code).toBe('bad-value');
    expect(`${error.message} ${JSON.stringify(error.details)}`).toContain('rank');
  });

  it.each([
    ['a full kernel beside it', { random: ['asset:time(mine)', 'asset:time(other)'] }, {}, 'model.random[1]'],
    ['a persistent effect', { random: ['asset:time(mine)', 'asset:market(mine)'] }, {}, 'model.random[1]'],
    ['common fixed effects', { fixed: ['1', 'asset:market'] }, {}, 'model.fixed[0]'],
    ['residual groups', { residualGroups: 'asset' }, {}, 'model.residualGroups'],
    ['t errors', { errors: { kind: 't' } }, {}, 'model.errors'],
    ['a half-life', { halfLife: 24 }, {}, 'model.halfLife'],
    ['the average as the market', {}, { market: 'average' }, 'market'],
  ])('cannot be fitted with %s', (_, model, changes, path) => {
    const error = refusal(withRank(5, {}, model, changes));
    expect([error.code, error.details]).toEqual(['low-rank-model', { path, kernel: 'mine' }]);
    expect(error.hint).toContain('leave the rank out');
  });

  it('cannot be fitted while the kernel learns, nor as a sum whose parts do', () => {
    const error = refusal(withRank(5, { kind: 'gaussian', learn: ['lengthScale'] }));
    expect([error.code, error.details.path]).toEqual(['low-rank-model', 'kernels.mine.learn']);
    const parts = refusal({
      ...withRank(5, { weights: { other: 1, learned: 1 } }),
      kernels: {
        mine: { weights: { other: 1, learned: 1 }, rank: 5 },
        other: { kind: 'gaussian' },
        learned: { kind: 'gaussian', learn: ['lengthScale'] },
      },
    });
    expect([parts.code, parts.details.path]).toEqual(['low-rank-model', 'kernels.learned.learn']);
  });

  it('may be larger than the universe, and resolves to itself', () => {
    const config = resolveConfig(withRank(1000));
    expect(config.kernels!.mine).toMatchObject({ rank: 1000 });
    expect(resolveConfig(config)).toEqual(config);
    expect(() => resolveConfig(withRank(5, { weights: { other: 0.5, risk: 0.5 } }))).not.toThrow();
  });

  it('is of no account where the model does not name the kernel', () => {
    const config = withRank(5, {}, { random: ['time', 'asset:time(other)'], halfLife: 24 });
    expect(() => resolveConfig(config)).not.toThrow();
  });
});
