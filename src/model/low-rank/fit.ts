import type { Engine } from '../../create-engine.js';
import { joinedBlock, type LowRankBlock, lowRankBlock } from '../../kernels/low-rank-block.js';
import type { Kernel } from '../../kernels/types.js';
import { log } from '../../numeric/elementary.js';
import { refuseAverage } from '../average.js';
import { designPanel, type PanelDesign } from '../design.js';
import { refuseAliased, refuseConstant, refuseSingular, refuseUnbounded } from '../fit-errors.js';
import { checkChoices, checkPanel } from '../fit-panel.js';
import { heldVariances } from '../held-variances.js';
import { originOf } from '../origin.js';
import type { PanelOutputs } from '../request.js';
import { checkDegrees, describeFit, startingValues } from '../run-fit.js';
import type { Panel, PanelFit, PanelModel } from '../types.js';
import { refuseBeyondLowRank, refuseConfusion } from './checks.js';
import { diagonalLikelihood } from './diagonal.js';
import { randomEffects } from './effects.js';
import { inferVariances } from './inference.js';
import { isotropicLikelihood } from './isotropic.js';
import { type LeastSquares, leastSquares } from './least-squares.js';
import { CONVERGED } from './optimise.js';
import type { Component, Rows } from './problem.js';
import { search } from './search.js';
import type { LowRankModel } from './types.js';
import { factorsOf, solveRows, woodbury } from './woodbury.js';

/** Residuals below this share of the returns are rounding. */
const NO_VARIATION = 1e-12;
/** Share of a kernel's mean diagonal above which its smallest δ keeps Ω positive definite by itself. */
const SINGULAR = 1e-8;
/** Lower bound of the residual's normalised variance where kernels do not. */
const RESIDUAL_FLOOR = 1e-9;
/** Of `lowRank` among the paths that `describeFit` knows. */
const PATH = 3;

/**
 * Fits a panel model whose kernels are of the form FF' + diag(δ) by REML or ML, without a matrix of assets × assets: the
 * same fit as `engine.fitPanel` with the full kernels (`denseKernel`). With R factors in all, `time` being one of them, an
 * evaluation of the likelihood costs O(R³) where the diagonals are constant, whatever N and T are; else O(NR(T + R)). See
 * docs/low-rank.md.
 *
 * @param panel complete: no missing cell
 * @param start a fit of the same terms whose variances are the starting values
 * @returns a fit of the path `lowRank`
 * @throws ModelError `low-rank-model` for terms and options beyond `LowRankModel`, `low-rank-missing` for a missing cell,
 *         `kernel-label`, `kernel-size`, `kernel-not-finite`, `kernel-indefinite`; DataError and ModelError as
 *         `engine.fitPanel`
 */
export function fitLowRankPanel(
  engine: Engine,
  panel: Panel,
  model: LowRankModel,
  start?: PanelFit,
): PanelFit {
  checkPanel(panel);
  checkChoices(model);
  // of kernels the design wants to know the names alone
  const nothing: Kernel = { labels: [], values: new Float64Array(0) };
  const named = Object.keys(model.kernels).map((name): [string, Kernel] => [name, nothing]);
  const given: PanelModel = { ...model, kernels: Object.fromEntries(named) };
  const design = designPanel(panel, given);
  refuseBeyondLowRank(panel, given, design);
  const [T, N, m] = [panel.periods.length, panel.assets.length, design.assetFixed.length];
  const held = heldVariances(given, design);
  const starting = startingValues(design, start);
  const blocks = design.kernels.map((name) => lowRankBlock(name, model.kernels[name], panel.assets));
  refuseAverage(panel.returns, N, design);
  checkDegrees(T, N, design, held);

  const regression = leastSquares(design.assetFixed, panel.returns, N);
  if (regression.aliased >= 0) refuseAliased(regression.aliased, design);
  const { scales, unit, Z } = normalised(regression.residuals, panel, T - m, model.scale === 'residual');
  const rows: Rows = { T, N, Z, nu: model.method === 'ML' ? T : T - m };
  const { components, units } = componentsOf(design, blocks, N, unit);
  const isHeld = components.map((_, k) => held !== null && !Number.isNaN(held[k]));
  refuseConfusion(engine, components, N, isHeld, design);

  const isotropic = components.every((component) => component.isotropic);
  const likelihood = isotropic ? isotropicLikelihood : diagonalLikelihood;
  const found = search({
    evaluate: likelihood(engine, rows, components),
    given: units.map((own, k) => (isHeld[k] ? held![k] / own : NaN)),
    held: isHeld,
    start: starting === null ? null : starting.map((value, k) => value / units[k]),
    time: design.random.findIndex(({ term }) => term.kind === 'time'),
    several: model.starts === 'several',
    floor: kernelSuffices(components) ? 0 : RESIDUAL_FLOOR,
    mayVanish: blocks.some(({ diagonal }) => diagonal.every((value) => value > 0)),
    effects: [...design.random.map(({ term }) => (term.kind === 'time' ? T : T * N)), T * N],
    size: rows.nu * N,
  });
  const solved = found && woodbury(engine, factorsOf(components, N), components, found.tau);
  if (found === null || solved === null) return refuseSingular();

  const inferred = inferVariances(found, units, isHeld, design);
  const Y = solveRows(engine, solved, Z, T);
  const effects = randomEffects(engine, components, found.tau, Y, { scales, unit }, design);
  const residuals = regression.residuals.map((value, at) => value - effects.total[at]);
  const objective = found.objective + constants(rows, scales, unit, regression, model.method === 'ML');
  const outputs: PanelOutputs = {
    status: 0,
    summary: Float64Array.of(
      0,
      -0.5 * objective,
      found.residual,
      found.iterations,
      found.residual < CONVERGED ? 1 : 0,
      inferred.heritability,
      inferred.heritabilityError,
      PATH,
      0,
      0,
    ),
    ...inferred.outputs,
    commonEffects: new Float64Array(0),
    assetEffects: assetEffects(regression, components, found.tau, scales, unit),
    randomEffects: effects.byTerm,
    fitted: panel.returns.map((value, at) => value - residuals[at]),
    residuals,
    scales,
    fixedCovariance: new Float64Array(0),
  };
  refuseUnbounded(outputs, panel, { design, held });
  const origin = originOf(panel, given, design, blocks.map(joinedBlock));
  return describeFit(outputs, panel.assets, { design, held, origin });
}

/**
 * Rows of residuals divided by each asset's s_i and by c, their root mean square thereafter.
 *
 * @throws ModelError `no-residual-variation`
 */
function normalised(
  residuals: Float64Array,
  panel: Panel,
  degrees: number,
  scaled: boolean,
): { scales: Float64Array; unit: number; Z: Float64Array } {
  const N = panel.assets.length;
  const squares = new Float64Array(N);
  const sizes = new Float64Array(N);
  residuals.forEach((value, at) => {
    squares[at % N] += value * value;
    sizes[at % N] += panel.returns[at] * panel.returns[at];
  });
  const varies = (own: number, size: number): boolean => own > NO_VARIATION * NO_VARIATION * size;
  const scales = new Float64Array(N).fill(1);
  let [total, size] = [0, 0];
  for (let i = 0; i < N; i++) {
    if (scaled && !varies(squares[i], sizes[i])) refuseConstant(i, panel);
    if (scaled) scales[i] = Math.sqrt(squares[i] / degrees);
    total += squares[i] / (scales[i] * scales[i]);
    size += sizes[i] / (scales[i] * scales[i]);
  }
  if (!varies(total, size)) refuseConstant(-1, panel);
  const unit = Math.sqrt(total / (degrees * N));
  return { scales, unit, Z: residuals.map((value, at) => value / (scales[at % N] * unit)) };
}

/** The random terms and the residual with mean diagonal 1, and σ_k² at τ_k = 1. */
function componentsOf(
  { random, kernels }: PanelDesign,
  blocks: readonly LowRankBlock[],
  N: number,
  unit: number,
): { components: Component[]; units: number[] } {
  const none = new Float64Array(0);
  const ones = new Float64Array(N).fill(1);
  const units: number[] = [];
  const components = random.map(({ term }): Component => {
    if (!('kernel' in term)) {
      units.push(unit * unit);
      return { rank: 1, factors: ones, diagonal: new Float64Array(N), isotropic: true };
    }
    const { rank, factors, diagonal, isotropic } = blocks[kernels.indexOf(term.kernel)];
    let trace = 0;
    for (const value of factors) trace += value * value;
    for (const value of diagonal) trace += value;
    const mean = trace > 0 ? trace / N : 1; // a kernel of zeros is refused as one without information
    units.push((unit * unit) / mean);
    return {
      rank,
      factors: factors.map((value) => value / Math.sqrt(mean)),
      diagonal: diagonal.map((value) => value / mean),
      isotropic,
    };
  });
  components.push({ rank: 0, factors: none, diagonal: ones, isotropic: true });
  return { components, units: [...units, unit * unit] };
}

/** Whether the only kernel makes Ω positive definite whatever the other variances are. */
function kernelSuffices(components: readonly Component[]): boolean {
  const related = components
    .slice(0, -1)
    .filter(({ rank, diagonal }) => rank !== 1 || diagonal.some((d) => d > 0));
  return related.length === 1 && related[0].diagonal.every((value) => value > SINGULAR);
}

/** What −2ℓ has beside its objective: with its full constant, on the scale of the returns as given, X as written. */
function constants(
  { T, N, nu }: Rows,
  scales: Float64Array,
  unit: number,
  { logDeterminant }: LeastSquares,
  isML: boolean,
): number {
  const degrees = isML ? T : nu;
  let twice = degrees * N * (log(2 * Math.PI) + 2 * log(unit));
  for (let i = 0; i < N; i++) twice += 2 * degrees * log(scales[i]);
  return isML ? twice : twice + N * logDeterminant;
}

/** Estimates, then standard errors s_i·√(Ω_ii (C'C)⁻¹_kk): columns × assets each. */
function assetEffects(
  { estimates, inverseSquares }: LeastSquares,
  components: readonly Component[],
  tau: Float64Array,
  scales: Float64Array,
  unit: number,
): Float64Array {
  const N = scales.length;
  const own = new Float64Array(N);
  components.forEach(({ rank, factors, diagonal }, k) => {
    for (let i = 0; i < N; i++) {
      own[i] += tau[k] * diagonal[i];
      for (let a = 0; a < rank; a++) own[i] += tau[k] * factors[i * rank + a] * factors[i * rank + a];
    }
  });
  const effects = new Float64Array(2 * estimates.length);
  effects.set(estimates);
  inverseSquares.forEach((squares, k) => {
    for (let i = 0; i < N; i++) {
      effects[estimates.length + k * N + i] = scales[i] * unit * Math.sqrt(own[i] * squares);
    }
  });
  return effects;
}
