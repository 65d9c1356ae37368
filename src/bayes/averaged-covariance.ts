import type { Covariance } from '../covariance/types.js';
import type { Engine } from '../create-engine.js';
import type { ReturnMatrix } from '../data/check-returns.js';
import { requiredCore } from '../engine/core.js';
import { furtherOf } from '../engine/further.js';
import { ModelError } from '../errors.js';
import { refuseStudent } from '../inference/check-origin.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import { streamKey } from '../numeric/random.js';
import { TWO_32 } from '../numeric/seed.js';
import { covarianceDraws } from './covariance-draws.js';
import { posteriorOf } from './sample-posterior.js';
import type { VariancePrior } from './types.js';

/** R̂ above this: the chains do not agree on what they average over. */
const LARGEST_R_HAT = 1.05;

/** How the posterior of an average is drawn. */
export interface AveragingOptions {
  /** chains of draws, 2 or more, since convergence is told by comparing them; default 4 */
  chains: number;
  /** kept of each; default 250 */
  draws: number;
  /** iterations of each before that; default 300 */
  warmup: number;
  /** of all standard deviations, with its default scale; default `halfNormal` */
  prior: VariancePrior['kind'];
}

/** How the draws of an average went, and what it is at. */
export interface PosteriorAverage {
  chains: number;
  /** of each */
  draws: number;
  /** the largest R̂ of a variance, and the smallest effective numbers of draws; null where all are constant */
  rHat: number | null;
  essBulk: number | null;
  essTail: number | null;
  /** of all chains */
  divergences: number;
  /** E[σ²] by component, on the returns that are fitted; the covariance is `total` there */
  variances: Record<string, number>;
  /** E[h²] */
  heritability: number;
  /** of the sampler; that scales and loadings are those of the fit goes without saying, see docs/bayes.md */
  notes: string[];
}

/**
 * Mean of the covariances `total` over the posterior of a window's variances; see `covarianceDraws`.
 *
 * @param window  its fit with what it was fitted to
 * @param seed    of the configuration; beside `decision` it makes the random numbers
 * @throws ModelError `unconverged-draws` where the largest R̂ is above 1.05; as `samplePosterior` and `covariance`
 * @throws EngineError `not-loaded` before the second module is there
 */
export function averagedCovariance(
  engine: Engine,
  { returns, panel, model, fit }: { returns: ReturnMatrix; panel: Panel; model: PanelModel; fit: PanelFit },
  { prior, ...sampling }: AveragingOptions,
  seed: number,
  decision: string,
): Covariance {
  const core = requiredCore(engine, 'averages over a posterior were');
  refuseStudent(
    model.errors !== undefined,
    'an average over a posterior',
    'averages of windows are made with normal errors',
    'use normal errors, or the covariance total',
  );
  const options = { ...sampling, priors: { kind: prior }, seed: seedAt(seed, decision) };
  const posterior = posteriorOf(core, furtherOf(core), panel, model, options, fit);
  const { mean } = covarianceDraws(engine, returns, panel, model, posterior);
  const rows = posterior.summary.filter(({ name }) => Object.hasOwn(posterior.variances, name));
  const known = (values: number[]): number[] => values.filter(Number.isFinite);
  const largest = known(rows.map(({ rHat }) => rHat)).reduce((a, b) => Math.max(a, b), -Infinity);
  const least = (values: number[]): number | null => {
    const smallest = known(values).reduce((a, b) => Math.min(a, b), Infinity);
    return smallest < Infinity ? smallest : null;
  };
  if (largest > LARGEST_R_HAT) {
    throw new ModelError(
      'unconverged-draws',
      `the chains of the posterior do not agree: R-hat ${largest.toFixed(3)} is above ${LARGEST_R_HAT}`,
      'draw more, or after a longer warm-up',
      { rHat: largest, ...sampling },
    );
  }
  const average: PosteriorAverage = {
    chains: posterior.chains,
    draws: posterior.draws,
    rHat: largest > -Infinity ? largest : null,
    essBulk: least(rows.map(({ essBulk }) => essBulk)),
    essTail: least(rows.map(({ essTail }) => essTail)),
    divergences: posterior.sampler.divergences.reduce((sum, count) => sum + count, 0),
    variances: Object.fromEntries(rows.map((row) => [row.name, row.mean])),
    heritability: posterior.summary[posterior.summary.length - 1].mean,
    notes: posterior.notes.flatMap(({ code, message }) => (code === 'plug-in-scales' ? [] : [message])),
  };
  return { ...mean, name: 'averaged', average };
}

/** 53 bits of the SHA-256 of the configuration's seed and the decision's day. */
function seedAt(seed: number, decision: string): number {
  const [high, low] = streamKey(seed, `averaged covariance: seed ${seed}, decision ${decision}`).identity;
  return (high >>> 11) * TWO_32 + low;
}
