import { kernelBlock } from '../kernels/block.js';
import { estimatedTerms } from './average.js';
import { columnTerm, designPanel, fittedFixedTerms, fixedEffectPlaces, type PanelDesign } from './design.js';
import { formatFormula } from './formula.js';
import { isResidualLabel, residualShares } from './residual-groups.js';
import { parseRandomTerm } from './terms.js';
import type { FixedEffect, Panel, PanelFit, PanelModel, VarianceComponent } from './types.js';

/** A fixed effect with what its label is made of. */
export interface FixedEffectRow extends FixedEffect {
  /** `1`, `market`, `regime[Low]`, `asset`, `asset:market` */
  term: string;
  /** whose effect it is; null for one that is common to all assets */
  asset: string | null;
}

/** A variance component with its share of the variance. */
export interface VarianceRow extends VarianceComponent {
  /** σ_k²·mean diag(A_k ⊗ B_k) over the sum of all components', the residuals' included; the shares sum to 1 */
  share: number;
}

/** BLUPs of `asset(K)` or `asset:x(K)`, which last: "breeding values", the largest first. */
export interface PersistentEffects {
  term: string;
  effects: { asset: string; value: number }[];
}

/** BLUPs of `time` or `asset:time(K)`, which last one period, in short. */
export interface PeriodEffects {
  term: string;
  count: number;
  /** with n − 1 degrees of freedom; null of a single effect */
  standardDeviation: number | null;
  smallest: CellEffect;
  largest: CellEffect;
}

/** A BLUP of one period, and of one asset where the term has assets. */
export interface CellEffect {
  period: string;
  /** null for `time`, which moves all assets */
  asset: string | null;
  value: number;
}

/** What a fit shows of itself, as plain JSON: `mixfolio fit` prints it. */
export interface FitSummary {
  /** of the terms that were fitted, as `formatFormula` writes it: without what `dropped` leaves nothing of */
  formula: string;
  method: 'REML' | 'ML';
  /** fixed effects that were left out as combinations of others, see `PanelFit` */
  dropped: string[];
  fixedEffects: FixedEffectRow[];
  variances: VarianceRow[];
  /** in the order of the model's terms, of those that were estimated: contrasts have no `time` */
  persistentEffects: PersistentEffects[];
  /** in the order of the model's terms */
  periodEffects: PeriodEffects[];
}

/**
 * A fit as its readers want it: effects by term and asset, shares of variance, BLUPs in order.
 *
 * Heritability is the sum of the shares of the terms with a kernel.
 *
 * @param fit of this panel and this model
 * @throws what `fitPanel` throws for the terms and kernels of the model
 */
export function summarizeFit(panel: Panel, model: PanelModel, fit: PanelFit): FitSummary {
  const random = estimatedTerms(model);
  const terms = random.map((label) => ({ label, kind: parseRandomTerm(label).kind }));
  const design = designPanel(panel, model);
  return {
    formula: formatFormula({ fixed: fittedFixedTerms(design), random }),
    method: fit.origin.method,
    dropped: fit.dropped,
    fixedEffects: fixedEffectRows(fit, panel, design),
    variances: varianceRows(fit, panel, model),
    persistentEffects: terms
      .filter(({ kind }) => kind === 'asset' || kind === 'assetSlope')
      .map(({ label }) => ({ term: label, effects: sorted(panel.assets, fit.randomEffects[label]) })),
    periodEffects: terms
      .filter(({ kind }) => kind === 'time' || kind === 'assetTime')
      .map(({ label }) => inShort(label, panel, fit.randomEffects[label])),
  };
}

/** The labels of the fit are in the order of the design's terms, by asset within a term. */
function fixedEffectRows(fit: PanelFit, { assets }: Panel, design: PanelDesign): FixedEffectRow[] {
  const places = fixedEffectPlaces(design, assets);
  return fit.fixedEffects.map((effect, k) => {
    const { perAsset, index, asset } = places[k];
    return {
      ...effect,
      term: columnTerm(design, perAsset, index),
      asset: perAsset ? assets[asset] : null,
    };
  });
}

function varianceRows(fit: PanelFit, panel: Panel, model: PanelModel): VarianceRow[] {
  const weights = componentWeights(panel, model, fit);
  const parts = fit.variances.map(({ estimate }, k) => weights[k] * estimate);
  const total = parts.reduce((sum, part) => sum + part, 0);
  return fit.variances.map((variance, k) => ({ ...variance, share: parts[k] / total }));
}

/** What a variance of 1 is worth in a cell on average: `meanDiagonal` of a term, the share of its cells of a residual. */
export function componentWeights(panel: Panel, model: PanelModel, fit: PanelFit): number[] {
  const shares = residualShares(panel, fit);
  return fit.variances.map(({ label }, k) =>
    isResidualLabel(label) ? shares[k] : meanDiagonal(label, panel, model, fit),
  );
}

/**
 * Mean of w_t·diag(A ⊗ B) over the observed cells: of w_t·x² for a persistent effect, times diag K for a term with a
 * kernel; w_t are the period weights of the model times those of t errors.
 */
function meanDiagonal(label: string, panel: Panel, model: PanelModel, fit: PanelFit): number {
  const term = parseRandomTerm(label);
  if (term.kind === 'time') return 1;
  const N = panel.assets.length;
  const block = kernelBlock(term.kernel, model.kernels[term.kernel], panel.assets);
  const x = term.kind === 'assetSlope' ? Float64Array.from(panel.covariates[term.covariate], Number) : null;
  const persistent = term.kind === 'asset' || term.kind === 'assetSlope';
  const weights = persistent ? model.periodWeights : undefined;
  const tails = persistent ? fit.errors?.weights : undefined;
  let total = 0;
  let cells = 0;
  panel.returns.forEach((value, cell) => {
    if (Number.isNaN(value)) return;
    const [t, i] = [Math.floor(cell / N), cell % N];
    total += (x === null ? 1 : x[t] * x[t]) * (weights?.[t] ?? 1) * (tails?.[t] ?? 1) * block[i * N + i];
    cells++;
  });
  return total / cells;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The largest first; equal ones in the order of the panel. */
function sorted(assets: readonly string[], values: Float64Array): PersistentEffects['effects'] {
  return assets.map((asset, i) => ({ asset, value: values[i] })).sort((a, b) => b.value - a.value);
}

function inShort(term: string, { assets, periods }: Panel, values: Float64Array): PeriodEffects {
  const width = values.length / periods.length;
  const cell = (index: number): CellEffect => ({
    period: periods[Math.floor(index / width)],
    asset: parseRandomTerm(term).kind === 'time' ? null : assets[index % width],
    value: values[index],
  });
  let [smallest, largest] = [0, 0];
  values.forEach((value, index) => {
    if (value < values[smallest]) smallest = index;
    if (value > values[largest]) largest = index;
  });
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) * (value - centre), 0);
  return {
    term,
    count: values.length,
    standardDeviation: values.length < 2 ? null : Math.sqrt(squares / (values.length - 1)),
    smallest: cell(smallest),
    largest: cell(largest),
  };
}
