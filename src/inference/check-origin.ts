import { ModelError } from '../errors.js';
import { designPanel } from '../model/design.js';
import { kernelBlocks, lowRankBlocks, originOf, returnsChecksum } from '../model/origin.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';

/**
 * Refuses a half-life: it discounts what past periods say instead of giving them a precision, so that ℓ is no likelihood
 * of the data, and neither its differences nor its curvature have the distributions that inference takes.
 *
 * @param what is asked for, in words
 * @throws ModelError `discounted-likelihood`
 */
export function refuseDiscounted(isDiscounted: boolean, what: string): void {
  if (!isDiscounted) return;
  throw new ModelError(
    'discounted-likelihood',
    'a half-life discounts the likelihood of past periods, and says nothing of the precision of their returns',
    'leave halfLife out, or give periods that are less precise periodWeights',
    { asked: what },
  );
}

/**
 * Refuses t errors, with why.
 *
 * @param what is asked for, in words
 * @throws ModelError `t-errors`
 */
export function refuseStudent(hasStudentErrors: boolean, what: string, why: string, hint: string): void {
  if (hasStudentErrors) throw new ModelError('t-errors', why, hint, { asked: what });
}

/**
 * Refuses a fit that was not made of this panel and model. Of a fit of low rank the model has its kernels by `denseKernel`.
 *
 * @throws ModelError `fit-mismatch` saying what differs, and as `designPanel` for the model's terms
 */
export function checkOrigin(panel: Panel, model: PanelModel, { origin, path }: PanelFit): void {
  const design = designPanel(panel, model);
  const ofFactors = path === 'lowRank' ? lowRankBlocks(panel, model, design) : null;
  const expected = originOf(panel, model, design, ofFactors ?? kernelBlocks(panel, model, design));
  const differing = (
    ['returns', 'fixed', 'method', 'scale', 'contrasts', 'residual', 'weights'] as const
  ).find((what) => origin[what] !== expected[what]);
  const terms = [...new Set([...Object.keys(origin.random), ...Object.keys(expected.random)])];
  const term = terms.find((label) => origin.random[label] !== expected.random[label]);
  if (differing === undefined && term === undefined) return;
  const names = {
    returns: 'other returns',
    fixed: 'other fixed effects',
    method: 'another method',
    scale: 'another scale',
    contrasts: 'other contrasts',
    residual: 'other residual groups',
    weights: 'other period weights, or other errors',
  };
  throw new ModelError(
    'fit-mismatch',
    `the fit was made with ${differing === undefined ? `another random term "${term}"` : names[differing]}`,
    'give the panel and the model that this fit was made from',
    { differing: differing ?? term ?? null },
  );
}

/**
 * Refuses a fit of other assets, periods or returns.
 *
 * @throws ModelError `fit-mismatch`
 */
export function checkPanel(panel: Panel, { origin }: PanelFit): void {
  if (origin.returns === returnsChecksum(panel)) return;
  throw new ModelError(
    'fit-mismatch',
    'the fit was made with other returns',
    'give the panel that this fit was made from',
    { differing: 'returns' },
  );
}
