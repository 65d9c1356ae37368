import { get, set, row, from, dot, axpy, scaleOrClear } from './vector';

/**
 * y := α·op(A)·x + β·y; A is m×n with leading dimension lda, op as in `gemm`.
 *
 * y       not read when β = 0; must not overlap A or x.
 *
 * Four rows of A at a time, so that x (or y, when transposed) is read once for four.
 */
export function gemv(
  trans: bool,
  m: i32,
  n: i32,
  alpha: f64,
  a: usize,
  lda: i32,
  x: usize,
  beta: f64,
  y: usize,
): void {
  scaleOrClear(trans ? n : m, beta, y);
  if (alpha == 0.0) return;
  let i = 0;
  if (trans) {
    for (; i + 4 <= m; i += 4) addFourRows(n, alpha, from(x, i), row(a, i, lda), lda, y);
    for (; i < m; i++) axpy(n, alpha * get(x, i), row(a, i, lda), y);
  } else {
    for (; i + 4 <= m; i += 4) dotFourRows(n, alpha, row(a, i, lda), lda, x, from(y, i));
    for (; i < m; i++) set(y, i, get(y, i) + alpha * dot(n, row(a, i, lda), x));
  }
}

/** y_r := y_r + α·(row r of A)'x, r = 0 … 3 */
function dotFourRows(n: i32, alpha: f64, a: usize, lda: i32, x: usize, y: usize): void {
  const a1 = row(a, 1, lda);
  const a2 = row(a, 2, lda);
  const a3 = row(a, 3, lda);
  let s0 = f64x2.splat(0.0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let j = 0;
  for (; j + 2 <= n; j += 2) {
    const xj = v128.load(from(x, j));
    s0 = f64x2.add(s0, f64x2.mul(v128.load(from(a, j)), xj));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(from(a1, j)), xj));
    s2 = f64x2.add(s2, f64x2.mul(v128.load(from(a2, j)), xj));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(from(a3, j)), xj));
  }
  let low = f64x2.add(v128.shuffle<f64>(s0, s1, 0, 2), v128.shuffle<f64>(s0, s1, 1, 3));
  let high = f64x2.add(v128.shuffle<f64>(s2, s3, 0, 2), v128.shuffle<f64>(s2, s3, 1, 3));
  if (j < n) {
    const xj = v128.load_splat<f64>(from(x, j));
    low = f64x2.add(low, f64x2.mul(xj, v128.load64_lane(from(a1, j), v128.load64_zero(from(a, j)), 1)));
    high = f64x2.add(high, f64x2.mul(xj, v128.load64_lane(from(a3, j), v128.load64_zero(from(a2, j)), 1)));
  }
  const factor = f64x2.splat(alpha);
  v128.store(y, f64x2.add(v128.load(y), f64x2.mul(factor, low)));
  v128.store(y, f64x2.add(v128.load(y, 16), f64x2.mul(factor, high)), 16);
}

/** y := y + α·Σ_r x_r·(row r of A), r = 0 … 3 */
function addFourRows(n: i32, alpha: f64, x: usize, a: usize, lda: i32, y: usize): void {
  const a1 = row(a, 1, lda);
  const a2 = row(a, 2, lda);
  const a3 = row(a, 3, lda);
  const x0 = f64x2.splat(alpha * get(x, 0));
  const x1 = f64x2.splat(alpha * get(x, 1));
  const x2 = f64x2.splat(alpha * get(x, 2));
  const x3 = f64x2.splat(alpha * get(x, 3));
  let j = 0;
  for (; j + 2 <= n; j += 2) {
    const s0 = f64x2.mul(x0, v128.load(from(a, j)));
    const s1 = f64x2.mul(x1, v128.load(from(a1, j)));
    const s2 = f64x2.mul(x2, v128.load(from(a2, j)));
    const s3 = f64x2.mul(x3, v128.load(from(a3, j)));
    const sum = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3));
    v128.store(from(y, j), f64x2.add(v128.load(from(y, j)), sum));
  }
  if (j < n) {
    const s01 = alpha * get(x, 0) * get(a, j) + alpha * get(x, 1) * get(a1, j);
    const s23 = alpha * get(x, 2) * get(a2, j) + alpha * get(x, 3) * get(a3, j);
    set(y, j, get(y, j) + (s01 + s23));
  }
}
