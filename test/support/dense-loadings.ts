import { Matrix, inverse } from 'ml-matrix';
import { logLikelihoodAt } from './dense-likelihood.js';
import type { Panel } from '../../src/model/types.js';

/** A model of moving loadings written out cell by cell: all returns stacked, and their joint normal distribution. */
export interface DenseLoadings {
  /** REML log-likelihood with its full constant */
  logLikelihood: number;
  /** E[b_it | returns up to and with period `end`], T×N×m, and its variances, of the periods up to `end` */
  mean: number[];
  variance: number[];
}

/**
 * r_it = s_i(α_i + Σ_j b_ijt x_jt + u_it), Cov(b_ijt, b_kjs) = q_j K_ik min(t, s) beyond the flat b_ij0, by the covariance of all
 * cells up to `end` and best linear unbiased prediction.
 */
export function denseLoadings(
  { assets, returns, covariates }: Panel,
  moving: readonly { name: string; q: number }[],
  K: readonly number[][],
  Omega: readonly number[][],
  scales: readonly number[],
  end: number,
): DenseLoadings {
  const N = assets.length;
  const x = moving.map(({ name }) => covariates[name] as Float64Array);
  const cells: [number, number][] = [];
  for (let t = 0; t <= end; t++)
    for (let i = 0; i < N; i++) if (!Number.isNaN(returns[t * N + i])) cells.push([t, i]);
  const y = cells.map(([t, i]) => returns[t * N + i]);
  const p = 1 + moving.length;
  const X = Matrix.zeros(cells.length, N * p);
  cells.forEach(([t, i], c) => {
    X.set(c, i, 1);
    x.forEach((values, j) => X.set(c, (1 + j) * N + i, values[t]));
  });
  const V = new Matrix(
    cells.map(([t, i]) =>
      cells.map(([u, k]) => {
        const walk =
          moving.reduce((sum, { q }, j) => sum + q * x[j][t] * x[j][u] * Math.min(t, u), 0) * K[i][k];
        return scales[i] * scales[k] * (walk + (t === u ? Omega[i][k] : 0));
      }),
    ),
  );
  const logLikelihood = logLikelihoodAt({ y, X, terms: [{ V }] }, [1]);
  const inverseV = inverse(V);
  const XV = X.transpose().mmul(inverseV);
  const information = inverse(XV.mmul(X));
  const delta = information.mmul(XV).mmul(Matrix.columnVector(y));
  const e = Matrix.sub(Matrix.columnVector(y), X.mmul(delta));
  const [mean, variance]: [number[], number[]] = [[], []];
  for (let t = 0; t <= end; t++)
    for (let i = 0; i < N; i++)
      moving.forEach(({ q }, j) => {
        const c = Matrix.rowVector(
          cells.map(([u, k]) => scales[i] * scales[k] * q * K[i][k] * x[j][u] * Math.min(t, u)),
        );
        const flat = Matrix.zeros(1, N * p);
        flat.set(0, (1 + j) * N + i, 1);
        const cV = c.mmul(inverseV);
        mean.push(flat.mmul(delta).get(0, 0) + cV.mmul(e).get(0, 0));
        const d = Matrix.sub(flat, cV.mmul(X));
        variance.push(
          scales[i] ** 2 * q * K[i][i] * t -
            cV.mmul(c.transpose()).get(0, 0) +
            d.mmul(information).mmul(d.transpose()).get(0, 0),
        );
      });
  return { logLikelihood, mean, variance };
}
