import { axpy, dot, get, row, scale, set } from '../linalg/vector';
import { allocateMatrix, allocateVector, mark, matrixBytes, release, vectorBytes } from '../arena';
import { kindOf, Panel } from './panel';
import { TermKind } from './request';

/** A covariate with less than this share of its norm beside the others touches no direction of its own. */
const DEPENDENT: f64 = 1e-10;

/**
 * How log|V| is counted. REML has ν·log|Ω| + log|V_W|, beside log|X'V_W⁻¹X|; ML has log|V| of all directions, which knows
 * nothing of the fixed effects:
 *
 *     log|V| = (T − w)·log|Ω| + log|I_w⊗Ω + Σ_s τ_s (x_s x_s')⊗K_s|
 *
 * over an orthonormal basis of the w directions that persistent terms touch, x_s their coordinates. Without fixed
 * effects per asset these are directions of W, and log|V| = (T − m)·log|Ω| + log|V_W| needs nothing new; so it is without
 * persistent terms. With both a persistent covariate may lie partly along Wa, where REML does not look, and the panel's
 * `w` and `whole` are filled in. Sets the panel's `omegaCount`.
 *
 * work    `wholeWorkspace` bytes of the arena.
 */
export function countDeterminant(panel: Panel): void {
  panel.omegaCount = panel.nu;
  if (!panel.isML) return;
  const degrees = panel.request.degrees;
  const periods = degrees != 0 ? get(degrees, 1) : <f64>panel.T;
  if (panel.mA > 0) touchedDirections(panel);
  panel.omegaCount = periods - <f64>(panel.w > 0 ? panel.w : panel.m);
}

/** An orthonormal basis of the persistent covariates in the coordinates of Wa and W, and their coordinates in it. */
function touchedDirections(panel: Panel): void {
  const mA = panel.mA;
  const r = panel.r;
  const d = mA + r;
  const persistent = panel.request.persistent;
  const position = mark();
  const basis = allocateMatrix(persistent, d);
  const x = allocateVector(d);
  let w = 0;
  for (let k = 0; k < panel.q; k++) {
    const out = row(panel.whole, k, persistent);
    for (let a = 0; a < persistent; a++) set(out, a, 0.0);
    if (kindOf(panel, k) != TermKind.PERSISTENT) continue;
    for (let a = 0; a < mA; a++) set(x, a, get(row(panel.Qa, k, mA), a));
    for (let a = 0; a < r; a++) set(x, mA + a, get(row(panel.Q, k, panel.m), a));
    const before = Math.sqrt(dot(d, x, x));
    for (let pass = 0; pass < 2; pass++) {
      for (let a = 0; a < w; a++) {
        const along = dot(d, row(basis, a, d), x);
        axpy(d, -along, row(basis, a, d), x);
        set(out, a, get(out, a) + along);
      }
    }
    const left = Math.sqrt(dot(d, x, x));
    if (!(left > DEPENDENT * before)) continue;
    set(out, w, left);
    scale(d, 1.0 / left, x);
    const line = row(basis, w++, d);
    for (let a = 0; a < d; a++) set(line, a, get(x, a));
  }
  panel.w = w;
  release(position);
}

/** Arena bytes that `countDeterminant` takes. */
export function wholeWorkspace(mA: i32, persistent: i32): usize {
  const d = mA + persistent;
  return matrixBytes(persistent, d) + vectorBytes(d);
}
