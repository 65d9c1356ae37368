import { allocateMatrix, allocateVector, mark, matrixBytes, release, vectorBytes } from '../arena';
import { get, row, set } from '../linalg/vector';
import { symmetricEigen, symmetricEigenWorkspace } from '../linalg/eigen';
import { gramDense } from './gram-dense';
import { gramHenderson } from './gram-henderson';
import { isFixed, Mixed, reportMixed } from './model';
import { MixedStatus, MixedSummary } from './request';

/** Below this share of its own size a component is invisible beside the fixed effects. */
const INVISIBLE: f64 = 1e-14;
/** Smallest eigenvalue of the normalised Gram matrix of components that can be told apart. */
const APART: f64 = 1e-12;

/**
 * Tells, before fitting, which of the components to be estimated the data cannot separate, from the Gram matrix
 * tr(P₀V_cP₀V_e), P₀ the projection off the fixed effects.
 *
 * returns FITTED; NO_INFORMATION with the component; or NOT_IDENTIFIABLE with the weights of the combination in the
 *         request's `variances`.
 * work    `mixedIdentifiabilityWorkspace(q)` bytes of the arena, and those of `gramDense` in the dense form.
 */
export function checkMixedIdentifiability(mixed: Mixed): i32 {
  const q = mixed.q;
  const position = mark();
  const gram = allocateMatrix(q, q);
  const full = allocateVector(q);
  const vectors = allocateMatrix(q, q);
  const values = allocateVector(q);
  if (mixed.dense) gramDense(mixed, gram, full);
  else gramHenderson(mixed, gram, full);
  let status: i32 = MixedStatus.FITTED;
  for (let c = 0; c < q && status == MixedStatus.FITTED; c++) {
    if (isFixed(mixed, c) || get(row(gram, c, q), c) > INVISIBLE * get(full, c)) continue;
    reportMixed(mixed, MixedSummary.DETAIL, <f64>c);
    status = MixedStatus.NO_INFORMATION;
  }
  if (status == MixedStatus.FITTED) {
    for (let c = 0; c < q; c++) {
      set(values, c, isFixed(mixed, c) ? 0.0 : 1.0 / Math.sqrt(get(row(gram, c, q), c)));
    }
    for (let c = 0; c < q; c++) {
      for (let e = 0; e < q; e++) {
        set(row(gram, c, q), e, get(row(gram, c, q), e) * get(values, c) * get(values, e));
      }
      if (isFixed(mixed, c)) set(row(gram, c, q), c, 1.0);
    }
    symmetricEigen(q, gram, q, values, vectors, q);
    if (!(get(values, 0) > APART)) {
      for (let c = 0; c < q; c++) set(mixed.request.variances, c, get(row(vectors, c, q), 0));
      status = MixedStatus.NOT_IDENTIFIABLE;
    }
  }
  release(position);
  return status;
}

/** Arena bytes that `checkMixedIdentifiability` takes beside those of the Gram matrix. */
export function mixedIdentifiabilityWorkspace(q: i32): usize {
  return 2 * matrixBytes(q, q) + 2 * vectorBytes(q) + symmetricEigenWorkspace(q);
}
