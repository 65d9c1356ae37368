import { describe, expect, it } from 'vitest';
import { weightedFeatures } from '../../src/browser.js';
import { thrown } from '../support/thrown.js';

const characteristics = {
  assets: ['A', 'B'],
  names: ['x', 'y'],
  values: Float64Array.of(1, 2, 3, 4),
  dropped: ['z'],
};
const indicators = {
  assets: ['A', 'B'],
  names: ['bond'],
  values: Float64Array.of(0, 1),
  dropped: ['listed'],
};

describe('weighted features', () => {
  it('stand side by side, each multiplied by its weight', () => {
    expect(
      weightedFeatures([
        { features: characteristics, weight: 1 },
        { features: indicators, weight: 2 },
      ]),
    ).toEqual({
      assets: ['A', 'B'],
      names: ['x', 'y', 'bond'],
      values: Float64Array.of(1, 2, 0, 3, 4, 2),
      dropped: ['z', 'listed'],
    });
  });

  it.each([
    [['B', 'A'], 0],
    [['A'], 1],
    [['A', 'B', 'C'], 2],
  ])('refuse the assets %j beside A and B', (assets, row) => {
    const other = { ...indicators, assets, values: new Float64Array(assets.length) };
    const error = thrown(() =>
      weightedFeatures([
        { features: characteristics, weight: 1 },
        { features: other, weight: 1 },
      ]),
    );
    expect(error).toMatchObject({ code: 'different-assets', details: { row } });
  });
});
