import { describe, expect, it } from 'vitest';
import { combineKernels, ConfigError, ModelError } from '../../src/browser.js';
import { expectClose } from '../support/close.js';
import { thrown } from '../support/thrown.js';

const first = { labels: ['A', 'B', 'C'], values: Float64Array.of(1, 0.5, 0.2, 0.5, 1, 0.1, 0.2, 0.1, 1) };
const second = { labels: ['C', 'A', 'B'], values: Float64Array.of(2, 0.3, 0.4, 0.3, 3, 0.6, 0.4, 0.6, 4) };

describe('combined kernels', () => {
  it('are weighted sums matched by label, in the order of the first', () => {
    const { labels, values } = combineKernels({ first, second }, { second: 0.5, first: 2 });
    expect(labels).toEqual(['A', 'B', 'C']);
    expectClose(values, [3.5, 1.3, 0.55, 1.3, 4, 0.4, 0.55, 0.4, 3], 1e-15);
  });

  it('leave out a kernel of weight 0', () => {
    expect(combineKernels({ first, second }, { first: 1, second: 0 }).values).toEqual(first.values);
  });

  it('refuse a label that one of them lacks, by name, whichever it is', () => {
    const pair = { labels: ['A', 'B'], values: Float64Array.of(1, 0, 0, 1) };
    for (const kernels of [
      { first, pair },
      { pair, first },
    ]) {
      const error = thrown(() => combineKernels(kernels, { first: 1, pair: 1 }));
      expect(error).toBeInstanceOf(ModelError);
      expect(error).toMatchObject({ code: 'kernel-label', details: { kernel: 'pair', asset: 'C' } });
    }
  });

  it('refuse a label that occurs twice, by name', () => {
    const twice = { ...second, labels: ['C', 'A', 'A'] };
    const error = thrown(() => combineKernels({ first, twice }, { first: 1, twice: 1 }));
    expect(error).toMatchObject({ code: 'kernel-label', details: { kernel: 'twice', asset: 'A' } });
  });

  it('refuse weights that are negative, not finite, missing, all 0, or of no kernel', () => {
    const code = (weights: Record<string, number>): string => {
      const error = thrown(() => combineKernels({ first, second }, weights));
      expect(error).toBeInstanceOf(ConfigError);
      return error.code;
    };
    expect(code({ first: 1, second: -0.1 })).toBe('bad-weight');
    expect(code({ first: 1, second: NaN })).toBe('bad-weight');
    expect(code({ first: 1, second: Infinity })).toBe('bad-weight');
    expect(code({ first: 0, second: 0 })).toBe('bad-weight');
    expect(code({ first: 1 })).toBe('missing-weight');
    expect(code({ first: 1, second: 1, third: 1 })).toBe('unknown-kernel');
    expect(thrown(() => combineKernels({}, {})).code).toBe('bad-weight');
  });
});
