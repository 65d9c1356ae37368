import { describe, expect, it } from 'vitest';
import type { Panel, PanelModel } from '../../src/model/types.js';
import { denseFit, denseLogLikelihood, type DenseFit } from '../support/dense-reml.js';
import { engines } from '../support/engines.js';
import { expectClose, expectFit } from '../support/expect-fit.js';
import { once } from '../support/once.js';
import { randomPanel, type RandomPanelOptions } from '../support/random-panels.js';
import { stacked } from '../support/stacked.js';

interface Case {
  panel: Panel;
  model: PanelModel;
  trueVariances: number[];
  oracle: () => DenseFit;
}

const groupings = ['assets', 'periods', 'both', 'each'] as const;

function cases(count: number, missing: number): [string, Case][] {
  return groupings.flatMap((groups, g) =>
    Array.from({ length: count }, (_, k): [string, Case] => {
      const seed = 1000 * (g + 1) + k + (missing > 0 ? 100 : 0);
      const options: RandomPanelOptions = {
        kernels: k % 2 === 0 ? 'one' : 'several',
        scale: k % 3 === 0 ? 'residual' : 'none',
        groups,
        missing,
        cells: groups === 'each' ? 70 : 100,
      };
      const drawn = randomPanel(seed, options);
      return [drawn.description, { ...drawn, oracle: once(() => denseFit(drawn.panel, drawn.model, 'one')) }];
    }),
  );
}

const complete = cases(8, 0);
const incomplete = cases(8, 0.25);

describe.each(engines)('residual variances by group, %s build', (_, engine) => {
  it.each(complete)('complete: %s', (__, { panel, model, oracle }) => {
    const fit = engine.fitPanel(panel, model);
    expect(fit.path).toBe(model.residualGroups!.periods === undefined ? 'collapsed' : 'patterns');
    expect(fit.variances.map(({ label }) => label)).toEqual(oracle().variances.map(({ label }) => label));
    expectFit(fit, oracle(), panel);
  });

  it.each(incomplete)('missing cells: %s', (__, { panel, model, oracle }) => {
    const fit = engine.fitPanel(panel, model);
    expect(fit.path).toBe('patterns');
    expectFit(fit, oracle(), panel);
  });
});
