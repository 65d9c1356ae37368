import { ModelError } from '../errors.js';
import { designPanel } from '../model/design.js';
import { isWeighted, kernelBlocks, originOf, returnsChecksum } from '../model/origin.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';

/**
 * Refuses a model whose periods count differently: its likelihood is of weighted, discounted or t-distributed periods,
 * which the methods here do not know.
 *
 * @throws ModelError `weighted-periods`
 */
export function refuseWeighted(weighted: boolean): void {
  if (!weighted) return;
  throw new ModelError(
    'weighted-periods',
    'tests, intervals, criteria and prediction errors are those of normal errors in periods that count alike',
    'leave out periodWeights, halfLife and errors, or go without',
  );
}

/**
 * Refuses a fit that was not made of this panel and model, and one of weighted periods.
 *
 * @throws ModelError `fit-mismatch` saying what differs, `weighted-periods`, and as `designPanel` for the model's terms
 */
export function checkOrigin(panel: Panel, model: PanelModel, { origin }: PanelFit): void {
  refuseWeighted(isWeighted(model) || origin.weights !== null);
  const design = designPanel(panel, model);
  const expected = originOf(panel, model, design, kernelBlocks(panel, model, design));
  const differing = (['returns', 'fixed', 'scale', 'contrasts', 'residual'] as const).find(
    (what) => origin[what] !== expected[what],
  );
  const terms = [...new Set([...Object.keys(origin.random), ...Object.keys(expected.random)])];
  const term = terms.find((label) => origin.random[label] !== expected.random[label]);
  if (differing === undefined && term === undefined) return;
  const names = {
    returns: 'other returns',
    fixed: 'other fixed effects',
    scale: 'another scale',
    contrasts: 'other contrasts',
    residual: 'other residual groups',
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
