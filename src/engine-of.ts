import { estimateCovariance } from './covariance/estimate.js';
import type { Engine } from './create-engine.js';
import { type EngineCore, rememberCore } from './engine/core.js';
import { disposeFurther, furtherBytes } from './engine/further.js';
import { cholesky, multiply, symmetricEigen, symmetricEigenvalues } from './engine/linear-algebra.js';
import { solveQP } from './engine/quadratic-program.js';
import { caseDeletion } from './inference/case-deletion.js';
import { fixedEffectsCovariance } from './inference/fixed-effects-covariance.js';
import { mixedLikelihood } from './inference/mixed-likelihood.js';
import { mixedPredictionErrors } from './inference/mixed-prediction-errors.js';
import { panelLikelihood } from './inference/panel-likelihood.js';
import { predictionErrors } from './inference/prediction-errors.js';
import { fitMixedModel } from './mixed/fit-mixed-model.js';
import { fitPanel } from './model/fit-panel.js';
import { blockBootstrap } from './statistics/block-bootstrap.js';
import { version } from './version.js';

/** The engine, as users hold it, on a core: without the Wasm bytes, which workers get compiled. */
export function engineOf(core: EngineCore): Engine {
  const engine: Engine = {
    version,
    cholesky: (a, n) => cholesky(core, a, n),
    symmetricEigen: (a, n) => symmetricEigen(core, a, n),
    symmetricEigenvalues: (a, n) => symmetricEigenvalues(core, a, n),
    multiply: (a, b, m, k, n) => multiply(core, a, b, m, k, n),
    estimateCovariance: (name, returns, options) => estimateCovariance(core, name, returns, options),
    fitPanel: (panel, model, start) => fitPanel(core, panel, model, start),
    fitMixedModel: (model) => fitMixedModel(core, model),
    panelLikelihood: (panel, model, variances) => panelLikelihood(core, panel, model, variances),
    predictionErrors: (panel, model, fit) => predictionErrors(core, panel, model, fit),
    fixedEffectsCovariance: (panel, model, fit) => fixedEffectsCovariance(core, panel, model, fit),
    mixedLikelihood: (model, components) => mixedLikelihood(core, model, components),
    mixedPredictionErrors: (model, fit) => mixedPredictionErrors(core, model, fit),
    memoryBytes: () => core.memoryBytes() + furtherBytes(core),
    caseDeletion: (panel, model, fit) => caseDeletion(core, panel, model, fit),
    solveQP: (problem, warmStart) => solveQP(core, problem, warmStart),
    blockBootstrap: (request) => blockBootstrap(core, request),
    dispose: () => {
      core.dispose();
      disposeFurther(core);
    },
  };
  return rememberCore(engine, core);
}
