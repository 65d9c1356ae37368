import type { Engine } from '../create-engine.js';
import { type EngineCore, requiredCore } from '../engine/core.js';
import type { FurtherExports } from '../engine/exports.js';
import { loadFurther } from '../engine/load-further.js';
import { ModelError } from '../errors.js';
import { refuseDiscounted } from '../inference/check-origin.js';
import { contrastAverage, countedRows, fitPanel, panelInputs } from '../model/fit-panel.js';
import { contrastInputs } from '../model/contrasts.js';
import { designPanel } from '../model/design.js';
import { refuseFit } from '../model/fit-errors.js';
import { kernelBlocks, originOf } from '../model/origin.js';
import type { PanelInputs } from '../model/request.js';
import { isResidualLabel } from '../model/residual-groups.js';
import { componentWeights } from '../model/summary.js';
import { parseRandomTerm } from '../model/terms.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import { drawPosterior, drawStatistics, noStart } from './draw.js';
import { energyFraction } from './diagnostics.js';
import { samplerNotes } from './notes.js';
import { priorsOf, samplerOptions } from './options.js';
import { posteriorErrors, studentInputs, withScales } from './student.js';
import { summarizeDraws } from './summary.js';
import type { PanelPosterior, PosteriorOptions, SamplerReport } from './types.js';

/**
 * Draws from the posterior of the variances of a panel model, by the no-U-turn sampler on the restricted likelihood: flat
 * priors on the fixed effects, which are integrated out, and `priors` on the standard deviations. The residual scales s_i of
 * `scale: "residual"` are those of the fit, as known. With t errors the weights of the periods, and degrees of freedom that the
 * model estimates, are drawn beside the variances, which are then those of Ω. See docs/bayes.md.
 *
 * Works with one kernel and with several, missing cells, contrasts, residual groups and period weights; with t errors of complete
 * returns, fixed effects per asset and random effects within a period. The same seed gives the same bits everywhere; a chain does
 * not depend on how many there are.
 *
 * @throws ConfigError `bad-value`, `bad-seed`, `unknown-component`, `unknown-prior`, `unused-prior`, `wrapped-engine`;
 *         ModelError `posterior-method` for maximum likelihood, `t-errors` beside what they are not drawn with, `discounted-likelihood`, `no-free-variance`,
 *         `no-start` where no start of a chain has a density, and as `engine.fitPanel`
 *
 * @example
 * ```ts
 * import { createEngine, fitModel, samplePosterior, simulatePrices } from 'mixfolio';
 *
 * const engine = await createEngine();
 * const { prices, classes } = simulatePrices({ seed: 1 });
 * const { panel, model } = fitModel(engine, prices, { market: 'SPY', frequency: 'month', classes });
 * const { summary } = await samplePosterior(engine, panel, model, { chains: 2, draws: 200, warmup: 200 });
 * console.log(summary.map(({ name }) => name).join(', '));
 * // prints
 * //   time, asset:time(combined), residual, heritability
 * ```
 */
export async function samplePosterior(
  engine: Engine,
  panel: Panel,
  model: PanelModel,
  options: PosteriorOptions = {},
): Promise<PanelPosterior> {
  const core = requiredCore(engine, 'draws from a posterior were');
  return posteriorOf(core, await loadFurther(core), panel, model, options);
}

/**
 * `samplePosterior` with its module loaded.
 *
 * @param known a fit of the panel and the model, where there is one
 */
export function posteriorOf(
  core: EngineCore,
  further: EngineCore<FurtherExports>,
  panel: Panel,
  model: PanelModel,
  options: PosteriorOptions,
  known?: PanelFit,
): PanelPosterior {
  const chosen = samplerOptions(options);
  refuseModel(model);
  const student = studentInputs(panel, model, designPanel(panel, model), options.degreesOfFreedomPrior);
  const fit = known ?? fitPanel(core, panel, model);
  const labels = fit.variances.map(({ label }) => label);
  if (fit.variances.every(({ fixed }) => fixed === true)) {
    throw new ModelError(
      'no-free-variance',
      'all variances of the model are fixed: there is nothing to draw',
      'leave one of them out of fixedVariances',
    );
  }
  const priors = priorsOf(options.priors, labels);
  const rows = posteriorInputs(core, panel, model);
  const inputs = student === null ? rows : withScales(rows, fit);
  const drawn = drawPosterior(further, { inputs, priors, options: chosen, student });
  if (drawn.status === noStart) {
    throw new ModelError(
      'no-start',
      'no start of a chain has a posterior density: the covariance of the returns is singular there',
      'check the kernels for extreme scales',
    );
  }
  refuseFit(drawn.panel, panel, inputs.design);

  const { chains, draws, warmup, seed } = chosen;
  const q = labels.length;
  const variances = Object.fromEntries(
    labels.map((label, k) => [label, everyNth(drawn.variances, q, k)] as const),
  );
  const statistic = (name: (typeof drawStatistics)[number]): Float64Array =>
    everyNth(drawn.statistics, drawStatistics.length, drawStatistics.indexOf(name));
  const heritability = heritabilities(panel, model, fit, variances);
  const errors = posteriorErrors(student, drawn.degrees, drawn.weights, chains);
  const sampler = reportOf(statistic, chains, chosen.maxTreeDepth, drawn.stepSizes);
  if (errors !== undefined) sampler.eBfmi.fill(NaN);
  const summary = [
    ...Object.entries(variances),
    ...(errors?.estimated === true ? [['degreesOfFreedom', errors.degreesOfFreedom] as const] : []),
    ['heritability', heritability] as const,
  ].map(([name, values]) => summarizeDraws(name, values, chains));
  return {
    ...{ chains, draws, warmup, seed, variances, heritability },
    logDensity: statistic('logDensity'),
    priors: priors.map(({ kind, scale, relative }, k) => ({
      component: labels[k],
      kind,
      scale: scale > 0 ? scale : relative * drawn.units[k],
    })),
    ...(errors && { errors }),
    summary,
    sampler,
    notes: samplerNotes({ chains, draws, summary, sampler, errors, model, fit }),
    fit,
  };
}

/** What is integrated and drawn has to be a likelihood of the returns with the fixed effects integrated out. */
function refuseModel(model: PanelModel): void {
  if (model.method === 'ML') {
    throw new ModelError(
      'posterior-method',
      'a posterior integrates the fixed effects out, and maximum likelihood maximises over them',
      'leave method out, or set it to REML',
      { method: 'ML' },
    );
  }
  refuseDiscounted(model.halfLife !== undefined, 'a posterior');
}

/** The panel as the engine's likelihood takes it. */
export function posteriorInputs(core: EngineCore, panel: Panel, model: PanelModel): PanelInputs {
  const design = designPanel(panel, model);
  const kernels = kernelBlocks(panel, model, design);
  const given = { design, kernels, origin: originOf(panel, model, design, kernels) };
  const { rows } = countedRows(panel, model, given, model.periodWeights);
  if (model.contrasts === undefined) return panelInputs(panel, model, rows);
  contrastAverage(panel, model, design);
  return contrastInputs(core, panel, model, rows).inputs;
}

/** Σ v_k of the terms with a kernel over Σ v_k, v_k = weight·σ_k², of every draw. */
function heritabilities(
  panel: Panel,
  model: PanelModel,
  fit: PanelFit,
  variances: Record<string, Float64Array>,
): Float64Array {
  const weights = componentWeights(panel, model, fit);
  const parts = Object.entries(variances).map(([label, values], k) => ({
    isRelated: !isResidualLabel(label) && parseRandomTerm(label).kind !== 'time',
    weight: weights[k],
    values,
  }));
  return parts[0].values.map((_, draw) => {
    let [related, total] = [0, 0];
    for (const { isRelated, weight, values } of parts) {
      total += weight * values[draw];
      if (isRelated) related += weight * values[draw];
    }
    return related / total;
  });
}

function reportOf(
  statistic: (name: (typeof drawStatistics)[number]) => Float64Array,
  chains: number,
  maxTreeDepth: number,
  stepSizes: Float64Array,
): SamplerReport {
  const byChain = (values: Float64Array): Float64Array[] => {
    const n = values.length / chains;
    return Array.from({ length: chains }, (_, c) => values.subarray(c * n, (c + 1) * n));
  };
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  const means = (values: Float64Array): number[] => byChain(values).map((own) => sum(own) / own.length);
  return {
    divergences: byChain(statistic('divergent')).map(sum),
    saturated: byChain(statistic('depth').map((depth) => (depth >= maxTreeDepth ? 1 : 0))).map(sum),
    eBfmi: byChain(statistic('energy')).map(energyFraction),
    stepSize: [...stepSizes],
    acceptance: means(statistic('acceptance')),
    leapfrogs: means(statistic('leapfrogs')),
  };
}

function everyNth(values: Float64Array, n: number, first: number): Float64Array {
  return Float64Array.from({ length: values.length / n }, (_, row) => values[row * n + first]);
}
