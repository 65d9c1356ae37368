import { copy, fill, row, set } from '../linalg/vector';
import { isFixed, Mixed } from './model';

/** info_ce := info_ec := value. */
export function setInformation(mixed: Mixed, c: i32, e: i32, value: f64): void {
  set(row(mixed.info, c, mixed.q), e, value);
  set(row(mixed.info, e, mixed.q), c, value);
}

/**
 * Takes the components that are given out of the optimisation: no score, information only of their own. The request
 * keeps both as they were.
 */
export function holdFixed(mixed: Mixed): void {
  const q = mixed.q;
  copy(q, mixed.score, mixed.request.score);
  copy(q * q, mixed.info, mixed.request.information);
  for (let c = 0; c < q; c++) {
    if (!isFixed(mixed, c)) continue;
    set(mixed.score, c, 0.0);
    fill(q, 0.0, row(mixed.info, c, q));
    for (let e = 0; e < q; e++) set(row(mixed.info, e, q), c, 0.0);
    set(row(mixed.info, c, q), c, 1.0);
  }
}
