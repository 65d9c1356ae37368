import { identity } from '../covariance/off-average.js';
import type { EngineCore } from '../engine/core.js';
import { type Contrasts, contrastsOf } from '../model/contrast-basis.js';
import { contrastDesign, contrastRows } from '../model/contrasts.js';
import { designPanel, type PanelDesign } from '../model/design.js';
import { kernelBlocks } from '../model/origin.js';
import { patternsOf } from '../model/patterns.js';
import { weightRows } from '../model/period-weights.js';
import type { ResidualDesign } from '../model/residual-groups.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';

/**
 * The rows that a fit's variances are of: periods times √w_t, assets divided by s_i, and with contrasts to the average
 * these contrasts in the place of assets. Within a period rows have the covariance Ω = Σ θ_k B_k, over the residuals of
 * the period's group alone where these differ by group.
 */
export interface ScaledRows {
  /** T × n; NaN marks a missing cell */
  returns: Float64Array;
  /** n, assets or contrasts */
  width: number;
  /** columns times √w_t; without `time` where there are contrasts */
  design: PanelDesign;
  /** n: what a common fixed effect is multiplied by, 1/s_i */
  common: Float64Array;
  /** by component of the fit, the residuals last */
  components: RowComponent[];
  /** the periods of each set of observed assets, and of each group of them */
  patterns: number[][];
  /** null without contrasts */
  contrasts: Contrasts | null;
}

/** What one variance stands for: of a period B, n×n; of a persistent term K and its covariate. */
export interface RowComponent {
  label: string;
  variance: number;
  /** not given, and inside the boundary */
  isFree: boolean;
  B: Float64Array;
  /** √w_t·x_t of a persistent term; null for one within a period */
  column: Float64Array | null;
  /** T: 1 where a residual is one of the period's; null of what is the same in all periods */
  periods: Uint8Array | null;
}

/** B of a component in a period: 0 of a residual of other periods. */
export function blockAt({ B, periods }: Pick<RowComponent, 'B' | 'periods'>, t: number): Float64Array {
  return periods === null || periods[t] === 1 ? B : new Float64Array(B.length);
}

/**
 * @param fit of this panel and this model; its scales and its t weights are taken as known
 * @throws as `designPanel` and `kernelBlocks`
 */
export function scaledRows(
  core: EngineCore,
  panel: Panel,
  model: PanelModel,
  fit: Pick<PanelFit, 'scales' | 'variances' | 'errors'>,
): ScaledRows {
  const whole = designPanel(panel, model);
  const blocks = kernelBlocks(panel, model, whole);
  const weights = rowWeights(panel, model, fit);
  const weighted =
    weights === null ? { returns: panel.returns, design: whole } : weightRows(panel.returns, whole, weights);
  const { scales } = fit;
  const N = panel.assets.length;
  const contrasts = model.contrasts === undefined ? null : contrastsOf(core, scales);
  const { returns, kernels } =
    contrasts === null
      ? { returns: weighted.returns.map((value, cell) => value / scales[cell % N]), kernels: blocks }
      : contrastRows(core, { ...weighted, kernels: blocks }, contrasts);
  const design = contrasts === null ? weighted.design : contrastDesign(weighted.design);
  const width = contrasts === null ? N : N - 1;
  return {
    returns,
    width,
    design,
    common: scales.map((s) => 1 / s),
    components: [
      ...design.random.map(({ term, column }) => ({
        B:
          'kernel' in term
            ? kernels[design.kernels.indexOf(term.kernel)]
            : new Float64Array(width * width).fill(1),
        column: column < 0 ? null : design.persistent[column].values,
        periods: null,
      })),
      ...residualComponents(whole.residual, width, panel.periods.length),
    ].map((component, k) => {
      const { label, estimate, atBoundary, fixed } = fit.variances[k];
      return { label, variance: estimate, isFree: fixed !== true && !atBoundary, ...component };
    }),
    patterns: patternsOf(panel, whole.residual.periodGroups) ?? [panel.periods.map((_, t) => t)],
    contrasts,
  };
}

/** The weights of a model times those of its t errors; null where all are one. */
export function rowWeights(
  { periods }: Panel,
  { periodWeights }: PanelModel,
  { errors }: Pick<PanelFit, 'errors'>,
): Float64Array | null {
  if (periodWeights === undefined && errors === undefined) return null;
  return Float64Array.from(periods, (_, t) => (periodWeights?.[t] ?? 1) * (errors?.weights[t] ?? 1));
}

/** Whether a fit has t errors that did not turn out to be normal. */
export function hasTails({ errors }: PanelFit): boolean {
  return errors !== undefined && errors.degreesOfFreedom !== null;
}

/** Of each residual the identity on its assets, and its periods where they differ. */
function residualComponents(
  { labels, components, periodGroups }: ResidualDesign,
  n: number,
  T: number,
): Pick<RowComponent, 'B' | 'column' | 'periods'>[] {
  if (components === null) return [{ B: identity(n), column: null, periods: null }];
  return labels.map((_, k) => {
    const B = new Float64Array(n * n);
    components.forEach((own, cell) => {
      if (own === k) B[(cell % n) * (n + 1)] = 1;
    });
    const groups = new Set(
      Array.from(components.keys())
        .filter((cell) => components[cell] === k)
        .map((cell) => Math.floor(cell / n)),
    );
    const periods =
      periodGroups && Uint8Array.from({ length: T }, (__, t) => Number(groups.has(periodGroups[t])));
    return { B, column: null, periods };
  });
}
