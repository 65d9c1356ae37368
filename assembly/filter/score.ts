import { allocateMatrix, matrixBytes } from '../arena';
import { symmetrize, syrk, syrkWorkspace } from '../linalg/syrk';
import { row } from '../linalg/vector';
import { FilterRequest } from './request';

/*
 * The score: derivatives of ℓ in the covariances of what disturbs the series. With y = Xδ + ε, Σ the covariance of ε and
 * P = Σ⁻¹ − Σ⁻¹XS⁻¹X'Σ⁻¹ that of generalised least squares,
 *
 *     dℓ = ½[(Py)'dΣ(Py)/σ² − tr(P dΣ)]
 *
 * where a disturbance of the period t, d_t = A_t'ε, with the covariance V adds A_tVA_t' to Σ. A pass backward has u_t = A_t'Py and
 * its D_t = A_t'PA_t, of the returns within a period u_t and of the steps of the loadings r_{t−1} (t > 1), therefore
 *
 *     ∂ℓ/∂V = ½[Σ_t u_t u_t'/σ² − Σ_t D_t]
 *
 * over both triangles of V. `squares` are the first sums, `traces` the second, of Ω first and then of each Q_j; independent
 * series have diagonal D_t.
 */

/** T×n each: u_t, then r_{t−1} of each loading. */
export function allocateDisturbances(request: FilterRequest): usize {
  return allocateMatrix((1 + request.moving) * request.periods, request.series);
}

/** Where those of block b in period t are. */
export function disturbancesOf(request: FilterRequest, disturbances: usize, b: i32, t: i32): usize {
  return row(disturbances, b * request.periods + t, request.series);
}

/** Sums of squares and products of the disturbances over the periods. */
export function crossProducts(request: FilterRequest, disturbances: usize): void {
  const n = request.series;
  const T = request.periods;
  for (let b = 0; b <= request.moving; b++) {
    const squares = row(request.squares, b * n, n);
    syrk(true, n, T, 1.0, disturbancesOf(request, disturbances, b, 0), n, 0.0, squares, n);
    symmetrize(n, squares, n);
  }
}

/** Arena bytes that `allocateDisturbances` and `crossProducts` take. */
export function scoreWorkspace(request: FilterRequest): usize {
  const n = request.series;
  return matrixBytes((1 + request.moving) * request.periods, n) + syrkWorkspace(n, request.periods);
}
