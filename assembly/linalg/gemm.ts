import { get, set, row, from } from './vector';
import { multiplyBlocks, multiplyBlocksWorkspace, scaleRows } from './multiply-blocks';

export { gemv } from './gemv';

/** Products of at most this many multiplications are not worth packing. */
const SMALL: i64 = 1000;

/**
 * C := α·op(A)·op(B) + β·C, op(X) = X or X'.
 *
 * a       op(A) is m×k: A is m×k (transA false) or k×m (true), row-major, leading dimension lda.
 * b       op(B) is k×n: B is k×n (transB false) or n×k (true), leading dimension ldb.
 * c       m×n, leading dimension ldc; not read when β = 0. Must not overlap A or B.
 * work    `gemmWorkspace(m, n, k)` bytes of the arena.
 */
export function gemm(
  transA: bool,
  transB: bool,
  m: i32,
  n: i32,
  k: i32,
  alpha: f64,
  a: usize,
  lda: i32,
  b: usize,
  ldb: i32,
  beta: f64,
  c: usize,
  ldc: i32,
): void {
  if (alpha == 0.0 || k == 0 || isSmall(m, n, k)) {
    scaleRows(m, n, beta, c, ldc);
    if (alpha != 0.0) multiplyDirectly(transA, transB, m, n, k, alpha, a, lda, b, ldb, c, ldc);
  } else multiplyBlocks(false, transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}

/** Arena bytes that `gemm` takes for an m×k by k×n product. */
export function gemmWorkspace(m: i32, n: i32, k: i32): usize {
  return isSmall(m, n, k) ? 0 : multiplyBlocksWorkspace(m, n, k);
}

function isSmall(m: i32, n: i32, k: i32): bool {
  return <i64>m * <i64>n * <i64>k <= SMALL;
}

/** C := C + α·op(A)·op(B) in place of packing: two columns of a row of C at a time. */
function multiplyDirectly(
  transA: bool,
  transB: bool,
  m: i32,
  n: i32,
  k: i32,
  alpha: f64,
  a: usize,
  lda: i32,
  b: usize,
  ldb: i32,
  c: usize,
  ldc: i32,
): void {
  const stepA: usize = transA ? (<usize>lda) << 3 : 8;
  const stepB: usize = transB ? 8 : (<usize>ldb) << 3;
  const nextB: usize = transB ? (<usize>ldb) << 3 : 8;
  for (let i = 0; i < m; i++) {
    const ai = transA ? from(a, i) : row(a, i, lda);
    const ci = row(c, i, ldc);
    let j = 0;
    for (; j + 2 <= n; j += 2) {
      let x = ai;
      let y = b + <usize>j * nextB;
      let sum = f64x2.splat(0.0);
      for (let p = 0; p < k; p++) {
        const pair = transB ? v128.load64_lane(y + nextB, v128.load64_zero(y), 1) : v128.load(y);
        sum = f64x2.add(sum, f64x2.mul(v128.load_splat<f64>(x), pair));
        x += stepA;
        y += stepB;
      }
      const target = from(ci, j);
      v128.store(target, f64x2.add(v128.load(target), f64x2.mul(f64x2.splat(alpha), sum)));
    }
    if (j < n) {
      let x = ai;
      let y = b + <usize>j * nextB;
      let sum = 0.0;
      for (let p = 0; p < k; p++) {
        sum += load<f64>(x) * load<f64>(y);
        x += stepA;
        y += stepB;
      }
      set(ci, j, get(ci, j) + alpha * sum);
    }
  }
}
