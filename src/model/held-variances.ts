import { ModelError } from '../errors.js';
import { suggestion } from '../suggest.js';
import type { PanelDesign } from './design.js';
import type { PanelModel } from './types.js';

/**
 * The variances that a model gives, in the order of its terms with the residual last; NaN for those to estimate.
 *
 * @returns null where none is given
 * @throws ModelError `unknown-variance` for a label that is no term of the model, `bad-variance` unless it is a number ≥ 0
 */
export function heldVariances({ fixedVariances }: PanelModel, design: PanelDesign): number[] | null {
  if (fixedVariances === undefined) return null;
  const labels = [...design.random.map(({ label }) => label), 'residual'];
  for (const [label, value] of Object.entries(fixedVariances)) {
    if (!labels.includes(label)) {
      throw new ModelError(
        'unknown-variance',
        `fixedVariances names "${label}", which is not among the model's variances ${labels.join(', ')}`,
        suggestion(label, labels),
        { label, known: labels },
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
  const held = labels.map((label) => (Object.hasOwn(fixedVariances, label) ? fixedVariances[label] : NaN));
  return held.every(Number.isNaN) ? null : held;
}
