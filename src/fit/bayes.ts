import { samplePosterior } from '../bayes/sample-posterior.js';
import type {
  PosteriorErrors,
  PosteriorNote,
  PosteriorSummary,
  SamplerReport,
  UsedPrior,
} from '../bayes/types.js';
import { posteriorWeights, type WeightSummary } from '../bayes/weights.js';
import type { Engine } from '../create-engine.js';
import type { ModelFit } from './types.js';

/** Every so-manieth draw has its weights found. */
const thin = 4;

/** The posterior of a fit's variances and of minimum-variance weights, as `fit.json` has it; the draws stay outside. */
export interface FitPosterior {
  chains: number;
  draws: number;
  warmup: number;
  seed: number;
  priors: UsedPrior[];
  /** only with t errors: whether df was drawn, its prior, and mean weights of the periods */
  errors?: Pick<PosteriorErrors, 'estimated' | 'prior'> & { weights: number[] };
  /** of every variance, then of estimated degrees of freedom of t errors, last of the heritability; null where a number is undefined */
  summary: PosteriorSummary[];
  sampler: SamplerReport;
  /** long-only minimum-variance weights under the covariance `total` of every fourth draw */
  weights: WeightSummary[];
  /** an asset is held above this weight */
  threshold: number;
  /** the weights of the mean of the covariances; the means of the weights are in `weights` */
  ofMeanCovariance: Record<string, number>;
  notes: PosteriorNote[];
}

/**
 * Draws from the posterior of a fit's variances with default priors and sampler and the seed of its configuration, and finds the long-only minimum-variance
 * weights of every fourth draw.
 *
 * @throws as `samplePosterior` and `posteriorWeights`
 */
export async function fitPosterior(engine: Engine, modelFit: ModelFit): Promise<FitPosterior> {
  const { config, panel, model, returns } = modelFit;
  const posterior = await samplePosterior(engine, panel, model, { seed: config.seed });
  const found = posteriorWeights(engine, returns, panel, model, posterior, { thin });
  const { chains, draws, warmup, seed, priors, summary, sampler } = posterior;
  const { errors } = posterior;
  return {
    ...{ chains, draws, warmup, seed, priors, summary, sampler },
    ...(errors && {
      errors: { estimated: errors.estimated, prior: errors.prior, weights: [...errors.weights] },
    }),
    weights: found.weights,
    threshold: found.threshold,
    ofMeanCovariance: found.ofMeanCovariance.weights,
    notes: [...posterior.notes, ...found.notes],
  };
}
