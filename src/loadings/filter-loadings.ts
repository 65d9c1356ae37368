import type { Engine } from '../create-engine.js';
import { furtherOf } from '../engine/further.js';
import { loadFurther } from '../engine/load-further.js';
import type { Panel, PanelModel } from '../model/types.js';
import { engineCore, loadingsPath } from './loadings-path.js';
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
 * Loads what filters of loadings need of the engine, once: what `filterLoadings`, `filteredCovariance` and runs whose strategies
 * name a filtered covariance do at their first call, and what `covariance`, `fitModel`, `decideNow` and `mixedModelPortfolio`,
 * which are synchronous, need to be done before they are asked for one.
 *
 * @throws ConfigError `wrapped-engine`
 */
export async function prepareFilters(engine: Engine): Promise<void> {
  await loadFurther(engineCore(engine));
}
