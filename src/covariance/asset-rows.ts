import { designPanel, type PanelDesign, type PeriodColumn } from '../model/design.js';
import { weightColumns } from '../model/period-weights.js';
import { parseFixedTerm, parseRandomTerm } from '../model/terms.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import { isConditioning } from './conditioning.js';

/** Returns of a panel and the period covariates of its model, both times √w_t: what each asset is regressed on. */
export interface AssetRows {
  /** periods × assets; NaN marks a missing cell */
  values: Float64Array;
  /** every period covariate of a fixed effect, a persistent effect or a random slope */
  columns: PeriodColumn[];
  /** positions of the columns that loadings are on: covariates that no one knows in advance, see `isConditioning` */
  slopes: number[];
  /** whether the loadings are each asset's own, fixed effects asset:x alone, so that its regression tells them */
  isOwn: boolean;
}

/** @throws as `designPanel` */
export function assetRows(
  panel: Panel,
  model: PanelModel,
  fit: Pick<PanelFit, 'errors'>,
  design: PanelDesign = designPanel(panel, model),
): AssetRows {
  const N = panel.assets.length;
  const weights = periodWeights(panel, model, fit);
  const roots = weights.map(Math.sqrt);
  return {
    values: panel.returns.map((value, cell) => roots[Math.floor(cell / N)] * value),
    columns: weightColumns(columnsOf(design), weights),
    ...slopesOf(panel, model, columnsOf(design)),
  };
}

/** The columns of a design, fixed ones of each asset first. */
export function columnsOf({ assetFixed, commonFixed, persistent }: PanelDesign): PeriodColumn[] {
  return [...assetFixed, ...commonFixed, ...persistent];
}

/** Which columns loadings are on, and whether they are each asset's own. */
export function slopesOf(
  panel: Panel,
  { fixed, random }: Pick<PanelModel, 'fixed' | 'random'>,
  columns: readonly PeriodColumn[],
): Pick<AssetRows, 'slopes' | 'isOwn'> {
  const terms = [...fixed.map(parseFixedTerm), ...random.map(parseRandomTerm)].flatMap((term) =>
    'covariate' in term && !isConditioning(term.covariate, panel) ? [term] : [],
  );
  const names = new Set(terms.map(({ covariate }) => covariate));
  return {
    slopes: columns.flatMap(({ label }, k) => (names.has(label) ? [k] : [])),
    isOwn: terms.every((term) => term.kind === 'assetSlope' && !('kernel' in term)),
  };
}

/** w of the model times w of t errors; ones without either. */
export function periodWeights(
  { periods }: Panel,
  { periodWeights: own }: PanelModel,
  { errors }: Pick<PanelFit, 'errors'>,
): Float64Array {
  return Float64Array.from(periods, (_, t) => (own?.[t] ?? 1) * (errors?.weights[t] ?? 1));
}
