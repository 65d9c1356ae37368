import { get, set, row, maxAbs } from '../vector';
import { getIndex, setIndex } from '../indexed';
import { rotate } from '../reflector';
import { insertIndex } from './order';

const EPSILON: f64 = 2.220446049250313e-16;

/** Which half of the components of a vector are not 0. */
export const enum Half {
  TOP,
  BOTH,
  BOTTOM,
}

/**
 * Deflation: finds eigenpairs of X'·diag(d)·X + ρ·(X'z)(X'z)' that are those of diag(d), to working accuracy.
 *
 * n        order; rows of X are the vectors, row i belongs to d_i and z_i.
 * order    n (32-bit): the rows such that d ascends.
 * half     n (32-bit), `Half` of each row.
 * kept, gone n (32-bit): the rows that take part in the secular equation and those that do not, d ascending in each.
 * returns  the number of rows kept. Their d are distinct and their z not 0.
 *
 * A row goes when ρ·|z_i| is rounding (8ε·max(|d|, ρ·|z|)); of two whose d are so close that a plane rotation that
 * makes one z_i 0 disturbs diag(d) by rounding only, one goes after that rotation (J. J. M. Cuppen, Numer. Math. 36,
 * 1981; LAPACK's dlaed2).
 */
export function deflate(
  n: i32,
  rho: f64,
  d: usize,
  z: usize,
  x: usize,
  ldx: i32,
  order: usize,
  half: usize,
  kept: usize,
  gone: usize,
): i32 {
  const negligible = 8.0 * EPSILON * Math.max(maxAbs(n, d), rho * maxAbs(n, z));
  let count = 0;
  let pending = -1;
  for (let r = 0; r < n; r++) {
    const i = getIndex(order, r);
    if (!(rho * Math.abs(get(z, i)) > negligible)) {
      insertIndex(r - count - (pending >= 0 ? 1 : 0), d, i, gone);
      continue;
    }
    if (pending >= 0) {
      const p = pending;
      const length = Math.sqrt(get(z, p) * get(z, p) + get(z, i) * get(z, i));
      const c = get(z, i) / length;
      const s = -get(z, p) / length;
      const dp = get(d, p);
      const di = get(d, i);
      if (Math.abs((di - dp) * c * s) > negligible) setIndex(kept, count++, p);
      else {
        set(z, i, length);
        set(z, p, 0.0);
        rotate(n, c, s, row(x, p, ldx), row(x, i, ldx));
        set(d, p, dp * c * c + di * s * s);
        set(d, i, dp * s * s + di * c * c);
        if (getIndex(half, p) != getIndex(half, i)) setIndex(half, i, Half.BOTH);
        insertIndex(r - 1 - count, d, p, gone);
      }
    }
    pending = i;
  }
  if (pending >= 0) setIndex(kept, count++, pending);
  return count;
}
