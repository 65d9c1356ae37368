import { describe, expect, it } from 'vitest';
import { ModelError } from '../../src/errors.js';
import { parseFixedTerm, parseRandomTerm } from '../../src/model/terms.js';
import { thrown } from '../support/thrown.js';

describe('fixed terms', () => {
  it.each([
    ['1', { kind: 'intercept' }],
    ['market', { kind: 'slope', covariate: 'market' }],
    ['asset', { kind: 'asset' }],
    ['asset:market', { kind: 'assetSlope', covariate: 'market' }],
    [' asset : Mkt-RF ', { kind: 'assetSlope', covariate: 'Mkt-RF' }],
    ['us_10y.yield', { kind: 'slope', covariate: 'us_10y.yield' }],
    ['10y', { kind: 'slope', covariate: '10y' }],
    ['assets', { kind: 'slope', covariate: 'assets' }],
    ['größe', { kind: 'slope', covariate: 'größe' }],
  ])('"%s" is read', (text, term) => {
    expect(parseFixedTerm(text)).toEqual(term);
  });

  it.each([
    ['', 0, /found the end/],
    ['0', 0, /expected 1, a covariate, asset/],
    ['-1', 0, /expected 1/],
    ['1 + market', 2, /common intercept/],
    ['market*2', 6, /asset:covariate/],
    ['time', 0, /time is a random term/],
    ['asset:', 6, /a covariate, found the end/],
    ['asset:time', 6, /nothing to estimate/],
    ['asset:asset', 6, /nothing to estimate/],
    ['asset(K)', 5, /kernel makes an effect random/],
    ['asset:market(K)', 12, /kernel makes an effect random/],
    [':market', 0, /found ":market"/],
  ])('"%s" is refused at position %d', (text, position, message) => {
    const error = thrown(() => parseFixedTerm(text));
    expect(error).toBeInstanceOf(ModelError);
    expect(error).toMatchObject({ code: 'bad-term', details: { term: text, position } });
    expect(error.message).toMatch(message);
  });
});

describe('random terms', () => {
  it.each([
    ['time', { kind: 'time' }],
    ['asset(risk)', { kind: 'asset', kernel: 'risk' }],
    ['asset:time(combined)', { kind: 'assetTime', kernel: 'combined' }],
    ['asset:market(class)', { kind: 'assetSlope', covariate: 'market', kernel: 'class' }],
    ['\tasset : time ( my.kernel-2 ) ', { kind: 'assetTime', kernel: 'my.kernel-2' }],
  ])('"%s" is read', (text, term) => {
    expect(parseRandomTerm(text)).toEqual(term);
  });

  it.each([
    ['', 0, /asset or time, found the end/],
    ['1', 0, /asset or time/],
    ['market', 0, /asset or time/],
    ['time(K)', 4, /time takes no kernel/],
    ['asset', 5, /"\(" and the name of a kernel/],
    ['asset:time', 10, /"\(" and the name of a kernel: without one, .* which is the residual/],
    [' asset : time ', 14, /which is the residual/],
    ['asset:time:', 10, /expected "\(" and the name of a kernel, found ":"/],
    ['asset:(K)', 6, /a covariate or time/],
    ['asset:asset(K)', 6, /a covariate or time/],
    ['asset()', 6, /the name of a kernel/],
    ['asset(1)', 6, /the name of a kernel/],
    ['asset(K', 7, /expected "\)"/],
    ['asset(K) x', 9, /the end/],
    ['asset(K L)', 8, /expected "\)"/],
  ])('"%s" is refused at position %d', (text, position, message) => {
    const error = thrown(() => parseRandomTerm(text));
    expect(error).toBeInstanceOf(ModelError);
    expect(error).toMatchObject({ code: 'bad-term', details: { term: text, position } });
    expect(error.message).toMatch(message);
  });

  it('"asset:time" is refused with what to write instead', () => {
    expect(thrown(() => parseRandomTerm('asset:time')).hint).toMatch(/asset:time\(combined\), or leave/);
  });
});
