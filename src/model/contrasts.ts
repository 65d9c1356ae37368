import type { EngineCore } from '../engine/core.js';
import { multiply } from '../engine/linear-algebra.js';
import { ModelError } from '../errors.js';
import { log } from '../numeric/elementary.js';
import { orthonormalBasis, residualsBeyond } from './basis.js';
import { type Contrasts, contrastsOf } from './contrast-basis.js';
import { contrastFixedEffects } from './contrast-effects.js';
import { contrastHeritability } from './contrast-heritability.js';
import type { PanelDesign } from './design.js';
import { refuseConstant } from './fit-errors.js';
import { heldVariances } from './held-variances.js';
import type { WeightedRows } from './period-weights.js';
import type { PanelInputs, PanelOutputs } from './request.js';
import { checkDegrees, describeFit, runFit, startingValues } from './run-fit.js';
import type { Panel, PanelFit, PanelModel } from './types.js';

/** Residuals below this share of an asset's returns are rounding, not variation. */
const NO_VARIATION = 1e-12;

/** A kernel whose contrasts are below this share of it is 0 on them. */
const NO_CONTRAST = 1e-10;

const TIME_NOTE =
  'the term "time" is left out: the market is the average of the assets, and what moves all of them alike is in it';

/**
 * Fit of a panel one of whose covariates, with a slope per asset, is the average of its returns.
 *
 * The residuals E of such a panel satisfy E·1 = 0, and Ẽ·s = 0 with Ẽ = E·D⁻¹, so that one direction of the assets
 * holds no data. REML is fitted to the N − 1 contrasts Y·D⁻¹·H, H orthonormal with H's = 0, whose covariance is
 *
 *     H'(Σ_k σ_k² K_k + σ_e² I)H
 *
 * whatever H is. Everything goes back to the assets by H'D: random effects and residuals enter the returns without
 * their part along s, add up to zero over the assets, and so do the fixed effects but the slopes on the average, which
 * average one. The log-likelihood is that of contrasts Y·H₁ of the returns as given, H₁ orthonormal with H₁'1 = 0:
 * ℓ = ℓ_s + (T − m_a)(log‖s‖ − ½ log N − Σ log s_i), with ML T times the factor.
 *
 * @param rows of the panel, weighted where the model weights periods; they are what the fit is of
 * @param average position of the average in `design.assetFixed`
 * @throws ModelError `no-information` for a kernel that is 0 on the contrasts, and as `fitPanel`
 */
export function fitContrasts(
  core: EngineCore,
  panel: Panel,
  model: PanelModel,
  rows: WeightedRows,
  average: number,
  start?: PanelFit,
): { fit: PanelFit; outputs: PanelOutputs } {
  const { returns, design: whole, kernels } = rows;
  const N = panel.assets.length;
  const { inputs, contrasts } = contrastInputs(core, panel, model, rows, start);
  const { design } = inputs;
  const { scales } = contrasts;
  const outputs = runFit(core, inputs, panel);
  const names = Array.from({ length: N - 1 }, (_, j) => `contrast ${j + 1}`);
  const fit = describeFit(outputs, names, inputs);

  const residuals = contrasts.toAssets(fit.residuals);
  const described = {
    ...fit,
    fixedEffects: contrastFixedEffects(core, panel, inputs, outputs, contrasts, average),
    randomEffects: Object.fromEntries(
      Object.entries(fit.randomEffects).map(([label, effects]) => [label, contrasts.toAssets(effects)]),
    ),
    fitted: returns.map((value, cell) => value - residuals[cell]),
    residuals,
    logLikelihood: fit.logLikelihood + countedPeriods(panel.periods.length, rows) * logVolume(scales),
    heritability: contrastHeritability(outputs, design, kernels, N),
    scales,
    notes: whole.random.length > design.random.length ? [...fit.notes, TIME_NOTE] : fit.notes,
  };
  return { fit: described, outputs };
}

/** What the engine is asked for: the panel as its contrasts. */
export function contrastInputs(
  core: EngineCore,
  panel: Panel,
  model: PanelModel,
  rows: WeightedRows,
  start?: PanelFit,
): { inputs: PanelInputs; contrasts: Contrasts } {
  const { design: whole, degrees, origin } = rows;
  const [T, N] = [panel.periods.length, panel.assets.length];
  const design = contrastDesign(whole);
  const held = heldVariances(model, design);
  checkDegrees(T, N - 1, design, held);

  const scales = residualScales(panel, rows, model);
  const contrasts = contrastsOf(core, scales);
  const inputs: PanelInputs = {
    periods: T,
    assets: N - 1,
    design,
    ...contrastRows(core, rows, contrasts),
    patterns: null,
    scaleResidual: false,
    severalStarts: model.starts === 'several',
    start: startingValues(design, start),
    degrees,
    held,
    origin,
  };
  return { inputs, contrasts };
}

/** Periods that the likelihood is of: T with ML, T − m_a beside the fixed effects with REML, or what discounted ones count as. */
function countedPeriods(T: number, { design, degrees, origin }: WeightedRows): number {
  if (origin.method === 'ML') return degrees?.periods ?? T;
  return degrees?.residual ?? T - design.assetFixed.length;
}

/** A design without `time`, on which contrasts hold nothing. */
export function contrastDesign(design: PanelDesign): PanelDesign {
  return { ...design, random: design.random.filter(({ term }) => term.kind !== 'time') };
}

/**
 * The contrasts Y·D⁻¹·H of the returns, and H'KH of the kernels.
 *
 * @throws ModelError `no-information` for a kernel that is 0 on the contrasts
 */
export function contrastRows(
  core: EngineCore,
  { returns, design, kernels }: Pick<WeightedRows, 'returns' | 'design' | 'kernels'>,
  { H, scales }: Contrasts,
): Pick<PanelInputs, 'returns' | 'kernels'> {
  const N = scales.length;
  const scaled = returns.map((value, cell) => value / scales[cell % N]);
  return {
    returns: multiply(core, scaled, H, returns.length / N, N, N - 1),
    kernels: kernels.map((K, k) => contrastKernel(core, H, K, design, k)),
  };
}

/** s_i = √(RSS_i/(T − m_a)) after the fixed effects, or ones; an asset without any residual is refused by name. */
function residualScales(
  panel: Panel,
  { returns, design, degrees }: WeightedRows,
  model: PanelModel,
): Float64Array {
  const N = panel.assets.length;
  const scales = new Float64Array(N).fill(1);
  if (model.scale !== 'residual') return scales;
  const basis = orthonormalBasis(design.assetFixed);
  const T = returns.length / N;
  const residuals = residualsBeyond(basis, returns, N);
  for (let i = 0; i < N; i++) {
    let squares = 0;
    let size = 0;
    for (let t = 0; t < T; t++) {
      squares += residuals[t * N + i] * residuals[t * N + i];
      size += returns[t * N + i] * returns[t * N + i];
    }
    if (!(squares > NO_VARIATION * NO_VARIATION * size)) refuseConstant(i, panel);
    scales[i] = Math.sqrt(squares / (degrees?.residual ?? T - design.assetFixed.length));
  }
  return scales;
}

/** H'KH, symmetric. */
function contrastKernel(
  core: EngineCore,
  H: Float64Array,
  K: Float64Array,
  design: PanelDesign,
  position: number,
): Float64Array {
  const n = Math.round(Math.sqrt(K.length)) - 1;
  const transposed = new Float64Array(H.length);
  for (let i = 0; i <= n; i++) for (let j = 0; j < n; j++) transposed[j * (n + 1) + i] = H[i * n + j];
  const product = multiply(core, transposed, multiply(core, K, H, n + 1, n + 1, n), n, n + 1, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      product[i * n + j] = product[j * n + i] = 0.5 * (product[i * n + j] + product[j * n + i]);
    }
  }
  if (!(trace(product, n) > NO_CONTRAST * trace(K, n + 1))) {
    const name = design.kernels[position];
    const { label } = design.random.find(({ term }) => 'kernel' in term && term.kernel === name)!;
    throw new ModelError(
      'no-information',
      `the data hold no information on the variance of "${label}" beside the market: kernel ${name} only tells the average of the assets`,
      'leave the term out, or use a kernel in which assets differ',
      { term: label, kernel: name },
    );
  }
  return product;
}

function trace(values: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i * n + i];
  return sum;
}

/** log of the volume by which z ↦ D⁻¹z stretches what adds up to zero: log‖s‖ − ½ log N − Σ log s_i. */
export function logVolume(scales: Float64Array): number {
  let squares = 0;
  let logs = 0;
  for (let i = 0; i < scales.length; i++) {
    squares += scales[i] * scales[i];
    logs += log(scales[i]);
  }
  return 0.5 * (log(squares) - log(scales.length)) - logs;
}
