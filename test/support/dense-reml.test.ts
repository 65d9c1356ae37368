import { describe, expect, it } from 'vitest';
import { denseFit } from './dense-reml.js';
import { balancedReferences, readReferencePanel, referencePath } from './reference-panels.js';
describe.each(balancedReferences)('%s', (name) => {
  it('x', () => {
    const { panel, model, expected } = readReferencePanel(referencePath(name));
    const t = performance.now();
    const fit = denseFit(panel, model);
    console.log(name, performance.now() - t, fit.iterations, fit.kktResidual, fit.variances.map((v, k) => [v.estimate, v.estimate / expected.variances[k] - 1]), fit.logLikelihood/expected.logLikelihood-1, fit.heritability);
    const d = (a: ArrayLike<number>, b: ArrayLike<number>) => Math.max(...Array.from(a, (v, i) => Math.abs(v - b[i])));
    console.log(d(fit.fixedEffects.map(f=>f.estimate), expected.beta), d(fit.fixedEffects.map(f=>f.standardError), expected.betaStandardError), d(fit.fitted, expected.fitted), Object.entries(expected.blup).map(([k,v])=>[k,d(v, fit.randomEffects[k])]));
    expect(1).toBe(1);
  });
});
