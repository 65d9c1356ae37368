import { Matrix, inverse } from 'ml-matrix';
import type { Panel, PanelModel } from '../../src/model/types.js';
import { denseModel } from './dense-model.js';

/** What the definition of a discounted fit says, for complete panels whose fixed effects are all per asset. */
export interface DenseDiscount {
  effectivePeriods: number;
  degreesOfFreedom: number;
  /**
   * −½[ν log|Ω| + tr(Ω⁻¹cS) + N log|cC'DC| + Nν log 2π] at these variances, residual last; by ML the discounted sum of the
   * periods' log densities, −½[n log|Ω| + tr(Ω⁻¹cS) + Nn log 2π], n the effective periods
   */
  logLikelihood: (variances: readonly number[]) => number;
  /** m_a × N at these variances: √diag of G⁻¹C'D²CG⁻¹ ⊗ Ω, G = C'DC */
  fixedErrors: (variances: readonly number[]) => number[][];
}

/** The discounted likelihood with every matrix written out; period weights are precisions beside the discount. */
export function denseDiscount(panel: Panel, model: PanelModel, halfLife: number): DenseDiscount {
  const [T, n] = [panel.periods.length, panel.assets.length];
  const d = Array.from({ length: T }, (_, t) => 2 ** (-(T - 1 - t) / halfLife));
  const sum = d.reduce((a, b) => a + b, 0);
  const c = sum / d.reduce((a, b) => a + b * b, 0);
  const root = (t: number): number => Math.sqrt(model.periodWeights?.[t] ?? 1);
  const Y = new Matrix(d.map((_, t) => panel.assets.map((__, i) => root(t) * panel.returns[t * n + i])));
  const C = new Matrix(
    d.map((_, t) =>
      model.fixed.map((term) => {
        const name = /:(.+)$/.exec(term)?.[1];
        return root(t) * (name === undefined ? 1 : (panel.covariates[name] as Float64Array)[t]);
      }),
    ),
  );
  const D = Matrix.diag(d);
  const gram = C.transpose().mmul(D).mmul(C);
  // W'DW for W an orthonormal basis of √D·C: tr = tr(G⁻¹C'D²C)
  const squared = C.transpose().mmul(D).mmul(D).mmul(C);
  const nu = c * (sum - inverse(gram).mmul(squared).trace());
  const effects = inverse(gram).mmul(C.transpose()).mmul(D).mmul(Y);
  const residuals = Matrix.sub(Y, C.mmul(effects));
  const S = residuals.transpose().mmul(D).mmul(residuals).mul(c);
  const blocks = denseModel(panel, { ...model, periodWeights: undefined }).terms.map(({ V }) =>
    V.subMatrix(0, n - 1, 0, n - 1),
  );
  const Omega = (variances: readonly number[]): Matrix =>
    blocks.reduce((total, block, k) => total.add(Matrix.mul(block, variances[k])), Matrix.zeros(n, n));
  const jacobian = d.reduce((total, count, t) => total + c * count * n * Math.log(root(t)), 0);
  const logDet = (M: Matrix): number => Math.log(determinantOf(M));
  return {
    effectivePeriods: c * sum,
    degreesOfFreedom: nu,
    logLikelihood: (variances) => {
      const at = Omega(variances);
      const counted = model.method === 'ML' ? c * sum : nu;
      const parts = [
        counted * logDet(at),
        inverse(at).mmul(S).trace(),
        model.method === 'ML' ? 0 : n * logDet(Matrix.mul(gram, c)),
        n * counted * Math.log(2 * Math.PI),
      ];
      return -0.5 * parts.reduce((a, b) => a + b, 0) + jacobian;
    },
    fixedErrors: (variances) => {
      const at = Omega(variances).diagonal();
      const sandwich = inverse(gram).mmul(squared).mmul(inverse(gram)).diagonal();
      return sandwich.map((value) => at.map((own) => Math.sqrt(value * own)));
    },
  };
}

function determinantOf(M: Matrix): number {
  let product = 1;
  const A = M.to2DArray();
  for (let k = 0; k < A.length; k++) {
    product *= A[k][k];
    for (let i = k + 1; i < A.length; i++) {
      const factor = A[i][k] / A[k][k];
      for (let j = k; j < A.length; j++) A[i][j] -= factor * A[k][j];
    }
  }
  return product;
}
