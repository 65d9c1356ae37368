/** Products of flat row-major matrices, as dot products of two rows by two rows: four sums in registers. */

/** out := A·B', n×m; A is n×k, B is m×k. */
export function rowProducts(
  A: Float64Array,
  B: Float64Array,
  n: number,
  m: number,
  k: number,
  out = new Float64Array(n * m),
): Float64Array {
  for (let i = 0; i < n; i += 2) for (let j = 0; j < m; j += 2) block(A, B, i, j, n, m, k, out);
  return out;
}

/** out := A·B', n×n, where that is symmetric: half of the products, mirrored. */
export function symmetricRowProducts(
  A: Float64Array,
  B: Float64Array,
  n: number,
  k: number,
  out = new Float64Array(n * n),
): Float64Array {
  for (let i = 0; i < n; i += 2) for (let j = 0; j <= i; j += 2) block(A, B, i, j, n, n, k, out);
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) out[j * n + i] = out[i * n + j];
  return out;
}

/** Rows i, i + 1 of A times rows j, j + 1 of B, as far as there are any. */
function block(
  A: Float64Array,
  B: Float64Array,
  i: number,
  j: number,
  n: number,
  m: number,
  k: number,
  out: Float64Array,
): void {
  if (i + 1 === n || j + 1 === m) {
    for (let r = i; r < Math.min(i + 2, n); r++) {
      for (let s = j; s < Math.min(j + 2, m); s++) out[r * m + s] = dot(A, r * k, B, s * k, k);
    }
    return;
  }
  const [a0, a1, b0, b1] = [i * k, (i + 1) * k, j * k, (j + 1) * k];
  let p = 0;
  let q = 0;
  let r = 0;
  let s = 0;
  for (let t = 0; t < k; t++) {
    const x = A[a0 + t];
    const y = A[a1 + t];
    const u = B[b0 + t];
    const v = B[b1 + t];
    p += x * u;
    q += x * v;
    r += y * u;
    s += y * v;
  }
  out[i * m + j] = p;
  out[i * m + j + 1] = q;
  out[(i + 1) * m + j] = r;
  out[(i + 1) * m + j + 1] = s;
}

/** Σ a[from + t]·b[other + t] over k terms. */
export function dot(a: Float64Array, from: number, b: Float64Array, other: number, k: number): number {
  let sum = 0;
  for (let t = 0; t < k; t++) sum += a[from + t] * b[other + t];
  return sum;
}

/** Values beside their mean. */
export function centred(values: Float64Array): Float64Array {
  let sum = 0;
  for (let t = 0; t < values.length; t++) sum += values[t];
  const mean = sum / values.length;
  return values.map((value) => value - mean);
}
