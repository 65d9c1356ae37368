/** The density that is sampled. */
import { allocate, allocateVector, roundUp, vectorBytes } from '../arena';
import { getIndex, setIndex } from '../linalg/indexed';
import { get, set } from '../linalg/vector';
import { exp } from '../numeric/exp';
import { log } from '../numeric/log';
import { evaluate } from '../reml/likelihood';
import { isHeld, Panel } from '../reml/panel';
import { PriorKind } from './request';

/** |θ| beyond which a component is everything, and is not evaluated. */
const FURTHEST: f64 = 60.0;

/**
 * Posterior of θ, σ_k = u_k·|x_k|, x_k = sinh θ_k, u_k the unit of a component, over the d components that are not held:
 *
 *     log p(θ | y) = ℓ_R(τ(θ)) + Σ_k [log p(σ_k) + log cosh θ_k],  τ_k = x_k²
 *     ∂/∂θ_k = cosh θ_k·[2x_k·∂ℓ_R/∂τ_k + sign(x_k)·u_k·(log p)'(σ_k)] + tanh θ_k
 *
 * ℓ_R the restricted likelihood, which is the likelihood with flat priors on the fixed effects integrated out. θ is σ/u near 0
 * and log σ far from it: a variance whose posterior reaches 0 has there, continued to both signs, a smooth density without the
 * long tail that log σ has.
 */
@unmanaged
export class Posterior {
  panel: Panel;
  /** d, and the components that they are */
  d: i32;
  free: usize;
  /** d: PriorKind, and u_k over the scale of the prior */
  kinds: usize;
  ratios: usize;
}

/** Bytes that `allocatePosterior` takes for q components. */
export function posteriorBytes(q: i32): usize {
  return roundUp(offsetof<Posterior>()) + 2 * roundUp((<usize>q) << 2) + vectorBytes(q);
}

/**
 * kinds   q integers, PriorKind
 * ratios  q, u_k over the scale of the prior
 */
export function allocatePosterior(panel: Panel, kinds: usize, ratios: usize): Posterior {
  const q = panel.q;
  const posterior = changetype<Posterior>(allocate(offsetof<Posterior>()));
  posterior.panel = panel;
  posterior.free = allocate((<usize>q) << 2);
  posterior.kinds = allocate((<usize>q) << 2);
  posterior.ratios = allocateVector(q);
  let d = 0;
  for (let k = 0; k < q; k++) {
    if (isHeld(panel, k)) continue;
    setIndex(posterior.free, d, k);
    setIndex(posterior.kinds, d, getIndex(kinds, k));
    set(posterior.ratios, d, get(ratios, k));
    d++;
  }
  posterior.d = d;
  return posterior;
}

/** log p(θ | y) without constants and, written, its gradient; −Infinity where there is none. */
export function logDensity(posterior: Posterior, theta: usize, gradient: usize): f64 {
  const panel = posterior.panel;
  const d = posterior.d;
  for (let j = 0; j < d; j++) {
    const value = get(theta, j);
    if (!(Math.abs(value) < FURTHEST)) return -Infinity;
    const x = sinh(value);
    set(panel.tau, getIndex(posterior.free, j), x * x);
  }
  if (!evaluate(panel)) return -Infinity;
  let density = -0.5 * panel.objective;
  for (let j = 0; j < d; j++) {
    const k = getIndex(posterior.free, j);
    const x = sinh(get(theta, j));
    const slope = Math.sqrt(1.0 + x * x);
    const ratio = get(posterior.ratios, j);
    const kind = getIndex(posterior.kinds, j);
    const scaled = Math.abs(x) * ratio;
    density += log(slope) + logPrior(kind, scaled);
    const prior = x < 0.0 ? -priorSlope(kind, scaled) : priorSlope(kind, scaled);
    set(gradient, j, slope * (2.0 * x * get(panel.score, k) + ratio * prior) + x / slope);
  }
  return isNaN(density) ? -Infinity : density;
}

/** Of an argument so small that e^x − e^−x cancels, σ is nothing beside the others. */
export function sinh(x: f64): f64 {
  const e = exp(x);
  return 0.5 * (e - 1.0 / e);
}

/** log p of x = σ/scale, without constants. */
export function logPrior(kind: i32, x: f64): f64 {
  if (kind == PriorKind.HALF_NORMAL) return -0.5 * x * x;
  return kind == PriorKind.HALF_CAUCHY ? -log(1.0 + x * x) : -x;
}

/** Its derivative. */
function priorSlope(kind: i32, x: f64): f64 {
  if (kind == PriorKind.HALF_NORMAL) return -x;
  return kind == PriorKind.HALF_CAUCHY ? (-2.0 * x) / (1.0 + x * x) : -1.0;
}
