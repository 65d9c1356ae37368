import { describe, expect, it } from 'vitest';
import { kernelPairs, parseKernel } from '../../src/browser.js';
import { thrown } from '../support/thrown.js';

const kernel = parseKernel(
  'a,IWM,EFA,AGG,TLT\nIWM,1,.7,-.1,.2\nEFA,.7,1,.2,.2\nAGG,-.1,.2,1,.8\nTLT,.2,.2,.8,1\n',
);

describe('pairs of a kernel', () => {
  it('are all of them, the most alike first and equal ones in the order of labels', () => {
    expect(kernelPairs(kernel).map(({ assets, similarity }) => [...assets, similarity])).toEqual([
      ['AGG', 'TLT', 0.8],
      ['IWM', 'EFA', 0.7],
      ['IWM', 'TLT', 0.2],
      ['EFA', 'AGG', 0.2],
      ['EFA', 'TLT', 0.2],
      ['IWM', 'AGG', -0.1],
    ]);
  });

  it('are those asked for, as they are asked for', () => {
    expect(
      kernelPairs(kernel, [
        ['TLT', 'AGG'],
        ['IWM', 'IWM'],
      ]),
    ).toEqual([
      { assets: ['TLT', 'AGG'], similarity: 0.8 },
      { assets: ['IWM', 'IWM'], similarity: 1 },
    ]);
  });

  it('are none of one asset alone', () => {
    expect(kernelPairs({ labels: ['A'], values: Float64Array.of(1) })).toEqual([]);
  });

  it('refuse an asset that the kernel does not have, with the nearest', () => {
    expect(thrown(() => kernelPairs(kernel, [['IWM', 'EFAA']]))).toMatchObject({
      code: 'kernel-label',
      details: { asset: 'EFAA' },
      hint: 'did you mean "EFA"?',
    });
  });

  it('refuse a matrix that is not symmetric', () => {
    const broken = { labels: ['A', 'B'], values: Float64Array.of(1, 0.5, 0.4, 1) };
    expect(thrown(() => kernelPairs(broken)).code).toBe('kernel-asymmetric');
  });
});
