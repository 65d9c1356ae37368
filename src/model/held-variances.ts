import { ModelError } from '../errors.js';
import { suggestion } from '../suggest.js';
import { type PanelDesign, varianceLabels } from './design.js';
import { isResidualLabel } from './residual-groups.js';
import type { PanelModel } from './types.js';

/**
 * The variances that a model gives, in the order of its terms with the residuals last; NaN for those to estimate.
 * `residual` is that of every residual group without a value of its own.
 *
 * @returns null where none is given
 * @throws ModelError `unknown-variance` for a label that is no term of the model, `bad-variance` unless it is a number ≥ 0
 */
export function heldVariances({ fixedVariances }: PanelModel, design: PanelDesign): number[] | null {
  if (fixedVariances === undefined) return null;
  const labels = varianceLabels(design);
  const known = labels.includes('residual') ? labels : [...labels, 'residual'];
  for (const [label, value] of Object.entries(fixedVariances)) {
    if (!known.includes(label)) {
      throw new ModelError(
        'unknown-variance',
        `fixedVariances names "${label}", which is not among the model's variances ${known.join(', ')}`,
        suggestion(label, known),
        { label, known },
      );
    }
    if (!(typeof value === 'number' && value >= 0 && value < Infinity)) {
      throw new ModelError(
        'bad-variance',
        `the fixed variance of "${label}" is ${String(value)}`,
        'a variance is a number, 0 or more; leave the label out to estimate it',
        { label, value: String(value) },
      );
    }
  }
  const held = labels.map((label) => {
    const given = !Object.hasOwn(fixedVariances, label) && isResidualLabel(label) ? 'residual' : label;
    return Object.hasOwn(fixedVariances, given) ? fixedVariances[given] : NaN;
  });
  return held.every(Number.isNaN) ? null : held;
}
