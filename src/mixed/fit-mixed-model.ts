import type { EngineCore } from '../engine/core.js';
import { describeMixedFit } from './describe.js';
import type { MixedForm } from './request.js';
import { solveMixedModel } from './solve.js';
import type { MixedModel, MixedModelFit } from './types.js';

/**
 * Fits a general mixed model by REML or ML; see docs/theory.md#general-models.
 *
 * @param form  for tests; by default the smaller of the two
 * @throws DataError, ModelError and ConfigError for what cannot be fitted, each naming what and where:
 *         `too-few-observations`, `too-large`, `aliased-fixed-effect`, `no-residual-variation`, `no-information`,
 *         `not-identifiable`, `kernel-indefinite`, `unbounded-likelihood`, `singular-covariance`, and those of
 *         `checkMixedModel` and `designMixedModel`
 */
export function fitMixedModel(core: EngineCore, model: MixedModel, form?: MixedForm): MixedModelFit {
  return describeMixedFit(solveMixedModel(core, model, form));
}
