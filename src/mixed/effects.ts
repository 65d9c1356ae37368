import { kernelBlock } from '../kernels/block.js';
import type { MixedDesign, MixedTermDesign } from './design.js';
import type { MixedOutputs } from './request.js';
import type { MixedModel, MixedModelFit } from './types.js';

type Effects = Pick<MixedModelFit, 'randomEffects' | 'fitted' | 'residuals'>;

/**
 * BLUPs û_k = Σ_j G_kj·K·Z_j'Py over the term itself and its partner, for every label of the kernel; residuals
 * ê = R·Py, and fitted values y − ê.
 */
export function mixedEffects(model: MixedModel, design: MixedDesign, outputs: MixedOutputs): Effects {
  const sums = design.terms.map((term) => levelSums(term, outputs.Py));
  const randomEffects: MixedModelFit['randomEffects'] = {};
  design.terms.forEach((term, k) => {
    const combined = sums[k].map((value) => outputs.variances[k] * value);
    design.pairs.forEach(([a, b], j) => {
      if (k !== a && k !== b) return;
      const covariance = outputs.variances[design.terms.length + j];
      sums[k === a ? b : a].forEach((value, level) => (combined[level] += covariance * value));
    });
    randomEffects[term.term.label] = relatedEffects(term, combined);
  });
  const residuals = new Float64Array(model.y.length).fill(NaN);
  const first = design.components.length - design.groups.length;
  design.rows.forEach((i, k) => {
    residuals[i] = (outputs.variances[first + design.groupOf[k]] * outputs.Py[k]) / design.roots[k];
  });
  return { randomEffects, fitted: model.y.map((value, i) => value - residuals[i]), residuals };
}

/** Z'Py, one number a level in use. */
function levelSums({ levels, level, loading }: MixedTermDesign, Py: Float64Array): Float64Array {
  const sums = new Float64Array(levels.length);
  Py.forEach((value, k) => (sums[level[k]] += loading[k] * value));
  return sums;
}

/** K·x over all labels of the kernel; x itself without one. */
function relatedEffects(
  { term, kernel, levels }: MixedTermDesign,
  x: Float64Array,
): { labels: string[]; values: Float64Array } {
  if (!kernel) return { labels: [...levels], values: x };
  const { labels } = kernel;
  const K = kernelBlock(`of "${term.label}"`, kernel, labels, 'level');
  const position = new Map(labels.map((label, k) => [label, k]));
  const columns = levels.map((level) => position.get(level)!);
  const values = Float64Array.from(labels, (_, i) => {
    let total = 0;
    for (let j = 0; j < columns.length; j++) total += K[i * labels.length + columns[j]] * x[j];
    return total;
  });
  return { labels: [...labels], values };
}
