import { isConditioning } from '../covariance/conditioning.js';
import { identity } from '../covariance/off-average.js';
import type { EngineCore } from '../engine/core.js';
import { product } from '../engine/linear-algebra.js';
import { transposed } from '../engine/whiten.js';
import { ModelError } from '../errors.js';
import { type ScaledRows, scaledRows } from '../inference/scaled-rows.js';
import { kernelBlock } from '../kernels/block.js';
import { averageColumn } from '../model/average.js';
import { logVolume } from '../model/contrasts.js';
import { designPanel, type PanelDesign, type PeriodColumn } from '../model/design.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import { log } from '../numeric/elementary.js';
import { suggestion } from '../suggest.js';
import type { LoadingsOptions } from './types.js';

/** A panel as the filters see it: scaled returns or contrasts of them, and covariates of unit mean square. */
export interface MovingRows {
  scaled: ScaledRows;
  /** n */
  width: number;
  periods: number;
  /** columns whose effects stay, then those whose loadings move */
  constant: PeriodColumn[];
  moving: PeriodColumn[];
  /** T×(f + m), divided by `units`, their root mean squares */
  covariates: Float64Array;
  units: Float64Array;
  /** by which loadings move alike: n×n in these coordinates, by name; null for I */
  kernels: { name: string | null; K: Float64Array }[];
  /** B of each component within a period, the residual's last, which is I */
  components: { label: string; B: Float64Array }[];
  isComplete: boolean;
  /** n beyond the flat effects */
  degreesOfFreedom: number;
  /** what the log-likelihood of the returns has beside that of these rows */
  logVolume: number;
  /** column that is the average of the assets, and what it adds to the effect of each: N s_i²/s's; null without contrasts */
  average: { label: string; effects: Float64Array } | null;
}

/**
 * @param fit scales and labels of variances
 * @throws ModelError `filter-model` for what cannot be filtered, `unknown-covariate`, `unknown-kernel`, and as `designPanel`
 */
export function movingRows(
  core: EngineCore,
  panel: Panel,
  model: PanelModel,
  fit: Pick<PanelFit, 'scales' | 'variances'>,
  options: Pick<LoadingsOptions, 'moving' | 'kernel'>,
): MovingRows {
  const design = designPanel(panel, model);
  refuseModel(model, design);
  const scaled = scaledRows(core, panel, model, fit);
  const { moving, constant } = columnsOf(panel, design, options.moving);
  const T = panel.periods.length;
  const columns = [...constant, ...moving];
  const units = Float64Array.from(columns, ({ values }) => rootMeanSquare(values));
  const covariates = new Float64Array(T * columns.length);
  columns.forEach(({ values }, k) => {
    for (let t = 0; t < T; t++) covariates[t * columns.length + k] = values[t] / units[k];
  });
  const { width: n, contrasts } = scaled;
  const observed = panel.assets.map((_, i) => {
    let count = 0;
    for (let t = 0; t < T; t++) if (!Number.isNaN(panel.returns[t * panel.assets.length + i])) count++;
    return count;
  });
  const p = columns.length;
  const volume =
    contrasts === null
      ? -observed.reduce((sum, count, i) => sum + (count - p) * log(fit.scales[i]), 0)
      : (T - p) * logVolume(fit.scales);
  const squares = fit.scales.reduce((sum, s) => sum + s * s, 0);
  return {
    scaled,
    width: n,
    periods: T,
    constant,
    moving,
    covariates,
    units,
    kernels: kernelNames(options.kernel).map((name) => ({
      name,
      K: name === null ? identity(n) : kernelOf(core, panel, model, name, scaled),
    })),
    components: scaled.components.map(({ label, B }) => ({ label, B })),
    isComplete: !panel.returns.some(Number.isNaN),
    degreesOfFreedom: (contrasts === null ? observed.reduce((sum, count) => sum + count, 0) : T * n) - n * p,
    logVolume: volume - n * units.reduce((sum, unit) => sum + log(unit), 0),
    average:
      contrasts === null
        ? null
        : {
            label: design.assetFixed[averageColumn(panel, model, design)].label,
            effects: fit.scales.map((s) => (fit.scales.length * s * s) / squares),
          },
  };
}

/** Covariates whose loadings may move: numeric, with a slope per asset, and no conditioning ones. */
export function mayMove(panel: Panel, { assetFixed }: Pick<PanelDesign, 'assetFixed'>): string[] {
  return assetFixed.flatMap(({ label }) =>
    label !== '1' && Object.hasOwn(panel.covariates, label) && !isConditioning(label, panel) ? [label] : [],
  );
}

function columnsOf(
  panel: Panel,
  design: PanelDesign,
  asked: readonly string[] | undefined,
): { constant: PeriodColumn[]; moving: PeriodColumn[] } {
  const known = mayMove(panel, design);
  const names = asked ?? known;
  for (const name of names) {
    if (known.includes(name)) continue;
    throw new ModelError(
      'unknown-covariate',
      `the loadings on "${name}" cannot move: it is no covariate with a fixed slope per asset, or it is a conditioning one`,
      known.length === 0 ? 'give the model a fixed effect such as asset:market' : suggestion(name, known),
      { covariate: name, known },
    );
  }
  if (names.length === 0 || new Set(names).size < names.length) {
    throw new ModelError(
      'filter-model',
      names.length === 0 ? 'no loadings move' : 'a covariate is named twice among those whose loadings move',
      'name at least one covariate x of a fixed effect asset:x, each once',
      { moving: [...names] },
    );
  }
  return {
    constant: design.assetFixed.filter(({ label }) => !names.includes(label)),
    moving: names.map((name) => design.assetFixed.find(({ label }) => label === name)!),
  };
}

/** What the filters do not know, each by name. */
function refuseModel(model: PanelModel, { commonFixed, random, absent }: PanelDesign): void {
  const refuse = (what: string, hint: string): never => {
    throw new ModelError('filter-model', `loadings that move do not go with ${what}`, hint, { what });
  };
  if (commonFixed.length > 0)
    refuse(
      `the fixed effect ${commonFixed[0].label} common to all assets`,
      'write asset or asset:x for an effect per asset',
    );
  const persistent = random.find(({ column }) => column >= 0);
  if (persistent)
    refuse(
      `the random effect ${persistent.label}`,
      'use a fixed effect per asset: its part that moves is the random one',
    );
  if (model.errors !== undefined) refuse('t errors', 'leave errors out');
  if (model.halfLife !== undefined)
    refuse('a half-life', 'leave it out: how fast the past is forgotten is what is estimated');
  if (model.periodWeights !== undefined) refuse('period weights', 'leave periodWeights out');
  if (model.residualGroups !== undefined) refuse('residual groups', 'leave residualGroups out');
  if (model.fixedVariances !== undefined)
    refuse('fixedVariances', 'give all variances, those of the loadings too, as the option `given`');
  if (model.method === 'ML') refuse('the method ML', 'use REML: flat effects are part of the filter');
  if (absent !== null && absent.includes(1)) refuse('effects left out as aliased', 'leave those assets out');
}

/**
 * The kernels asked for, null for I.
 *
 * @throws ModelError `filter-model` of none, and of one that is named twice
 */
export function kernelNames(kernel: LoadingsOptions['kernel'] = null): (string | null)[] {
  const names = Array.isArray(kernel) ? kernel : [kernel];
  if (names.length > 0 && new Set(names).size === names.length) return [...names];
  throw new ModelError(
    'filter-model',
    names.length === 0
      ? 'the loadings move by no kernel'
      : 'a kernel is named twice among those by which loadings move',
    'name each kernel once, and null for loadings that move each on its own',
    { kernel: names.map((name) => name ?? 'null') },
  );
}

function kernelOf(
  core: EngineCore,
  panel: Panel,
  model: PanelModel,
  name: string,
  { contrasts, width }: ScaledRows,
): Float64Array {
  if (!Object.hasOwn(model.kernels, name)) {
    throw new ModelError(
      'unknown-kernel',
      `the loadings move by the kernel "${name}", which the model does not have`,
      suggestion(name, Object.keys(model.kernels)),
      { kernel: name },
    );
  }
  const K = kernelBlock(name, model.kernels[name], panel.assets);
  if (contrasts === null) return K;
  const N = panel.assets.length;
  const left = product(core, transposed(contrasts.H, N, width), K, width, N, N);
  return product(core, left, contrasts.H, width, N, width);
}

function rootMeanSquare(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value * value, 0) / values.length;
  return mean > 0 ? Math.sqrt(mean) : 1;
}
