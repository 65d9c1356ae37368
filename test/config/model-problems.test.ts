import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../src/config/resolve.js';
import { refusal, smallest } from '../support/config.js';

describe('the model', () => {
  const withModel = (model: object) => ({ ...smallest, model });

  it.each([
    [{ fixed: ['asset', 'asset:markte'] }, 'unknown-covariate', 'model.fixed[1]', '"market"'],
    [{ random: ['asset:trnd(risk)'] }, 'unknown-covariate', 'model.random[0]', '"trend"'],
    [{ random: ['asset:tim(risk)'] }, 'unknown-covariate', 'model.random[0]', '"time"'],
    [{ fixed: ['asset', 'asset:vix'] }, 'unknown-covariate', 'model.fixed[1]', 'under covariates'],
    [{ random: ['time', 'asset:time(combine)'] }, 'unknown-kernel', 'model.random[1]', '"combined"'],
    [{ random: ['asset:time'] }, 'bad-value', 'model.random[0]', 'asset:time(K)'],
    [{ fixed: ['asset', ' asset'] }, 'bad-value', 'model.fixed[1]', 'leave one out'],
    [{ random: ['asset:time(class)'] }, 'missing-classes', 'model.random[0]', 'classes'],
  ])('is refused where a term cannot be used: %j', (model, code, path, hint) => {
    const error = refusal(withModel(model));
    expect(error).toMatchObject({ code, details: { path } });
    expect(error.hint).toContain(hint);
  });

  it('may use the class kernel where there are classes', () => {
    const config = { ...withModel({ random: ['asset:time(class)'] }), classes: { bond: ['AGG'] } };
    expect(() => resolveConfig(config)).not.toThrow();
  });

  it('needs more periods to train on than fixed effects of an asset', () => {
    const error = refusal({ market: 'SPY', backtest: { train: 4 } });
    expect(error).toMatchObject({ code: 'bad-value', details: { path: 'backtest.train', fixedEffects: 2 } });
    expect(() => resolveConfig({ market: 'SPY', backtest: { train: 5 } })).not.toThrow();
  });

  it('asks for no periods where no strategy is made of it', () => {
    const withStrategies = (...strategies: object[]) => ({
      market: 'SPY',
      backtest: { train: 2 },
      strategies,
    });
    const sample = { name: 'sample' };
    expect(() => resolveConfig(withStrategies(sample, { name: 'equalWeight' }))).not.toThrow();
    for (const other of [{ name: 'total' }, { ...sample, targetReturn: 0, expectedReturns: 'model' }]) {
      const error = refusal(withStrategies({ name: 'equalWeight' }, other));
      expect(error).toMatchObject({ code: 'bad-value', details: { path: 'backtest.train' } });
    }
  });
});

describe('the model by its formula', () => {
  const withModel = (model: object) => ({ ...smallest, model });
  const formula = 'return ~ 0 + asset + asset:market + (1 | time) + (1 | asset:time, combined)';

  it('is that of its terms, and the default in full', () => {
    const { model } = resolveConfig(withModel({ formula }));
    expect(model).toEqual(resolveConfig(smallest).model);
    expect(resolveConfig(withModel(model)).model).toEqual(model);
    const simple = resolveConfig(
      withModel({ formula: 'return ~ market + (1 | asset, risk)', scale: 'none' }),
    );
    expect(simple.model).toMatchObject({ fixed: ['1', 'market'], random: ['asset(risk)'], scale: 'none' });
  });

  it('has no effects but those that it names', () => {
    const { fixed, random } = resolveConfig(withModel({ formula: 'return ~ asset' })).model;
    expect([fixed, random]).toEqual([['asset'], []]);
  });

  it.each([
    [{ formula, fixed: ['asset'] }, 'model.fixed'],
    [{ formula, random: [] }, 'model.random'],
    [{ formula, fixed: ['asset'], random: ['time'] }, 'model.fixed'],
  ])('is refused beside a list of terms: %j', (model, field) => {
    const error = refusal(withModel(model));
    expect(error).toMatchObject({ code: 'bad-value', details: { path: 'model.formula' } });
    expect(error.message).toContain(`model.formula and ${field} both`);
  });

  it.each([
    ['excess ~ market', 1, 'return, the response'],
    ['return ~ market +', 18, 'found the end'],
    ['return ~ (1 | asset)', 20, 'the name of a kernel'],
  ])('is refused with the column where it is no formula: %s', (text, column, what) => {
    const error = refusal(withModel({ formula: text }));
    expect(error).toMatchObject({ code: 'bad-value', details: { path: 'model.formula', column } });
    expect(error.message).toMatch(/^model.formula: formula "/);
    expect(error.message).toContain(what);
  });

  it.each([
    ['return ~ markte', 'unknown-covariate', '"market"'],
    ['return ~ (1 | asset, combine)', 'unknown-kernel', '"combined"'],
    ['return ~ (1 | asset, class)', 'missing-classes', 'classes'],
    ['return ~ (0 + regime | asset, risk)', 'factor-slope', 'fixed effect'],
  ])('is refused where a term cannot be used: %s', (text, code, hint) => {
    const error = refusal(withModel({ formula: text }));
    expect(error).toMatchObject({ code, details: { path: 'model.formula' } });
    expect(error.hint).toContain(hint);
  });

  it.each(['return ~ market', 'return ~ (0 + market | asset, risk)'])(
    'is refused where the average cannot be the market: %s',
    (text) => {
      const error = refusal({ ...withModel({ formula: text }), market: 'average' });
      expect(error).toMatchObject({ code: 'average-market', details: { path: 'model.formula' } });
    },
  );

  it.each([3, ''])('is a text: %j', (text) => {
    expect(refusal(withModel({ formula: text })).details.path).toBe('model.formula');
  });
});

describe('covariates', () => {
  const vix = { path: 'vix.csv', column: 'VIX' };
  const withCovariates = (covariates: object, fixed = ['asset', 'asset:market']) => ({
    ...smallest,
    covariates,
    model: { fixed },
  });

  it('are levels without a publication lag where nothing else is said', () => {
    const resolved = resolveConfig(withCovariates({ vix, rate: { ...vix, as: 'change', lag: { days: 2 } } }));
    expect(resolved.covariates).toEqual({
      vix: { ...vix, as: 'level', lag: { periods: 0 } },
      rate: { ...vix, as: 'change', lag: { days: 2 } },
    });
    expect(resolveConfig(JSON.parse(JSON.stringify(resolved)))).toEqual(resolved);
  });

  it('may be named by terms of the model, beside those that need no file', () => {
    const fixed = ['1', 'market', 'trend', 'month', 'volatility', 'regime', 'asset:vix'];
    expect(resolveConfig(withCovariates({ vix }, fixed)).model.fixed).toEqual(fixed);
    const error = refusal(withCovariates({ vix }, ['asset', 'asset:vxi']));
    expect(error).toMatchObject({ code: 'unknown-covariate', details: { path: 'model.fixed[1]' } });
    expect(error.hint).toContain('"vix"');
  });

  it.each(['market', 'trend', 'month', 'volatility', 'regime', 'time', 'asset', '1'])(
    'cannot be called %s',
    (name) => {
      const details = { path: `covariates.${name}`, name };
      expect(refusal(withCovariates({ [name]: vix }))).toMatchObject({ code: 'reserved-name', details });
    },
  );

  it.each(['', '10', 'us 10y', 'a:b', 'vix(1)'])('need names that a term can hold, unlike "%s"', (name) => {
    expect(refusal(withCovariates({ [name]: vix }))).toMatchObject({
      code: 'bad-value',
      details: { path: `covariates.${name}` },
    });
  });

  it.each([
    [{ ...vix, as: 'difference' }, 'bad-value', 'covariates.vix.as'],
    [{ ...vix, lag: { days: -1 } }, 'bad-value', 'covariates.vix.lag.days'],
    [{ ...vix, lag: { periods: 0.5 } }, 'bad-value', 'covariates.vix.lag.periods'],
    [{ ...vix, lag: 2 }, 'bad-value', 'covariates.vix.lag'],
    [{ path: 'vix.csv' }, 'missing-key', 'covariates.vix.column'],
    [{ ...vix, lags: { days: 1 } }, 'unknown-key', 'covariates.vix.lags'],
  ])('are refused with the path of what cannot be: %j', (file, code, path) => {
    expect(refusal(withCovariates({ vix: file }))).toMatchObject({ code, details: { path } });
  });

  it('that are factors have no random slope', () => {
    const error = refusal({ ...smallest, model: { random: ['time', 'asset:regime(risk)'] } });
    expect(error).toMatchObject({ code: 'factor-slope', details: { path: 'model.random[1]' } });
  });

  it('that are factors count with all their levels but one against the training window', () => {
    const months = (train: number) => ({
      market: 'SPY',
      model: { fixed: ['1', 'market', 'month'] },
      backtest: { train },
    });
    expect(refusal(months(15))).toMatchObject({ code: 'bad-value', details: { fixedEffects: 13 } });
    expect(() => resolveConfig(months(16))).not.toThrow();
  });
});
