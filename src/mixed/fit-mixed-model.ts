import type { EngineCore } from '../engine/core.js';
import { checkMixedModel } from './checks.js';
import { describeMixedFit } from './describe.js';
import { checkMixedDegrees, designMixedModel, type MixedDesign } from './design.js';
import { mixedStatus, refuseMixedFit, refuseSize } from './errors.js';
import { type MixedForm, type MixedOutputs, mixedRequestBytes, writeMixedRequest } from './request.js';
import type { MixedModel, MixedModelFit } from './types.js';

/** Order of the largest matrix: n of the dense form, levels and fixed effects of Henderson's. About 0.5 GiB. */
const LARGEST = 3000;

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
  checkMixedModel(model);
  const design = designMixedModel(model);
  checkMixedDegrees(design, model.columns);
  let chosen = form ?? chooseForm(design, model.columns);
  let outputs = run(core, design, model, chosen);
  const stalled = outputs.status === mixedStatus.fitted && outputs.summary[4] === 0;
  if (chosen === 'henderson' && (stalled || outputs.status === mixedStatus.needsDense)) {
    // a residual variance next to 0, which Henderson's equations divide by
    if (design.rows.length <= LARGEST) {
      chosen = 'dense';
      outputs = run(core, design, model, chosen);
    }
  }
  refuseMixedFit(outputs, design, model.columns);
  return describeMixedFit(model, design, outputs, chosen);
}

/** The form with the smaller matrix; Henderson's equations need residual variances that are not 0. */
function chooseForm(design: MixedDesign, columns: readonly string[]): MixedForm {
  const n = design.rows.length;
  const d = design.terms.reduce((total, { levels }) => total + levels.length, columns.length);
  const singular = design.given.slice(-design.groups.length).includes(0);
  if (Math.min(n, singular ? n : d) > LARGEST) refuseSize(design, columns, LARGEST);
  return singular || n <= d ? 'dense' : 'henderson';
}

function run(core: EngineCore, design: MixedDesign, model: MixedModel, form: MixedForm): MixedOutputs {
  return core.run(
    () => mixedRequestBytes(design),
    (engine, frame) => {
      const { address, read } = writeMixedRequest(design, model.method === 'ML', form, engine, frame);
      frame.reserve(engine.fitMixedModelWorkspace(address));
      return read(engine.fitMixedModel(address));
    },
  );
}
