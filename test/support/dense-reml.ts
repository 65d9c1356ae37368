import { Matrix, inverse } from 'ml-matrix';
import type { Panel, PanelFit, PanelModel } from '../../src/model/types.js';
import { evaluate, logLikelihoodAt } from './dense-likelihood.js';
import { maximise, type DenseMaximum } from './dense-maximiser.js';
import { denseModel, type DenseModel } from './dense-model.js';

/** A fit of the oracle, with what tests measure differences by. */
export interface DenseFit extends Omit<PanelFit, 'notes' | 'origin'> {
  /** v_k = θ_k · mean(diag(A_k ⊗ B_k)) by variance component */
  contributions: number[];
}

/**
 * REML, or ML, fit of a panel model by the definition: every n×n covariance written out, no structure used. It is the
 * oracle for the engine's paths and shares nothing with them but the types.
 *
 * @param without labels of fixed effects that are left out
 */
export function denseFit(
  panel: Panel,
  model: PanelModel,
  starts?: 'one' | 'several',
  without: readonly string[] = [],
): DenseFit {
  const dense = denseModel(panel, model, without);
  return summarise(dense, panel, maximise(dense, starts));
}

/** Log-likelihood at given variances (residuals last), zeros included; −∞ where V is not positive definite. */
export function denseLogLikelihood(panel: Panel, model: PanelModel, variances: number[]): number {
  return logLikelihoodAt(denseModel(panel, model), variances);
}

/** Fixed effects, BLUPs and log-likelihood at given variances. */
export function denseFitAt(panel: Panel, model: PanelModel, variances: number[]): DenseFit {
  const dense = denseModel(panel, model);
  const evaluation = evaluate(dense, variances);
  if (!evaluation) throw new Error('the covariance at these variances is not positive definite');
  return summarise(dense, panel, { ...evaluation, kktResidual: NaN, iterations: 0 });
}

/** (X'V⁻¹X)⁻¹ of the fixed effects at given variances, row-major. */
export function denseFixedCovariance(
  panel: Panel,
  model: PanelModel,
  variances: number[],
  without: readonly string[] = [],
): number[] {
  return evaluate(denseModel(panel, model, without), variances)!.betaCovariance.to1DArray();
}

function summarise(dense: DenseModel, panel: Panel, maximum: DenseMaximum): DenseFit {
  const { theta, beta, betaCovariance, Py } = maximum;
  const inside = theta.map((_, k) => k).filter((k) => theta[k] > 0);
  const thetaCovariance = inverse(maximum.averageInformation.selection(inside, inside));
  const standardErrors = theta.map((value, k) =>
    value > 0 ? Math.sqrt(thetaCovariance.get(inside.indexOf(k), inside.indexOf(k))) : null,
  );

  const effects = dense.terms.map(({ effectCovariance }, k) =>
    effectCovariance.mmul(Matrix.columnVector(Py)).mul(theta[k]).to1DArray(),
  );
  const random = dense.terms.filter(({ isResidual }) => !isResidual);
  const fixedPart = dense.X.mmul(Matrix.columnVector(beta)).to1DArray();
  const fitted = new Float64Array(dense.periods * dense.assets).fill(NaN);
  dense.cells.forEach((cell, r) => {
    fitted[cell] = random.reduce(
      (sum, { level, loading }, k) => sum + loading[r] * effects[k][level[r]],
      fixedPart[r],
    );
  });
  return {
    variances: dense.terms.map(({ label }, k) => ({
      label,
      estimate: theta[k],
      standardError: standardErrors[k],
      atBoundary: theta[k] === 0,
    })),
    fixedEffects: dense.fixedLabels.map((label, c) => {
      const standardError = Math.sqrt(betaCovariance.get(c, c));
      return { label, estimate: beta[c], standardError, tValue: beta[c] / standardError };
    }),
    dropped: [],
    randomEffects: Object.fromEntries(random.map(({ label }, k) => [label, Float64Array.from(effects[k])])),
    fitted,
    residuals: panel.returns.map((value, cell) => value - fitted[cell]),
    logLikelihood: maximum.logLikelihood,
    heritability: heritability(dense, theta, inside, thetaCovariance),
    converged: true,
    iterations: maximum.iterations,
    kktResidual: maximum.kktResidual,
    path: 'dense',
    scales: Float64Array.from(dense.scales),
    contributions: dense.terms.map(({ meanDiagonal }, k) => theta[k] * meanDiagonal),
  };
}

/**
 * h² = Σ_{kernel} v_k / Σ v_k with its delta-method standard error √(g'Cg), g_k = c_k(1[kernel] − h²)/Σv over the
 * components inside the boundary; null where all of them, or none, have a kernel: h² is then itself at a boundary.
 */
function heritability(
  dense: DenseModel,
  theta: number[],
  inside: number[],
  thetaCovariance: Matrix,
): PanelFit['heritability'] {
  const contributions = dense.terms.map(({ meanDiagonal }, k) => theta[k] * meanDiagonal);
  const total = contributions.reduce((sum, v) => sum + v, 0);
  const estimate = contributions.reduce((sum, v, k) => (dense.terms[k].hasKernel ? sum + v : sum), 0) / total;
  const kernels = inside.filter((k) => dense.terms[k].hasKernel).length;
  if (kernels === 0 || kernels === inside.length) return { estimate, standardError: null };
  const gradient = Matrix.columnVector(
    inside.map(
      (k) => (dense.terms[k].meanDiagonal * ((dense.terms[k].hasKernel ? 1 : 0) - estimate)) / total,
    ),
  );
  const variance = gradient.transpose().mmul(thetaCovariance).mmul(gradient).get(0, 0);
  return { estimate, standardError: Math.sqrt(variance) };
}
