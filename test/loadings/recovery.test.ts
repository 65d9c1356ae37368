import { describe, expect, it } from 'vitest';
import { createEngine, filterLoadings, type LoadingsOptions, type PanelModel } from '../../src/browser.js';
import { type Kernel } from '../../src/kernels/types.js';
import { fixed, simulated } from '../support/simulated-loadings.js';

const engine = await createEngine();
const N = 6;
const T = 160;
const RUNS = 24;

/** Assets in a row, the correlation of neighbours 0.8, and its factor A. */
const assets = ['A', 'B', 'C', 'D', 'S4', 'S5'];
const K: Kernel = {
  labels: assets,
  values: Float64Array.from(
    { length: N * N },
    (_, cell) => 0.8 ** Math.abs(Math.floor(cell / N) - (cell % N)),
  ),
};
const factor = Array.from({ length: N }, (_, i) =>
  Array.from({ length: N }, (_, k) => (k > i ? 0 : 0.8 ** (i - k) * (k === 0 ? 1 : Math.sqrt(1 - 0.8 ** 2)))),
);

/** Simulated walks of variance `step`²: what is estimated of each, and whether its intervals hold. */
async function recovered(
  step: number,
  missing: number,
  options: LoadingsOptions,
  alike?: readonly (readonly number[])[],
) {
  const runs = [];
  for (let seed = 0; seed < RUNS; seed++) {
    const { panel, path: truth } = simulated(1000 + seed, T, [step], missing, N, alike, () => 0.6);
    const model: PanelModel = { fixed: fixed(panel), random: ['time'], kernels: { K } };
    const path = await filterLoadings(engine, panel, model, options);
    expect(path.converged).toBe(true);
    const within = (means: Float64Array, errors: Float64Array): number => {
      const told = truth.flatMap((value, cell) =>
        Number.isNaN(means[cell]) || cell < 20 * N
          ? []
          : [Math.abs(value - means[cell]) < 1.96 * errors[cell]],
      );
      return told.filter(Boolean).length / told.length;
    };
    runs.push({
      moving: path.moving,
      smoothed: within(path.smoothed, path.smoothedErrors),
      filtered: within(path.filtered, path.filteredErrors),
    });
  }
  return runs;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('moving loadings of known variances', () => {
  it.each([
    ['each on its own', 0, {}, undefined],
    ['by a kernel', 0, { kernel: 'K' }, factor],
    ['by a kernel, with missing returns', 60, { kernel: 'K' }, factor],
  ] as const)('are recovered within their errors: %s', async (_, missing, options, alike) => {
    const runs = await recovered(0.1, missing, options, alike);
    const q = runs.map(({ moving: [{ variance }] }) => variance);
    const spread = Math.sqrt(mean(q.map((value) => (value - mean(q)) ** 2)));
    // the mean of the estimates is that of what was simulated, and their spread what their errors say
    expect(Math.abs(mean(q) - 0.01)).toBeLessThan((3 * spread) / Math.sqrt(RUNS));
    const errors = runs.map(
      ({ moving: [{ variance, ratio, standardError }] }) => (standardError! * variance) / ratio,
    );
    expect(mean(errors) / spread).toBeGreaterThan(0.75);
    expect(mean(errors) / spread).toBeLessThan(1.4);
    const held = q.filter((value, k) => Math.abs(Math.log(value / 0.01)) < (2.5 * errors[k]) / value);
    expect(held.length).toBeGreaterThan(0.85 * RUNS);
    for (const coverage of ['smoothed', 'filtered'] as const) {
      const share = mean(runs.map((one) => one[coverage]));
      expect(share).toBeGreaterThan(0.935);
      expect(share).toBeLessThan(0.965);
    }
  });

  it('are told apart where they move by a kernel, and where each does on its own', async () => {
    const shares = async (alike?: readonly (readonly number[])[]) => {
      const runs = await recovered(0.1, 0, { kernel: ['K', null] }, alike);
      const [byK, own] = [0, 1].map((part) => mean(runs.map(({ moving }) => moving[part].variance)));
      return byK / (byK + own);
    };
    expect(await shares(factor)).toBeGreaterThan(0.8);
    expect(await shares()).toBeLessThan(0.2);
  });
});
