import { describe, expect, it } from 'vitest';
import type { Panel, PanelModel } from '../../src/model/types.js';
import { studentLikelihood, studentPanel } from '../support/dense-student.js';
import { decayingKernel } from '../support/edge-panels.js';
import { engines } from '../support/engines.js';
import { expectClose } from '../support/expect-fit.js';

describe.each(engines)('maximum likelihood of t errors, %s build', (_, engine) => {
  const student = studentPanel(5, 4, 30, 4);
  const holes: Panel = {
    ...student,
    returns: student.returns.map((value, cell) => ((7 * cell) % 19 < 2 ? NaN : value)),
  };
  const kernels = { K: decayingKernel(student.assets, 0.6) };
  const estimated = { kind: 't', degreesOfFreedom: 'estimate' } as const;
  const bare: PanelModel = {
    fixed: ['asset', 'asset:market'],
    random: ['time', 'asset:time(K)'],
    kernels,
    errors: estimated,
    method: 'ML',
  };
  const weights = Float64Array.from(student.periods, (__, t) => 1 + (t % 3));

  it.each([
    ['fixed effects per asset', student, bare],
    ['common ones', student, { ...bare, fixed: ['1', 'market'] }],
    ['missing cells', holes, bare],
    ['missing cells, common effects, weights', holes, { ...bare, fixed: ['1'], periodWeights: weights }],
  ] as [string, Panel, PanelModel][])(
    'is at the maximum over effects, variances and df: %s',
    (__, panel, model) => {
      const fit = engine.fitPanel(panel, model);
      expect(fit.errors).toMatchObject({ converged: true });
      expect(fit.notes.some((note) => note.includes('approximate'))).toBe(false);
      const likelihood = studentLikelihood(panel, model);
      const q = fit.variances.length;
      const x = [
        ...fit.variances.map(({ estimate }) => estimate),
        fit.errors!.degreesOfFreedom!,
        ...fit.fixedEffects.map(({ estimate }) => estimate),
      ];
      const at = (values: number[]): number => likelihood(values.slice(0, q), values[q], values.slice(q + 1));
      const height = at(x);
      expectClose('ℓ', [fit.logLikelihood], [height], 1e-9 * Math.abs(height));
      x.forEach((value, k) => {
        const step = k <= q ? 0.001 * value : 0.01 * fit.fixedEffects[k - q - 1].standardError;
        const [up, down] = [at(x.with(k, value + step)), at(x.with(k, value - step))];
        if (k < q && fit.variances[k].atBoundary) return;
        expect(Math.max(up, down)).toBeLessThan(height);
        // slope over curvature, in steps: how far the top is from here
        expect(Math.abs(up - down) / (2 * height - up - down)).toBeLessThan(0.02);
      });
    },
  );

  it('says that persistent effects make it approximate', () => {
    const model: PanelModel = { ...bare, fixed: ['1', 'market'], random: ['asset(K)', 'asset:time(K)'] };
    const { notes } = engine.fitPanel(student, model);
    expect(notes.filter((note) => note.includes('approximate beside persistent effects'))).toHaveLength(1);
  });
});
