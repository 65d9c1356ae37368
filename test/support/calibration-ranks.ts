/** Simulation-based calibration of the posterior of a panel's variances (Talts et al. 2018; Modrák et al. 2023). */
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { densityOf, drawPosterior, drawStatistics } from '../../src/bayes/draw.js';
import { priorsOf, samplerOptions } from '../../src/bayes/options.js';
import { posteriorInputs } from '../../src/bayes/sample-posterior.js';
import type { StudentInputs } from '../../src/bayes/student.js';
import type { VariancePrior } from '../../src/bayes/types.js';
import type { EngineCore } from '../../src/engine/core.js';
import type { FurtherExports } from '../../src/engine/exports.js';
import type { Panel, PanelModel } from '../../src/model/types.js';
import { denseModel } from './dense-model.js';
import { randomSource } from './random.js';
import { restrictedLikelihood } from './restricted-likelihood.js';

/** The priors of the standard deviations by component. All are proper, and none depends on the returns. */
export type Priors = Record<string, VariancePrior>;

export interface Calibration {
  core: EngineCore;
  further: EngineCore<FurtherExports>;
  /** of which returns are simulated: their NaN stay */
  panel: Panel;
  model: PanelModel;
  priors: Priors;
  replications: number;
  /** t errors, of models whose random terms are within a period; default normal ones */
  student?: StudentInputs;
  /** what the sampler is told instead: another model of the returns simulated, or other priors or errors; default the same */
  told?: { model?: PanelModel; priors?: Priors; student?: StudentInputs | null };
}

/** Draws kept of every chain, one of `THIN`: ranks are 0 … KEPT. */
export const KEPT = 63;
const THIN = 6;

/**
 * Ranks of what the returns were drawn with among draws of its posterior: uniform on 0 … KEPT where the sampler draws from
 * the posterior of these priors and this likelihood.
 *
 * Fixed effects have no proper prior to be drawn from, and need none: the restricted likelihood is that of contrasts of the
 * returns on which they have no effect, so that any value of theirs gives the same posterior. They are 0.03 here.
 *
 * With t errors degrees of freedom and the weights of the periods are drawn too.
 *
 * @returns by component of the model, of `degrees` where they are drawn, and of `density`, the log posterior density
 */
export function calibrationRanks(calibration: Calibration): Record<string, number[]> {
  const { core, further, panel, model, priors, replications, student = null, told = {} } = calibration;
  const tails = told.student === undefined ? student : told.student;
  const isDrawn = student?.degrees === null && tails?.degrees === null;
  const dense = denseModel(panel, model);
  const labels = dense.terms.map(({ label }) => label);
  const own = Object.fromEntries(labels.map((label) => [label, (told.priors ?? priors)[label]]));
  const ranks: Record<string, number[]> = Object.fromEntries(
    [...labels, ...(isDrawn ? ['degrees'] : []), 'density'].map((name) => [name, []]),
  );
  const source = randomSource(20_25);
  for (let replication = 0; replication < replications; replication++) {
    const sigma = labels.map((label) => drawSigma(priors[label], source.uniform));
    const V = dense.terms.reduce(
      (sum, term, k) => sum.add(Matrix.mul(term.V, sigma[k] ** 2)),
      Matrix.zeros(dense.y.length, dense.y.length),
    );
    const z = Matrix.columnVector(dense.y.map(source.normal));
    const errors = new CholeskyDecomposition(V).lowerTriangularMatrix.mmul(z).to1DArray();
    const [df, weights] = drawTails(student, panel.periods.length, source);
    const returns = panel.returns.slice();
    const fixed = dense.X.mmul(Matrix.columnVector(dense.fixedLabels.map(() => 0.03))).to1DArray();
    dense.cells.forEach((cell, r) => {
      const own = weights[Math.floor(cell / panel.assets.length)];
      returns[cell] = fixed[r] + errors[r] / Math.sqrt(own);
    });

    const request = {
      inputs: posteriorInputs(core, { ...panel, returns }, told.model ?? model),
      priors: priorsOf(own, labels),
      options: samplerOptions({ chains: 1, draws: KEPT * THIN, warmup: 200, seed: replication }),
      student: tails,
    };
    const { status, variances, statistics, degrees } = drawPosterior(further, request);
    if (status !== 0) throw new Error(`replication ${replication} has the status ${status}`);
    const kept = Array.from({ length: KEPT }, (_, draw) => (draw + 1) * THIN - 1);
    const rankOf = (value: number, drawn: (draw: number) => number): number =>
      kept.filter((draw) => drawn(draw) < value).length;
    const q = labels.length;
    labels.forEach((label, k) => ranks[label].push(rankOf(sigma[k] ** 2, (draw) => variances[draw * q + k])));
    const { units } = densityOf(further, request, [new Float64Array(q)]);
    const theta = Float64Array.from(sigma, (s, k) => Math.asinh(s / units[k]));
    if (isDrawn) ranks.degrees.push(rankOf(df, (draw) => degrees[draw]));
    let [{ density }] = densityOf(further, request, [theta]).values;
    if (tails !== null) {
      // given the weights, of which the engine's is that of ones
      const squares = sigma.map((s) => s * s);
      const at = (periodWeights: Float64Array): number =>
        restrictedLikelihood({ ...panel, returns }, { ...model, periodWeights })(squares);
      density += at(weights) - at(weights.map(() => 1));
    }
    const width = drawStatistics.length;
    ranks.density.push(rankOf(density, (draw) => statistics[draw * width]));
  }
  return ranks;
}

/** Degrees of freedom and weights of the periods; ones with normal errors. */
function drawTails(
  student: StudentInputs | null,
  T: number,
  { uniform }: Pick<ReturnType<typeof randomSource>, 'uniform'>,
): [number, Float64Array] {
  if (student === null) return [Infinity, new Float64Array(T).fill(1)];
  const { degrees, prior, least } = student;
  let df = degrees ?? 0;
  // whole shapes: sums of exponentials
  while (degrees === null && df < least) {
    df = 0;
    for (let k = 0; k < prior.shape; k++) df -= Math.log(1 - uniform()) / prior.rate;
  }
  return [df, Float64Array.from({ length: T }, () => gammaOf(df / 2, uniform) / (df / 2))];
}

/** Gamma(shape, 1) by Best's (1978) rejection from a t distribution with two degrees of freedom, for a shape above 1. */
function gammaOf(shape: number, uniform: () => number): number {
  const b = shape - 1;
  const c = 3 * shape - 0.75;
  for (;;) {
    const [u, v] = [uniform(), uniform()];
    const w = u * (1 - u);
    const y = Math.sqrt(c / w) * (u - 0.5);
    const x = b + y;
    if (!(x > 0)) continue;
    if (Math.log(64 * w ** 3 * v * v) <= 2 * (b * Math.log(x / b) - y)) return x;
  }
}

/** Of a uniform u, or two. */
function drawSigma(prior: VariancePrior, uniform: () => number): number {
  if (prior.kind === 'penalisedComplexity') {
    return (prior.upper! * Math.log(1 - uniform())) / Math.log(prior.probability!);
  }
  if (prior.kind === 'halfCauchy') return prior.scale! * Math.tan((Math.PI / 2) * uniform());
  const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
  return prior.scale! * radius * Math.abs(Math.cos(2 * Math.PI * uniform()));
}

/** Σ (O − E)²/E of ranks in 16 bins alike, E the same for all; 15 degrees of freedom. */
export function rankStatistic(ranks: readonly number[]): number {
  const bins = 16;
  const counts = new Array<number>(bins).fill(0);
  for (const rank of ranks) counts[Math.floor((rank * bins) / (KEPT + 1))]++;
  const expected = ranks.length / bins;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
