/**
 * What the evidence of k depends on, the parameter of a prior Σ ~ IW(kΩ, k + N + 1) of a covariance with cross-products S
 * of ν degrees of freedom, and what it is at the k that was asked for last:
 *
 *     g(k) = log m(k) − log m(∞) = R(k) − ½[(k + a)L − Σ_j d_j],   a = N + 1 + ν,  L = Σ_j log1p(d_j/k)
 *
 * d_j the eigenvalues of Ω⁻¹S, R(k) that of gamma-ratio.ts. With z_j = d_j/(k + d_j) its derivatives by u = log k are
 *
 *     dg/du = dR/du − ½[k Σ_j (log1p(d_j/k) − z_j) − a Σ_j z_j]
 *     d²g/du² = d²R/du² − ½[k Σ_j (log1p(d_j/k) − z_j − z_j²) + a Σ_j z_j(1 − z_j)]
 */
import { get } from '../linalg/vector';
import { gammaCurvature, gammaSlope, gammaSlopes, logGammaRatio } from './gamma-ratio';
import { excessLog } from './log1p';

/** Of k/ν: beyond it products of 1 + d/k lose digits that count. */
const FEW_DIGITS: f64 = 100.0;
/** Products are kept below the square of it. */
const LARGE: f64 = 1e140;

/** A spectrum, and sums over it. A C struct in the arena. */
@unmanaged
export class Evidence {
  /** N, ν, and the number of eigenvalues: zeros may be left out */
  size: i32;
  count: i32;
  degrees: f64;
  /** d_j ≥ 0, and their sum */
  values: usize;
  total: f64;
  /** L, kL − Σd, Σ(log1p(d_j/k) − z_j), Σz_j, Σz_j² of the last k */
  logs: f64;
  beyond: f64;
  excess: f64;
  shares: f64;
  squares: f64;
}

/** g(k) */
export function gainAt(e: Evidence, k: f64): f64 {
  sumUp(e, k);
  const a = <f64>(e.size + 1) + e.degrees;
  return logGammaRatio(e.size, e.degrees, k) - 0.5 * (e.beyond + a * e.logs);
}

/** dg/du without dR/du */
export function dataSlope(e: Evidence, k: f64): f64 {
  sumUp(e, k);
  return -0.5 * (k * e.excess - (<f64>(e.size + 1) + e.degrees) * e.shares);
}

/** −(dg/du)/(d²g/du²), the step of Newton's method on log k, with dg/du in `slope`; NaN where g is not concave there. */
export function newtonStep(e: Evidence, k: f64): f64 {
  gammaSlopes(e.size, e.degrees, k);
  slope = gammaSlope + dataSlope(e, k);
  const a = <f64>(e.size + 1) + e.degrees;
  const curvature = gammaCurvature - 0.5 * (k * (e.excess - e.squares) + a * (e.shares - e.squares));
  return curvature < 0.0 ? -slope / curvature : NaN;
}

/** What `newtonStep` found last: dg/du. */
export let slope: f64 = 0.0;

/** Sums at k: of logarithms of products, far fewer of them, or where k is large by what they are beyond d/k. */
function sumUp(e: Evidence, k: f64): void {
  const inverse = 1.0 / k;
  const isFar = k > FEW_DIGITS * e.degrees;
  let logs = 0.0;
  let product = 1.0;
  let beyond = 0.0;
  let along = 0.0;
  let shares = 0.0;
  let squares = 0.0;
  for (let j = 0; j < e.count; j++) {
    const d = get(e.values, j);
    const z = d / (k + d);
    const y = d * inverse;
    shares += z;
    squares += z * z;
    if (isFar) {
      beyond += excessLog(y);
      along += y * z;
    } else {
      product *= 1.0 + y;
      if (product < LARGE) continue;
      logs += Math.log(product);
      product = 1.0;
    }
  }
  if (isFar) {
    e.logs = beyond + e.total * inverse;
    e.beyond = k * beyond;
    e.excess = beyond + along;
  } else {
    e.logs = logs + Math.log(product);
    e.beyond = k * e.logs - e.total;
    e.excess = e.logs - shares;
  }
  e.shares = shares;
  e.squares = squares;
}
