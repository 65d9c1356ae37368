import type { EngineCore } from '../engine/core.js';
import type { Contrasts } from '../model/contrast-basis.js';
import { contrastInputs } from '../model/contrasts.js';
import { designPanel, fixedEffectPlaces, type PanelDesign } from '../model/design.js';
import { refuseFit } from '../model/fit-errors.js';
import { countedRows, panelInputs } from '../model/fit-panel.js';
import { discountCovariance } from '../model/half-life.js';
import { kernelBlocks } from '../model/origin.js';
import { requestBytes, writeRequest } from '../model/request.js';
import type { EffectCovariance, Panel, PanelFit, PanelModel } from '../model/types.js';
import { checkOrigin } from './check-origin.js';

/**
 * Estimates and sampling covariance of all fixed effects, in the order of `fit.fixedEffects`, on the scale of the returns
 * as they are given: (X'V⁻¹X)⁻¹ at the fit's variances, which count as known. √diag are the fit's standard errors.
 *
 * Periods with weights, t errors (at their last weights) and contrasts are as in the fit; with a half-life it is
 * G⁻¹C'D²CG⁻¹ ⊗ Ω, G = C'DC, since discounts are no precisions. With contrasts, whose effects add up to given numbers over
 * the assets, the matrix is singular.
 *
 * @param fit of this panel and this model
 * @throws ModelError `fit-mismatch`, and as `fitPanel`
 */
export function fixedEffectsCovariance(
  core: EngineCore,
  panel: Panel,
  model: PanelModel,
  fit: PanelFit,
): EffectCovariance {
  checkOrigin(panel, model, fit);
  const design = designPanel(panel, model);
  const values = new Float64Array(fit.fixedEffects.length ** 2);
  if (values.length > 0) {
    const inEngineOrder = engineCovariance(core, panel, model, fit, design);
    const N = panel.assets.length;
    const first = design.assetFixed.length * N;
    const positions = fixedEffectPlaces(design, panel.assets).map(({ perAsset, index, asset }) =>
      perAsset ? index * N + asset : first + index,
    );
    const width = first + design.commonFixed.length;
    positions.forEach((a, row) => {
      positions.forEach((b, column) => {
        values[row * positions.length + column] = inEngineOrder[a * width + b];
      });
    });
  }
  return {
    labels: fit.fixedEffects.map(({ label }) => label),
    estimates: Float64Array.from(fit.fixedEffects, ({ estimate }) => estimate),
    values,
  };
}

/** Effects per asset column by column, then the common ones. */
function engineCovariance(
  core: EngineCore,
  panel: Panel,
  model: PanelModel,
  fit: PanelFit,
  design: PanelDesign,
): Float64Array {
  const fixedVariances = Object.fromEntries(fit.variances.map(({ label, estimate }) => [label, estimate]));
  const held: PanelModel = { ...model, fixedVariances };
  const kernels = kernelBlocks(panel, model, design);
  const given = { design, kernels, origin: fit.origin };
  const { rows, discount } = countedRows(panel, held, given, precisions(model, fit));
  const contrast = model.contrasts === undefined ? null : contrastInputs(core, panel, held, rows);
  const inputs = contrast?.inputs ?? panelInputs(panel, held, rows);
  const patterns = inputs.patterns ?? [panel.periods.map((_, t) => t)];
  const asked = { ...inputs, patterns, wantsFixedCovariance: true };
  const outputs = core.run(
    () => requestBytes(asked),
    (engine, frame) => {
      const { address, read } = writeRequest(asked, engine, frame);
      frame.reserve(engine.fixedCovarianceWorkspace(address));
      return read(engine.fixedCovariance(address));
    },
  );
  refuseFit(outputs, panel, inputs.design);
  const own = discount
    ? discountCovariance(outputs.fixedCovariance, inputs.assets, rows.design, discount)
    : outputs.fixedCovariance;
  return contrast === null ? own : toAssets(own, contrast.contrasts, inputs.assets);
}

/** Period weights of the model times those of t errors. */
function precisions(model: PanelModel, { errors }: PanelFit): Float64Array | undefined {
  if (errors === undefined || errors.degreesOfFreedom === null) return model.periodWeights;
  return errors.weights.map((w, t) => w * (model.periodWeights?.[t] ?? 1));
}

/** DH·C·H'D of every block C of n contrasts, H and D as `contrastsOf` has them. */
function toAssets(values: Float64Array, contrasts: Contrasts, n: number): Float64Array {
  const size = Math.sqrt(values.length);
  const half = contrasts.toAssets(values);
  const width = (size / n) * (n + 1);
  const turned = half.map((_, index) => half[(index % size) * width + Math.floor(index / size)]);
  return contrasts.toAssets(turned);
}
