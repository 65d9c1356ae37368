import { describe, expect, it } from 'vitest';
import type { Panel, PanelModel } from '../../src/model/types.js';
import { denseFit, type DenseFit } from '../support/dense-reml.js';
import { edgePanels } from '../support/edge-panels.js';
import { engines } from '../support/engines.js';
import { expectFit } from '../support/expect-fit.js';
import { once } from '../support/once.js';
import { randomPanel, type RandomPanelOptions } from '../support/random-panels.js';

interface Case {
  description: string;
  panel: Panel;
  model: PanelModel;
}

/** Fitted by maximum likelihood, with the oracle's fit, made when first asked and shared by both builds. */
function withOracle({ description, panel, model }: Case): [string, Case & { oracle: () => DenseFit }] {
  const ml: PanelModel = { ...model, method: 'ML' };
  const starts = panel.returns.includes(NaN) ? 'several' : 'one';
  return [description, { description, panel, model: ml, oracle: once(() => denseFit(panel, ml, starts)) }];
}

const drawn = (
  first: number,
  count: number,
  options: (k: number) => Omit<RandomPanelOptions, 'scale'>,
): ReturnType<typeof withOracle>[] =>
  Array.from({ length: count }, (_, k) =>
    withOracle(randomPanel(first + k, { ...options(k), scale: k % 2 === 0 ? 'residual' : 'none' })),
  );

const oneKernel = drawn(301, 24, () => ({ kernels: 'one' }));
const severalKernels = drawn(601, 24, () => ({ kernels: 'several' }));
const withMissing = drawn(501, 30, (k) => ({
  kernels: k % 3 === 0 ? 'several' : 'one',
  missing: 0.1 + 0.1 * (k % 4),
}));
const edges = edgePanels().map(withOracle);

describe.each(engines)('maximum likelihood against the dense likelihood, %s build', (_, engine) => {
  it.each([...oneKernel, ...edges])('one kernel: %s', (__, { panel, model, oracle }) => {
    expectFit(engine.fitPanel(panel, model), oracle(), panel);
  });

  it.each(severalKernels)('a kernel each: %s', (__, { panel, model, oracle }) => {
    expectFit(engine.fitPanel(panel, model), oracle(), panel);
  });

  it.each(withMissing)('missing cells: %s', (__, { panel, model, oracle }) => {
    const fit = engine.fitPanel(panel, model);
    expect(fit.path).toBe('patterns');
    expectFit(fit, oracle(), panel);
  });
});
