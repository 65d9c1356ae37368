import { describe, expect, it } from 'vitest';
import {
  assetFeatures,
  classFeatures,
  combineKernels,
  relationshipKernel,
  windowKernels,
} from '../../src/browser.js';
import { expectClose } from '../support/close.js';
import { engines } from '../support/engines.js';
import { column, randomReturns } from '../support/tables.js';

const returns = randomReturns(21, 36, 5);
const market = column(returns, 'A');
const classes = {
  assets: ['E', 'D', 'C', 'B', 'A', 'Z'],
  classes: ['equity', 'bond', 'us', 'small'],
  indicators: Float64Array.of(1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0),
};

describe.each(engines)('kernels of a training window, %s build', (_, engine) => {
  it('combine 0.6 of the class and 0.4 of the risk kernel', () => {
    const kernels = windowKernels(engine, { returns, market, classes });
    const risk = relationshipKernel(assetFeatures(returns, market));
    const own = relationshipKernel(classFeatures(classes, returns.assets));
    expect(kernels.risk).toEqual(risk);
    expect(kernels.class).toEqual(own);
    expect(kernels.combined).toEqual(combineKernels({ own, risk }, { own: 0.6, risk: 0.4 }));
    expect(kernels.combined.labels).toEqual(['A', 'B', 'C', 'D', 'E']);
    expect(kernels.notes).toEqual([]);
  });

  it('use risk alone where there are no classes', () => {
    const kernels = windowKernels(engine, { returns, market });
    expect(kernels.class).toBeUndefined();
    expect(kernels.combined).toBe(kernels.risk);
  });

  it('use risk alone where the classes are all the same, and say so', () => {
    const same = { assets: returns.assets, classes: ['listed'], indicators: new Float64Array(5).fill(1) };
    const kernels = windowKernels(engine, { returns, market, classes: same });
    expect(kernels.class).toBeUndefined();
    expect(kernels.combined).toBe(kernels.risk);
    expect(kernels.notes).toEqual([
      'all assets are in the same classes: kernel "combined" is kernel "risk" alone',
    ]);
  });

  it('say what was dropped, repaired, and measured otherwise', () => {
    const indicators = Float64Array.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 0);
    const listed = { assets: returns.assets, classes: ['listed', 'equity'], indicators };
    const { notes, class: own } = windowKernels(engine, { returns, market, classes: listed });
    expect(notes).toHaveLength(3);
    expect(notes[0]).toBe('kernel "class" does without listed: no difference between the assets');
    expect(notes[1]).toMatch(/^kernel "class": 6 of 10 pairs are alike in every feature; .* others, 1$/);
    expect(notes[2]).toMatch(/^kernel "class" was not positive definite: 3 of its eigenvalues/);
    expect(own?.values[4]).toBeCloseTo(Math.exp(-1), 9);
  });

  it('take other weights, kinds and characteristics', () => {
    const kernels = windowKernels(engine, {
      returns,
      market,
      classes,
      kind: 'gaussian',
      characteristics: ['volatility', 'beta'],
      weights: { class: 1, risk: 3 },
    });
    const risk = relationshipKernel(assetFeatures(returns, market, ['volatility', 'beta']), {
      kind: 'gaussian',
    });
    const own = relationshipKernel(classFeatures(classes, returns.assets), { kind: 'gaussian' });
    expect(kernels.risk.values).toEqual(risk.values);
    expectClose(
      kernels.combined.values,
      own.values.map((value, k) => value + 3 * risk.values[k]),
      1e-15,
    );
  });

  it('are those of one asset alone', () => {
    const one = { ...returns, assets: ['A'], returns: market };
    const kernels = windowKernels(engine, { returns: one, market, classes });
    expect(kernels.combined).toEqual({ labels: ['A'], values: Float64Array.of(1) });
  });
});
