import type { Engine } from '../create-engine.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import type { Estimate } from './baselines.js';
import { residualNotes } from './idiosyncratic.js';
import type { HalfLifeOption } from './posterior/half-lives.js';
import type { HalfLifeScores } from './posterior/half-life-scores.js';
import { residualPosterior } from './posterior/posterior.js';
import { fromCovariates } from './systematic.js';
import type { Universe } from './universe.js';

/**
 * Evidence-weighted covariance B Σ_x B' + Σ̂: loadings on the random covariates as in the systematic covariance, and the
 * posterior mean Σ̂ = (kΩ + S)/(k + ν) of the residual covariance, between what the model says of it and the sample. An
 * asset that is a covariate itself has its part in the first alone.
 *
 * @param halfLife of everything, or of loadings (with Σ_x), volatilities and cross-products S each; `auto` chooses, default
 *                 that of the model
 * @param scores   that `auto` chooses by; default those within the panel
 * @throws ModelError as `residualPosterior`, and as `systematicComponents` for loadings
 * @see docs/theory.md#the-posterior-covariance
 */
export function posteriorCovariance(
  engine: Engine,
  universe: Universe,
  panel: Panel,
  model: PanelModel,
  fit: PanelFit,
  halfLife?: HalfLifeOption,
  scores?: HalfLifeScores,
): Estimate {
  const residual = residualPosterior(engine, panel, model, fit, halfLife, scores);
  const values = fromCovariates(universe, panel, model, fit, residual.evidence.halfLives.loadings);
  const { assets, position } = universe;
  const [N, size] = [assets.length, panel.assets.length];
  for (let i = 0; i < N; i++) {
    if (position[i] < 0) continue;
    for (let j = 0; j < N; j++) {
      if (position[j] >= 0) values[i * N + j] += residual.values[position[i] * size + position[j]];
    }
  }
  return { values, posterior: residual.evidence, notes: [...residualNotes(fit), ...residual.notes] };
}
