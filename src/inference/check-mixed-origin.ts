import { ModelError } from '../errors.js';
import { designMixedModel } from '../mixed/design.js';
import { mixedOrigin } from '../mixed/origin.js';
import { withoutColumns } from '../mixed/solve.js';
import type { MixedModel, MixedModelFit } from '../mixed/types.js';

/**
 * Refuses a general fit that was not made of this model.
 *
 * @returns the model without the columns that the fit has dropped
 * @throws ModelError `fit-mismatch` saying what differs, and as `designMixedModel`
 */
export function checkMixedOrigin(model: MixedModel, { dropped, origin }: MixedModelFit): MixedModel {
  const kept = withoutColumns(model, dropped);
  const expected = mixedOrigin(kept, designMixedModel(kept));
  const differing = (
    [
      ['method', 'by another method'],
      ['y', 'with other observations'],
      ['fixed', 'with other fixed effects'],
      ['groups', 'with other residual groups'],
      ['weights', 'with other weights'],
    ] as const
  ).find(([what]) => String(origin[what]) !== String(expected[what]));
  const terms = [...new Set([...Object.keys(origin.random), ...Object.keys(expected.random)])];
  const term = terms.find((label) => origin.random[label] !== expected.random[label]);
  if (differing === undefined && term === undefined) return kept;
  throw new ModelError(
    'fit-mismatch',
    `the fit was made ${differing === undefined ? `with another random term "${term}"` : differing[1]}`,
    'give the model that this fit was made from',
    { differing: differing === undefined ? term! : differing[0] },
  );
}
