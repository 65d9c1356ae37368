import { describe, expect, it } from 'vitest';
import { editDistance, nearestName, suggestion } from '../src/suggest.js';

describe('suggestions of names', () => {
  it.each([
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['volatility', 'volatility', 0],
    ['voaltility', 'volatility', 1],
    ['SPY', 'SYP', 1],
    ['ca', 'abc', 3],
  ])('turns "%s" into "%s" in %d steps', (a, b, steps) => {
    expect(editDistance(a, b)).toBe(steps);
    expect(editDistance(b, a)).toBe(steps);
  });

  it('finds the nearest name whatever its case', () => {
    expect(nearestName('Volatilty', ['mean', 'volatility', 'beta'])).toBe('volatility');
    expect(nearestName('minVariance', ['equalWeight', 'minimumVariance'])).toBe('minimumVariance');
    expect(nearestName('spy', ['IWM', 'SPY'])).toBe('SPY');
  });

  it('suggests nothing that is far away', () => {
    expect(nearestName('momentum', ['mean', 'volatility', 'beta'])).toBeNull();
    expect(nearestName('x', ['yz'])).toBeNull();
  });

  it('lists the names that are valid when none is near, a long list cut short', () => {
    expect(suggestion('momentum', ['mean', 'beta'])).toBe('known are mean, beta');
    expect(suggestion('mena', ['mean', 'beta'])).toBe('did you mean "mean"?');
    expect(suggestion('mean', [])).toBe('there are none to choose from');
    const tickers = Array.from({ length: 14 }, (_, i) => `LONGNAME${i}`);
    expect(suggestion('q', tickers)).toMatch(/LONGNAME11 and 2 more$/);
  });
});
