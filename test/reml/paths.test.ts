import { describe, expect, it } from 'vitest';
import type { Kernel } from '../../src/kernels/types.js';
import type { Panel, PanelModel } from '../../src/model/types.js';
import { denseFit, denseLogLikelihood, type DenseFit } from '../support/dense-reml.js';
import { edgePanels } from '../support/edge-panels.js';
import { expectFit } from '../support/expect-fit.js';
import { engines } from '../support/engines.js';
import { once } from '../support/once.js';
import { randomPanel, type RandomPanelOptions } from '../support/random-panels.js';

type Oracle = () => DenseFit;

/** Each with the oracle's fit, made when first asked and shared by both builds. */
function withOracle<Case extends { description: string; panel: Panel; model: PanelModel }>(
  drawn: Case,
): [description: string, Case & { oracle: Oracle }] {
  return [drawn.description, { ...drawn, oracle: once(() => denseFit(drawn.panel, drawn.model, 'one')) }];
}

function randomCases(kernels: RandomPanelOptions['kernels']): ReturnType<typeof withOracle>[] {
  return seeds.map((seed) =>
    withOracle(randomPanel(seed, { kernels, scale: seed % 2 === 0 ? 'residual' : 'none' })),
  );
}

const seeds = Array.from({ length: 24 }, (_, k) => k + 1);
const oneKernel = randomCases('one');
const severalKernels = randomCases('several');
const edges = edgePanels().map(withOracle);

/** The same model with a kernel of its own, rows in reverse order, for every term but the first. */
function withCopies(model: PanelModel): PanelModel {
  const kernels: Record<string, Kernel> = { ...model.kernels };
  const random = model.random.map((term, k) => {
    const match = /^(.+)\((.+)\)$/.exec(term);
    if (!match || k === 0) return term;
    const { labels, values } = model.kernels[match[2]];
    kernels[`copy${k}`] = { labels: labels.toReversed(), values: values.toReversed() };
    return `${match[1]}(copy${k})`;
  });
  return { ...model, random, kernels };
}

describe.each(engines)('REML paths against the dense likelihood, %s build', (_, engine) => {
  it.each(oneKernel)('one kernel, spectral: %s', (__, { panel, model, oracle }) => {
    const fit = engine.fitPanel(panel, model);
    expect(fit.path).toBe('spectral');
    expectFit(fit, oracle(), panel);
  });

  it.each(severalKernels)(
    'a kernel each, collapsed where they differ: %s',
    (__, { panel, model, oracle }) => {
      const fit = engine.fitPanel(panel, model);
      expect(['spectral', 'collapsed']).toContain(fit.path);
      expectFit(fit, oracle(), panel);
    },
  );

  it.each(oneKernel.filter(([, { model }]) => model.random.filter((term) => term !== 'time').length > 1))(
    'one kernel under several names gives the same fit: %s',
    (__, { panel, model, oracle }) => {
      const copies = withCopies(model);
      const fit = engine.fitPanel(panel, copies);
      expect(fit.variances.map(({ label }) => label)).toEqual([...copies.random, 'residual']);
      expectFit(fit, oracle(), panel);
    },
  );

  it('reports a log-likelihood that the dense one at its variances confirms', () => {
    for (const [, { panel, model }] of [...oneKernel, ...severalKernels]) {
      const { variances, logLikelihood } = engine.fitPanel(panel, model);
      const dense = denseLogLikelihood(
        panel,
        model,
        variances.map(({ estimate }) => estimate),
      );
      expect(Math.abs(logLikelihood - dense)).toBeLessThan(1e-9 * Math.max(1, Math.abs(dense)));
    }
  });

  it.each(edges)('%s', (__, { panel, model, oracle }) => {
    expectFit(engine.fitPanel(panel, model), oracle(), panel);
  });
});
