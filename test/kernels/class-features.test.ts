import { describe, expect, it } from 'vitest';
import { classFeatures } from '../../src/browser.js';
import { thrown } from '../support/thrown.js';

const classes = {
  assets: ['SPY', 'IWM', 'AGG', 'GLD'],
  classes: ['equity', 'bond', 'listed', 'smallCap'],
  indicators: Float64Array.of(1, 0, 1, 0, 1, 0, 1, 1, 0, 1, 1, 0, 0, 0, 1, 0),
};

describe('class features', () => {
  it('are the indicators as they are, without classes that all assets or none are in', () => {
    expect(classFeatures(classes)).toEqual({
      assets: ['SPY', 'IWM', 'AGG', 'GLD'],
      names: ['equity', 'bond', 'smallCap'],
      values: Float64Array.of(1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0),
      dropped: ['listed'],
    });
  });

  it('follow the assets asked for, and drop what does not differ among them', () => {
    expect(classFeatures(classes, ['GLD', 'AGG'])).toEqual({
      assets: ['GLD', 'AGG'],
      names: ['bond'],
      values: Float64Array.of(0, 1),
      dropped: ['equity', 'listed', 'smallCap'],
    });
    expect(classFeatures(classes, ['SPY']).names).toEqual([]);
  });

  it('refuse an asset without a row, by name and with the nearest one', () => {
    const error = thrown(() => classFeatures(classes, ['SPY', 'IWN']));
    expect(error).toMatchObject({
      code: 'missing-class',
      details: { asset: 'IWN' },
      hint: 'did you mean "IWM"?',
    });
  });

  it('refuse a missing indicator with asset and class, repeated assets and a wrong size', () => {
    const indicators = classes.indicators.slice();
    indicators[4 * 2 + 1] = NaN;
    expect(thrown(() => classFeatures({ ...classes, indicators }))).toMatchObject({
      code: 'missing-feature',
      details: { asset: 'AGG', feature: 'bond' },
    });
    expect(thrown(() => classFeatures(classes, ['SPY', 'SPY'])).code).toBe('duplicate-asset');
    expect(thrown(() => classFeatures({ ...classes, classes: ['equity'] })).code).toBe('wrong-length');
  });
});
