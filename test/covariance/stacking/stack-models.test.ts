import { describe, expect, it } from 'vitest';
import {
  covariance,
  type Panel,
  type PanelModel,
  type StackCandidate,
  stackModels,
} from '../../../src/browser.js';
import { engines } from '../../support/engines.js';
import { kernelPanel } from '../../support/stacked-panels.js';
import { thrown } from '../../support/thrown.js';

const fixed = ['asset', 'asset:market'];

function nested(kernels: PanelModel['kernels']): StackCandidate[] {
  const model = (random: string[]): PanelModel => ({ fixed, random, kernels, scale: 'residual' });
  return [
    { name: 'residual', model: model([]) },
    { name: 'time', model: model(['time']) },
    { name: 'kernel', model: model(['time', 'asset:time(K)']) },
  ];
}

const weightsOf = (stack: ReturnType<typeof stackModels>): Record<string, number> =>
  Object.fromEntries(stack.stacking.candidates.map(({ name, weight }) => [name, weight]));

function distance(a: Float64Array, b: Float64Array): number {
  const norm = (values: Float64Array): number => Math.hypot(...values);
  return norm(a.map((value, cell) => value - b[cell])) / norm(b);
}

describe.each(engines)('a stack of models (%s build)', (_, engine) => {
  it('is the kernel’s where returns have its structure', () => {
    const { panel, kernels } = kernelPanel({ seed: 1, assets: 8, periods: 80, kernelVariance: 3 });
    const stack = stackModels(engine, panel, nested(kernels));
    expect(weightsOf(stack).kernel).toBeGreaterThan(0.95);
  });

  it.each([2, 3, 4])(
    'is the covariance of the residuals alone where they have no structure: seed %i',
    (seed) => {
      const { panel, kernels } = kernelPanel({ seed, assets: 8, periods: 160, kernelVariance: 0 });
      const candidates = nested(kernels);
      const { covariance: stacked } = stackModels(engine, panel, candidates);
      const model = candidates[0].model as PanelModel;
      const returns = { ...panel, dates: panel.periods };
      const plain = covariance(engine, 'total', {
        returns,
        panel,
        model,
        fit: engine.fitPanel(panel, model),
      });
      expect(distance(stacked.values, plain.values)).toBeLessThan(0.02);
    },
  );

  it('gives weight to the effect that all share where there is one and no kernel', () => {
    const { panel, kernels } = kernelPanel({ seed: 5, assets: 8, periods: 120, kernelVariance: 0, timeVariance: 2 }); // prettier-ignore
    expect(weightsOf(stackModels(engine, panel, nested(kernels))).residual).toBeLessThan(0.05);
  });

  const { panel, kernels } = kernelPanel({ seed: 6, assets: 6, periods: 48, kernelVariance: 0.15 });
  const stack = stackModels(engine, panel, nested(kernels));

  it('is the weighted sum of the covariances, its scores those of the blocks', () => {
    const { stacking, covariance: stacked, fits } = stack;
    const { candidates } = stacking;
    expect(candidates.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(candidates.reduce((sum, { wins }) => sum + wins, 0)).toBeCloseTo(24, 9);
    expect(stacking.units).toBe(24);
    expect(stacking.blocks).toEqual([24, 30, 36, 42].map((t) => ({ first: `t00${t}`, last: `t00${t + 5}` })));
    const returns = { ...panel, dates: panel.periods };
    const sum = new Float64Array(36);
    for (const { name, weight, score, blockScores } of candidates) {
      expect(blockScores.reduce((total, own) => total + own, 0)).toBeCloseTo(score, 9);
      expect(stacking.logScore).toBeGreaterThan(score - 1e-6);
      const { values } = covariance(engine, 'total', { returns, panel, ...fits[name] });
      for (let cell = 0; cell < 36; cell++) sum[cell] += weight * values[cell];
    }
    expect(distance(stacked.values, sum)).toBeLessThan(1e-15);
    expect(stacked.name).toBe('stacked');
    expect(stacking.gap).toBeLessThan(1e-8);
    expect(JSON.parse(JSON.stringify(stacking))).toEqual(stacking);
  });

  it('does not depend on the order of its models, and equal ones share', () => {
    const candidates = nested(kernels);
    const turned = stackModels(engine, panel, [candidates[2], candidates[0], candidates[1]]);
    expect(distance(turned.covariance.values, stack.covariance.values)).toBeLessThan(1e-5);
    const twice = stackModels(engine, panel, [...candidates, { ...candidates[2], name: 'again' }]);
    const weights = weightsOf(twice);
    expect(weights.again).toBe(weights.kernel);
    expect(distance(twice.covariance.values, stack.covariance.values)).toBeLessThan(1e-4);
  });

  it('of one model is that model’s covariance', () => {
    const [, , candidate] = nested(kernels);
    const { covariance: stacked, fits } = stackModels(engine, panel, [candidate], {
      score: 'block',
      blocks: 3,
    });
    const returns = { ...panel, dates: panel.periods };
    const own = covariance(engine, 'total', { returns, panel, ...fits.kernel });
    expect(stacked.values).toEqual(own.values);
  });

  it('scores blocks, and t densities, by the sums of what their periods have', () => {
    const blocks = stackModels(engine, panel, nested(kernels), { score: 'block' });
    expect(blocks.stacking.units).toBe(4);
    blocks.stacking.candidates.forEach(({ score }, m) =>
      expect(score).toBeCloseTo(stack.stacking.candidates[m].score, 8),
    );
    const heavy = stackModels(engine, panel, nested(kernels), { degreesOfFreedom: 4 });
    const normal = stackModels(engine, panel, nested(kernels), { degreesOfFreedom: 1e8 });
    heavy.stacking.candidates.forEach(({ score }, m) =>
      expect(Math.abs(score - stack.stacking.candidates[m].score)).toBeGreaterThan(0.1),
    );
    normal.stacking.candidates.forEach(({ score }, m) =>
      expect(Math.abs(score - stack.stacking.candidates[m].score)).toBeLessThan(1e-2),
    );
  });

  it('makes models anew for the periods before each block', () => {
    const seen: number[] = [];
    const [residual, , kernel] = nested(kernels);
    const made = (cut: Panel): PanelModel => {
      seen.push(cut.periods.length);
      return kernel.model as PanelModel;
    };
    const found = stackModels(engine, panel, [residual, { name: 'kernel', model: made }]);
    expect(seen).toEqual([48, 24, 30, 36, 42]);
    expect(found.stacking.candidates).toHaveLength(2);
  });

  it('leaves out what cannot be fitted, with the reason, and refuses where nothing is left', () => {
    const bad: StackCandidate = { name: 'bad', model: { fixed, random: ['asset:time(L)'], kernels } };
    const late: StackCandidate = {
      name: 'late',
      model: ({ periods }) => ({
        fixed,
        random: periods.length < 30 ? ['asset:time(L)'] : ['time'],
        kernels,
      }),
    };
    const { stacking, covariance: stacked } = stackModels(engine, panel, [...nested(kernels), bad, late]);
    expect(stacking.candidates.map(({ name }) => name)).toEqual(['residual', 'time', 'kernel']);
    expect(stacking.leftOut.map(({ name }) => name)).toEqual(['bad', 'late']);
    expect(stacking.leftOut[0].reason).toContain('of all periods: ');
    expect(stacking.leftOut[1].reason).toContain('of the periods before block 1: ');
    expect(stacked.notes!.join()).toContain('left out of the stack: late');
    const error = thrown(() => stackModels(engine, panel, [bad]));
    expect([error.code, error.message]).toEqual([
      'no-candidate',
      expect.stringContaining('bad: of all periods'),
    ]);
    const weighted: StackCandidate = {
      name: 'weighted',
      model: { fixed, random: [], kernels, periodWeights: new Float64Array(48).fill(1) },
    };
    expect(thrown(() => stackModels(engine, panel, [weighted])).message).toContain('differ between periods');
  });

  it('scores an asset from the block on before which it has been seen often enough', () => {
    const late: Panel = { ...panel, returns: panel.returns.slice() };
    for (let t = 0; t < 27; t++) late.returns[t * 6 + 2] = NaN;
    const { stacking, covariance: stacked } = stackModels(engine, late, nested(kernels));
    expect(stacking.notes).toEqual([
      'block 1 is scored without A2: too few returns before it',
      'block 2 is scored without A2: too few returns before it',
    ]);
    expect(stacking.candidates).toHaveLength(3);
    expect(stacked.assets).toEqual(panel.assets);
  });

  it('refuses options that are none', () => {
    const candidates = nested(kernels);
    const code = (options: object, of = candidates): string => thrown(() => stackModels(engine, panel, of, options)).code; // prettier-ignore
    expect(code({ blocks: 0 })).toBe('bad-value');
    expect(code({ blocks: 25 })).toBe('too-few-periods');
    expect(code({ degreesOfFreedom: 2 })).toBe('bad-value');
    expect(code({ score: 'window' })).toBe('bad-value');
    expect(code({}, [])).toBe('bad-value');
    expect(code({}, [candidates[0], candidates[0]])).toBe('duplicate-candidate');
    expect(thrown(() => stackModels({ ...engine }, panel, candidates)).code).toBe('wrapped-engine');
  });
});
