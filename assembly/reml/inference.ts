import { allocateMatrix, mark, matrixBytes, release } from '../arena';
import { fill, get, row, set } from '../linalg/vector';
import { cholesky, choleskyInverse, choleskyInverseWorkspace, choleskyWorkspace } from '../linalg/cholesky';
import { isAbsent, kernelOf, likelihoodDegreesOf, Panel, report } from './panel';
import { Summary } from './request';

/**
 * Variances, standard errors, heritability, log-likelihood and its derivatives on the scale of the request, from the
 * normalised fit.
 *
 * Standard errors come from the inverse average information over the components inside their bounds; −1 at a bound or
 * where the variance is held.
 * h² = Σ v_k of the terms with a kernel / Σ v_k, v_k = τ_k·share_k = σ_k²·mean diag(A_k ⊗ B_k)/c² over the observed cells; its
 * error by the delta method, undefined (−1) at 0 and 1.
 * work    `inferenceWorkspace(q)` bytes of the arena.
 */
export function inferVariances(panel: Panel): void {
  const q = panel.q;
  const request = panel.request;
  const position = mark();
  const covariance = allocateMatrix(q, q);
  const known = invertFree(panel, covariance);
  for (let k = 0; k < q; k++) {
    const unit = varianceUnit(panel, k);
    const inside = known && get(panel.tau, k) > get(panel.lower, k);
    set(request.variances, k, get(panel.tau, k) * unit);
    set(request.shares, k, get(panel.tau, k) * get(panel.shares, k));
    set(request.varianceErrors, k, inside ? unit * Math.sqrt(get(row(covariance, k, q), k)) : -1.0);
    for (let l = 0; l < q; l++) {
      const value = unit * varianceUnit(panel, l) * get(row(covariance, k, q), l);
      set(row(request.varianceCovariance, k, q), l, value);
      const information = get(row(panel.info, k, q), l) / (unit * varianceUnit(panel, l));
      set(row(request.information, k, q), l, information);
    }
    set(request.score, k, get(request.score, k) / unit);
  }
  inferHeritability(panel, covariance, known);
  report(request, Summary.LOG_LIKELIHOOD, logLikelihood(panel));
  release(position);
}

/** σ_k² at τ_k = 1. */
export function varianceUnit(panel: Panel, k: i32): f64 {
  const kernel = kernelOf(panel, k);
  const covariate = get(panel.columnScales, k);
  const scale = kernel >= 0 ? get(panel.kernelScales, kernel) : 1.0;
  return (panel.c * panel.c) / (covariate * covariate * scale);
}

/** covariance := inverse of the information over the components inside their bounds, 0 for the others. */
function invertFree(panel: Panel, covariance: usize): bool {
  const q = panel.q;
  const position = mark();
  const M = allocateMatrix(q, q);
  for (let k = 0; k < q; k++) {
    for (let l = 0; l < q; l++) {
      const free = get(panel.tau, k) > get(panel.lower, k) && get(panel.tau, l) > get(panel.lower, l);
      set(row(M, k, q), l, free ? get(row(panel.info, k, q), l) : k == l ? 1.0 : 0.0);
    }
  }
  const definite = cholesky(M, q, q) < 0;
  if (definite) choleskyInverse(q, M, q, covariance, q);
  else fill(q * q, 0.0, covariance);
  for (let k = 0; k < q; k++)
    if (!(get(panel.tau, k) > get(panel.lower, k))) set(row(covariance, k, q), k, 0.0);
  release(position);
  return definite;
}

function inferHeritability(panel: Panel, covariance: usize, known: bool): void {
  const q = panel.q;
  let related = 0.0;
  let total = 0.0;
  let freeKernel = false;
  let freeOther = false;
  for (let k = 0; k < q; k++) {
    const tau = get(panel.tau, k);
    const free = tau > get(panel.lower, k);
    const part = tau * get(panel.shares, k);
    total += part;
    if (kernelOf(panel, k) < 0) {
      if (free) freeOther = true;
      continue;
    }
    related += part;
    if (free) freeKernel = true;
  }
  const share = related / total;
  let variance = 0.0;
  for (let k = 0; k < q; k++) {
    const gradientK = heritabilityGradient(panel, k, share) / total;
    for (let l = 0; l < q; l++) {
      const gradientL = heritabilityGradient(panel, l, share) / total;
      variance += gradientK * gradientL * get(row(covariance, k, q), l);
    }
  }
  report(panel.request, Summary.HERITABILITY, share);
  report(
    panel.request,
    Summary.HERITABILITY_ERROR,
    known && freeKernel && freeOther ? Math.sqrt(Math.max(0.0, variance)) : -1.0,
  );
}

/** ∂h²/∂τ_k·Σv */
function heritabilityGradient(panel: Panel, k: i32, share: f64): f64 {
  return get(panel.shares, k) * ((kernelOf(panel, k) >= 0 ? 1.0 : 0.0) - share);
}

/** ℓ with its full constant, X as given, on the scale of the returns as given; ML does not know of |X|. */
function logLikelihood(panel: Panel): f64 {
  let degrees = panel.isML ? 0.0 : -(<f64>panel.p);
  for (let i = 0; i < panel.N; i++) degrees += likelihoodDegreesOf(panel, i);
  let twice = panel.objective + degrees * (Math.log(2.0 * Math.PI) + 2.0 * Math.log(panel.c));
  for (let i = 0; i < panel.N; i++) {
    twice += 2.0 * likelihoodDegreesOf(panel, i) * Math.log(get(panel.request.scales, i));
  }
  if (panel.isML) return -0.5 * twice;
  for (let k = 0; k < panel.p; k++) twice += 2.0 * Math.log(get(row(panel.U, k, panel.p), k));
  for (let i = 0; i < panel.N; i++) {
    for (let k = 0; k < panel.mA; k++) {
      if (!isAbsent(panel, k, i)) twice += 2.0 * Math.log(get(row(panel.Ra, k, panel.mA), k));
    }
  }
  return -0.5 * twice;
}

/** Arena bytes that `inferVariances` takes. */
export function inferenceWorkspace(q: i32): usize {
  return 2 * matrixBytes(q, q) + max(choleskyWorkspace(q), choleskyInverseWorkspace(q));
}
