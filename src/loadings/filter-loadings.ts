import type { Engine } from '../create-engine.js';
import { coreOf, type EngineCore } from '../engine/core.js';
import type { FurtherExports } from '../engine/exports.js';
import { furtherOf } from '../engine/further.js';
import { loadFurther } from '../engine/load-further.js';
import { ConfigError, ModelError } from '../errors.js';
import { columnTerm, designPanel } from '../model/design.js';
import { checkPanel } from '../model/fit-panel.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import { type EstimatedLoadings, estimateRatios } from './estimate-ratios.js';
import { filterAt } from './filter-at.js';
import { onAssets } from './on-assets.js';
import type { LoadingsOptions, LoadingsPath } from './types.js';

/**
 * Loadings that move: Kalman filter, smoother and likelihood of
 *
 *     r_it = α_i + Σ_j β_ijt x_jt + u_it     β_jt = β_j,t−1 + η_jt,  η_jt ~ N(0, q_j DKD),  u_t ~ N(0, DΩD)
 *
 * over the model's fixed effects per asset, of which those on `moving` covariates are random walks, with Ω of its terms within
 * a period and D its residual scales. α and β_1 are flat, so that q = 0 is the model as `fitPanel` fits it. Variances are by
 * maximum likelihood of the innovations. See docs/moving-loadings.md.
 *
 * @param panel T×N returns and covariates; missing returns are left out of their period
 * @param model fixed effects `asset` and `asset:x`, random `time` and `asset:time(K)`, REML, scales and contrasts as they may be
 * @returns T×N×m loadings in the units of the returns, their standard errors, innovations and variances
 * @throws ModelError `filter-model` for anything else in a model, `unknown-covariate`, `unknown-kernel`, `untold-effect` where an
 *         asset is seen too rarely, `bad-variances` of given ones, and as `fitPanel`; ConfigError `wrapped-engine`
 *
 * @example
 * ```ts
 * import { createEngine, filterLoadings } from 'mixfolio';
 *
 * const periods = Array.from({ length: 40 }, (_, t) => `${t}`);
 * const market = Float64Array.from(periods, (_, t) => Math.sin(7 * t * t));
 * const noise = (t: number, i: number) => 0.1 * Math.sin(31 * t * (t + i) + i);
 * const returns = Float64Array.from(
 *   periods.flatMap((_, t) => [(1 + t / 40) * market[t] + noise(t, 1), market[t] + noise(t, 2)]),
 * );
 * const panel = { assets: ['A', 'B'], periods, returns, covariates: { market } };
 * const model = { fixed: ['asset', 'asset:market'], random: [], kernels: {} };
 * const { filtered } = await filterLoadings(await createEngine(), panel, model);
 * console.log([...filtered.slice(-2)].map((beta) => beta.toFixed(1)).join(' '));
 * // prints
 * //   1.9 1.0
 * ```
 */
export async function filterLoadings(
  engine: Engine,
  panel: Panel,
  model: PanelModel,
  options: LoadingsOptions = {},
): Promise<LoadingsPath> {
  await prepareFilters(engine);
  const core = engineCore(engine);
  return loadingsPath(core, furtherOf(core), panel, model, options, 'all');
}

/**
 * Loads what filters of loadings need of the engine, once: what `filterLoadings` and `filteredCovariance` do at their first
 * call.
 *
 * @throws ConfigError `wrapped-engine`
 */
export async function prepareFilters(engine: Engine): Promise<void> {
  await loadFurther(engineCore(engine));
}

/** @throws ConfigError `wrapped-engine` */
export function engineCore(engine: Engine): EngineCore {
  const core = coreOf(engine);
  if (core !== undefined) return core;
  throw new ConfigError(
    'wrapped-engine',
    'filters of loadings were given an engine that createEngine did not make',
    'pass the engine of createEngine itself, and no copy or wrapper of it',
  );
}

/**
 * `filterLoadings` with its module loaded.
 *
 * @param paths `last`: only the last period of the filtered loadings, and no smoothed ones or innovations
 * @param known a fit of the panel and the model, where there is one
 */
export function loadingsPath(
  core: EngineCore,
  further: EngineCore<FurtherExports>,
  panel: Panel,
  model: PanelModel,
  options: LoadingsOptions,
  paths: 'last' | 'all',
  known?: PanelFit,
): LoadingsPath {
  checkPanel(panel);
  const estimate = estimateRatios(core, further, panel, model, options, known);
  const { rows, ratios, residual } = estimate;
  const at = filterAt(core, further, rows, ratios, paths, residual);
  if (at === null) throw notDefinite();
  if (!rows.isComplete && at.output.aliased >= 0) {
    const effect = at.output.aliased;
    const column = [...rows.constant, ...rows.moving][Math.floor(effect / rows.width)];
    const asset = panel.assets[effect % rows.width];
    throw new ModelError(
      'untold-effect',
      `${asset} is seen too rarely for its effect of ${column.label}`,
      'leave the asset out until it has more returns',
      { asset, covariate: column.label },
    );
  }
  return described(panel, model, estimate, { ...onAssets(core, rows, at), logLikelihood: at.logLikelihood });
}

/** @throws ModelError `bad-variances` */
export function notDefinite(): ModelError {
  return new ModelError(
    'bad-variances',
    'the covariance within a period is not positive definite at these variances',
    'give a residual variance above 0',
  );
}

function described(
  panel: Panel,
  model: PanelModel,
  { rows, fit, moving, variances, test, ...estimate }: EstimatedLoadings,
  { effects, ...values }: ReturnType<typeof onAssets> & { logLikelihood: number },
): LoadingsPath {
  const { constant } = rows;
  const design = designPanel(panel, model);
  const constants: Record<string, number> = {};
  constant.forEach(({ label }, k) => {
    const term = columnTerm(
      design,
      true,
      design.assetFixed.findIndex((column) => column.label === label),
    );
    panel.assets.forEach(
      (asset, i) => (constants[`${term}[${asset}]`] = effects[k * panel.assets.length + i]),
    );
  });
  return {
    assets: [...panel.assets],
    periods: [...panel.periods],
    covariates: moving.map(({ covariate }) => covariate),
    kernel: rows.kernel,
    moving,
    noise: Object.fromEntries(moving.map(({ covariate, variance }) => [covariate, variance])),
    variances,
    scales: fit.scales.slice(),
    ...values,
    constants,
    constantLogLikelihood: estimate.constantLogLikelihood,
    test,
    path: rows.isComplete ? 'split' : 'joint',
    converged: estimate.converged,
    evaluations: estimate.evaluations,
    notes: estimate.notes,
  };
}
