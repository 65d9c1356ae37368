import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../src/config/resolve.js';
import { refusal, smallest } from '../support/config.js';

const classes = { Bond: ['AGG', 'TLT'] };
const withGroups = (residualGroups: unknown, model: object = {}, changes: object = {}) => ({
  ...smallest,
  classes,
  ...changes,
  model: { ...model, residualGroups },
});

describe('model.residualGroups', () => {
  it.each([
    ['asset', { assets: 'asset' }],
    ['class', { assets: 'class' }],
    ['regime', { periods: 'regime' }],
    ['month', { periods: 'month' }],
    [
      { assets: 'class', periods: 'regime' },
      { assets: 'class', periods: 'regime' },
    ],
  ])('%j is %j, and resolves to itself', (given, resolved) => {
    const config = resolveConfig(withGroups(given));
    expect(config.model.residualGroups).toEqual(resolved);
    expect(resolveConfig(config)).toEqual(config);
    expect(resolveConfig(smallest).model).not.toHaveProperty('residualGroups');
  });

  it.each([
    ['regimes', {}, {}, 'unknown-covariate', 'regime'],
    ['classes', {}, {}, 'unknown-covariate', 'class'],
    ['volatility', {}, {}, 'numeric-residual-groups', 'regime'],
    ['class', {}, { classes: undefined }, 'missing-classes', 'classes'],
    [{}, {}, {}, 'bad-value', 'name one of the two'],
    ['asset', {}, { market: 'average' }, 'average-market', 'another market'],
    ['regime', { errors: { kind: 't' } }, {}, 'bad-value', 'leave one of the two out'],
    ['regime', { halfLife: 12 }, {}, 'half-life-model', 'leave one of the two out'],
  ])('is refused: %j, %j, %j', (groups, model, changes, code, hint) => {
    const error = refusal(withGroups(groups, model, changes));
    expect(error).toMatchObject({ code, details: { path: 'model.residualGroups' } });
    expect(`${error.message} ${error.hint}`).toContain(hint);
  });

  it('goes by asset with t errors, a half-life, and an average that the model does not name', () => {
    expect(() => resolveConfig(withGroups('class', { errors: { kind: 't' } }))).not.toThrow();
    expect(() => resolveConfig(withGroups('asset', { halfLife: 12 }))).not.toThrow();
    const model = { fixed: ['asset'], random: ['time', 'asset:time(risk)'] };
    expect(() => resolveConfig(withGroups('asset', model, { market: 'average' }))).not.toThrow();
  });
});
