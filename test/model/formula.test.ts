import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatFormula, type FormulaTerms, ModelError, parseFormula } from '../../src/browser.js';
import { engines } from '../support/engines.js';
import { thrown } from '../support/thrown.js';

describe('a formula', () => {
  it.each<[string, FormulaTerms]>([
    [
      'return ~ market + trend + regime + (1 | asset, K) + (0 + market | asset, K) + (1 | time) + (1 | asset:time, K)',
      {
        fixed: ['1', 'market', 'trend', 'regime'],
        random: ['asset(K)', 'asset:market(K)', 'time', 'asset:time(K)'],
      },
    ],
    ['return ~ 0 + asset + asset:market', { fixed: ['asset', 'asset:market'], random: [] }],
    ['return ~ 1', { fixed: ['1'], random: [] }],
    ['return ~ 1 + (1 | time)', { fixed: ['1'], random: ['time'] }],
    ['return ~ 0', { fixed: [], random: [] }],
    ['return ~ 0 + (1 | asset, risk)', { fixed: [], random: ['asset(risk)'] }],
    ['return ~ market + 1', { fixed: ['market', '1'], random: [] }],
    ['return ~ asset:market', { fixed: ['1', 'asset:market'], random: [] }],
    ['return ~ 0 + `us-10y`', { fixed: ['us-10y'], random: [] }],
    [
      'return ~ 0 + asset:`us-10y` + (0 + `us-10y` | asset, `k-1`)',
      { fixed: ['asset:us-10y'], random: ['asset:us-10y(k-1)'] },
    ],
  ])('"%s" is read', (formula, terms) => {
    expect(parseFormula(formula)).toEqual(terms);
  });

  it.each([
    ['return ~ 0 + asset:market', 'return~-1+asset : market'],
    ['return ~ 0 + asset:market', 'return ~ asset:market - 1'],
    ['return ~ 0 + asset:market', ' return ~ asset:market + -1 '],
    ['return ~ 0 + asset:market', 'return ~ asset:market\n  + 0'],
    ['return ~ 0 + asset', 'return ~ asset'],
    ['return ~ market', 'return ~ 1 + market'],
    ['return ~ market + (1 | time)', 'return ~ (1|time) + market'],
    ['return ~ market + (0 + vix | asset, K)', 'return ~ market + (vix - 1 | asset,K)'],
    ['return ~ us + (0 + vix | asset, K)', 'return ~ `us` + (-1 + vix | `asset`, `K`)'],
  ])('"%s" is also written "%s"', (formula, other) => {
    expect(parseFormula(other)).toEqual(parseFormula(formula));
    expect(formatFormula(parseFormula(other))).toBe(formatFormula(parseFormula(formula)));
  });

  it('gives the fit of its terms', () => {
    const [[, engine]] = engines;
    const [assets, periods] = [['A', 'B', 'C'], Array.from({ length: 12 }, (_, t) => `${t}`)];
    const market = Float64Array.from(periods, (_, t) => Math.sin(3 * t));
    const returns = Float64Array.from({ length: 36 }, (_, cell) => Math.sin(cell * cell) + market[cell % 12]);
    const K = { labels: assets, values: Float64Array.of(1, 0.5, 0, 0.5, 1, 0.2, 0, 0.2, 1) };
    const panel = { assets, periods, returns, covariates: { market } };
    const fit = (terms: FormulaTerms) => engine.fitPanel(panel, { ...terms, kernels: { K } });
    expect(fit(parseFormula('return ~ market + (1 | asset:time, K)'))).toEqual(
      fit({ fixed: ['1', 'market'], random: ['asset:time(K)'] }),
    );
  });
});

describe('what is no formula', () => {
  it.each([
    ['', 1, 'return, the response', 'the end'],
    ['y ~ market', 1, 'return, the response', '"y"'],
    ['returns ~ market', 1, 'return, the response', '"returns"'],
    ['return market', 8, '"~"', '"market"'],
    ['return ~', 9, 'a random effect in parentheses', 'the end'],
    ['return ~ market +', 18, 'a random effect in parentheses', 'the end'],
    ['return ~ market trend', 17, '"+", "-1" or the end', '"trend"'],
    ['return ~ asset*market', 15, '"+", "-1" or the end', '"*"'],
    ['return ~ market:asset', 16, '"+", "-1" or the end', '":"'],
    ['return ~ 1 | asset', 12, '"+", "-1" or the end', '"|"'],
    ['return ~ asset(K)', 15, '"+", "-1" or the end', '"("'],
    ['return ~ market - trend', 19, '1', '"trend"'],
    ['return ~ us-10y', 13, '1', '"10y"'],
    ['return ~ 2', 10, 'a random effect in parentheses', '"2"'],
    ['return ~ 0 + 1', 14, 'whether there is an intercept has been said', '"1"'],
    ['return ~ 1 - 1', 14, 'whether there is an intercept has been said', '"1"'],
    ['return ~ 1 + asset', 14, 'one of 1 and asset', '"asset"'],
    ['return ~ asset + 1', 18, 'one of 1 and asset', '"1"'],
    ['return ~ time', 10, 'time is a random term', '"time"'],
    ['return ~ asset:', 16, 'a covariate', 'the end'],
    ['return ~ asset:time', 16, 'would leave nothing to estimate from', '"time"'],
    ['return ~ market + market', 19, 'this one is there already', '"market"'],
    ['return ~ 1 + (1 | time) + (1|time)', 27, 'this one is there already', '"("'],
    ['return ~ `us 10y`', 10, 'a random effect in parentheses', '"`"'],
    ['return ~ `10`', 10, 'a random effect in parentheses', '"`"'],
    ['return ~ (', 11, '1, or 0 + and a covariate', 'the end'],
    ['return ~ (| asset, K)', 11, '1, or 0 + and a covariate', '"|"'],
    ['return ~ (0 | asset, K)', 13, '"+" and a covariate', '"|"'],
    ['return ~ (0 + time | asset, K)', 15, '1, or 0 + and a covariate', '"time"'],
    ['return ~ (1)', 12, '"+" or "|"', '")"'],
    ['return ~ (1 | )', 15, 'asset or time', '")"'],
    ['return ~ (1 | month, K)', 15, 'asset or time', '"month"'],
    ['return ~ (1 | asset:market, K)', 21, 'time', '"market"'],
    ['return ~ (1 || asset, K)', 14, 'asset or time', '"|"'],
    ['return ~ (1 | asset)', 20, '"," and the name of a kernel', '")"'],
    ['return ~ (1 | asset, )', 22, 'the name of a kernel', '")"'],
    ['return ~ (1 | asset, K', 23, '")"', 'the end'],
    ['return ~ (1 | time, K)', 19, 'time takes no kernel', '","'],
    ['return ~ (0 + market | time)', 15, 'the random effects of time have no slopes', '"market"'],
    ['return ~ (market | asset:time, K)', 11, 'the random effects of asset:time have no slopes', '"market"'],
    ['return ~ (1 | asset:time)', 25, 'which is the residual, and every model has that', '")"'],
    ['return ~ (1 + market | asset, K)', 15, 'independent intercepts and slopes', '"market"'],
    ['return ~ (market | asset, K)', 11, 'independent intercepts and slopes', '"market"'],
    ['return ~ (0 + market + vix | asset, K)', 24, 'independent intercepts and slopes', '"vix"'],
    ['return ~ (1 | asset, K) extra', 25, '"+", "-1" or the end', '"extra"'],
  ])('"%s" is refused at column %d', (formula, column, expected, found) => {
    const error = thrown(() => parseFormula(formula));
    expect(error).toBeInstanceOf(ModelError);
    expect(error).toMatchObject({ code: 'bad-formula', details: { formula, column } });
    expect(error.details.expected).toContain(expected);
    expect(error.message).toContain(`formula "${formula}": at column ${column} expected `);
    expect(error.message.endsWith(`, found ${found}`)).toBe(true);
    expect(error.hint).not.toBe('');
  });

  it.each([
    ['return ~ asset*market', /0 \+ asset \+ asset:x/],
    ['return ~ market:asset', /asset:x/],
    ['return ~ 1 | asset', /\(1 \| asset, K\)/],
    ['return ~ log(vix)', /of a function give the values, as a covariate/],
    ['return ~ us-10y', /`us-10y`/],
    ['return ~ 1 + asset', /0 \+ asset/],
    ['return ~ (1 | asset)', /an identity matrix/],
    ['return ~ (1 | asset:time)', /\(1 \| asset:time, K\).* or leave the effect out/],
    ['return ~ (1 || asset, K)', /\(1 \| asset, K\) \+ \(0 \+ x \| asset, K\)/],
    [
      'return ~ (vix + market | asset, `k-1`)',
      /^write a term each, \(1 \| asset, `k-1`\) \+ \(0 \+ vix \| asset, `k-1`\) \+ \(0 \+ market \| asset, `k-1`\); .*fitMixedModel, with correlatedWith$/,
    ],
    ['return ~ 2', /^fixed effects are 0, 1, x, asset/],
  ])('"%s" is refused with what to write', (formula, hint) => {
    expect(thrown(() => parseFormula(formula)).hint).toMatch(hint);
  });
});

describe('terms and their formula', () => {
  const name = fc
    .stringMatching(/^[a-zA-Zé0-9_.-]{1,6}$/)
    .filter((text) => /[a-zA-Zé_]/.test(text) && text !== 'asset' && text !== 'time');
  const fixedTerm = fc.oneof(
    fc.constantFrom('1', 'asset'),
    name,
    name.map((x) => `asset:${x}`),
  );
  const randomTerm = fc.oneof(
    fc.constant('time'),
    name.map((K) => `asset(${K})`),
    name.map((K) => `asset:time(${K})`),
    fc.tuple(name, name).map(([x, K]) => `asset:${x}(${K})`),
  );
  const terms = fc
    .record({
      fixed: fc.uniqueArray(fixedTerm, { maxLength: 5 }),
      random: fc.uniqueArray(randomTerm, { maxLength: 5 }),
    })
    .filter(({ fixed }) => !(fixed.includes('1') && fixed.includes('asset')));

  it('are the same, there and back', () => {
    fc.assert(
      fc.property(terms, (model) => {
        const formula = formatFormula(model);
        expect(parseFormula(formula)).toEqual(model);
        expect(formatFormula(parseFormula(formula))).toBe(formula);
      }),
    );
  });

  it('are the same however the formula is spaced', () => {
    fc.assert(
      fc.property(terms, fc.constantFrom('', ' ', '\n\t'), (model, space) => {
        const formula = formatFormula(model).replaceAll(' ', space);
        expect(parseFormula(formula)).toEqual(model);
      }),
    );
  });

  it('are written in full where they cannot be read back', () => {
    expect(formatFormula({ fixed: ['1', 'asset'], random: [] })).toBe('return ~ 1 + asset');
  });

  it('need terms that can be read', () => {
    expect(thrown(() => formatFormula({ fixed: ['asset(K)'], random: [] })).code).toBe('bad-term');
    expect(thrown(() => formatFormula({ fixed: [], random: ['asset:time'] })).code).toBe('bad-term');
  });
});
