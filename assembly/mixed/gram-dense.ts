import { allocateMatrix, mark, matrixBytes, release } from '../arena';
import { add, axpy, dot, fill, get, row, set } from '../linalg/vector';
import { gemm, gemmWorkspace } from '../linalg/gemm';
import { addRow } from './dense-rows';
import { componentCount, Mixed } from './model';
import { MixedRequest } from './request';

/**
 * Gram matrix G_ce = tr(P₀V_cP₀V_e) = tr(V_cV_e) − 2 tr(QV_cV_eQ') + tr(QV_cQ'QV_eQ'), and full_c = tr(V_cV_c), row by
 * row.
 * work    `gramDenseWorkspace(request)` bytes of the arena.
 */
export function gramDense(mixed: Mixed, gram: usize, full: usize): void {
  const n = mixed.n;
  const p = mixed.p;
  const q = mixed.q;
  const position = mark();
  const lines = allocateMatrix(q, n);
  const products = allocateMatrix(q, p * n); // Q V_c, p×n a component
  const inside = allocateMatrix(q, p * p); // Q V_c Q'
  fill(q * q, 0.0, gram);
  fill(q * p * n, 0.0, products);
  for (let i = 0; i < n; i++) {
    fill(q * n, 0.0, lines);
    for (let c = 0; c < q; c++) {
      const line = row(lines, c, n);
      addRow(mixed, c, i, n, 1.0, line);
      for (let e = 0; e <= c; e++) add(row(gram, c, q), e, dot(n, line, row(lines, e, n)));
      const product = row(products, c, p * n);
      for (let a = 0; a < p; a++) axpy(n, get(row(mixed.Q, a, n), i), line, row(product, a, n));
    }
  }
  for (let c = 0; c < q; c++) {
    gemm(false, true, p, p, n, 1.0, row(products, c, p * n), n, mixed.Q, n, 0.0, row(inside, c, p * p), p);
    set(full, c, get(row(gram, c, q), c));
    for (let e = 0; e <= c; e++) {
      const once = dot(p * n, row(products, c, p * n), row(products, e, p * n));
      const twice = dot(p * p, row(inside, c, p * p), row(inside, e, p * p));
      add(row(gram, c, q), e, twice - 2.0 * once);
      set(row(gram, e, q), c, get(row(gram, c, q), e));
    }
  }
  release(position);
}

/** Arena bytes that `gramDense` takes. */
export function gramDenseWorkspace(request: MixedRequest): usize {
  const n = request.rows;
  const p = request.columns;
  const q = componentCount(request);
  return matrixBytes(q, n) + matrixBytes(q, p * n) + matrixBytes(q, p * p) + gemmWorkspace(p, p, n);
}
