import { get, set } from '../linalg/vector';

/** Terms of the series of the Hilbert transform for |u| ≤ 1/2: the next is below 2⁻⁵³ of the first. */
const TERMS: i32 = 24;

/**
 * Analytical nonlinear shrinkage of eigenvalues (Ledoit and Wolf 2020): with m = min(N, n), c = N/n, bandwidths
 * h_j = n^{−1/3}·λ_j of the m sample eigenvalues that are not null, x_ij = (λ_i − λ_j)/h_j, the density of the
 * eigenvalues by Epanechnikov's kernel and its Hilbert transform
 *
 *     f_i = 3/(4√5)·mean_j max(0, 1 − x²/5)/h_j
 *     H_i = mean_j (−3x/(10π) + 3/(4√5π)·(1 − x²/5)·log|(√5 − x)/(√5 + x)|)/h_j       the log term is 0 at |x| = √5
 *     N ≤ n:  δ_i = λ_i/((πcλ_i·f_i)² + (1 − c − πcλ_i·H_i)²)
 *     N > n:  δ_i = 1/(π²λ_i·(f_i² + H_i²)), and 1/(π(c − 1)·H₀) where λ is null, with h = n^{−1/3}
 *             H₀ = (3/(10h²) + 3/(4√5h)·(1 − 1/(5h²))·log((1 + √5h)/(1 − √5h)))/π · mean_j 1/λ_j
 *
 * which needs √5·h < 1: n ≥ 12.
 *
 * lambda  N, ascending, the last m above 0
 * delta   N, the shrunk ones
 */
export function analytical(N: i32, n: f64, lambda: usize, delta: usize): void {
  const root = Math.sqrt(5.0);
  const m = min(N, <i32>n);
  const c = <f64>N / n;
  const h = Math.pow(n, -1.0 / 3.0);
  const first = N - m;
  let inverses = 0.0;
  for (let i = first; i < N; i++) {
    const own = get(lambda, i);
    inverses += 1.0 / own;
    let density = 0.0;
    let transform = 0.0;
    for (let j = first; j < N; j++) {
      const width = h * get(lambda, j);
      const x = (own - get(lambda, j)) / width;
      const kernel = 1.0 - (x * x) / 5.0;
      density += Math.max(0.0, kernel) / width;
      transform += hilbert(root, x, kernel) / width;
    }
    density *= 3.0 / (4.0 * root * <f64>m);
    transform /= Math.PI * <f64>m;
    const p = Math.PI * own * density;
    const q = Math.PI * own * transform;
    set(delta, i, N <= m ? own / square(c * p, 1.0 - c - c * q) : own / square(p, q));
  }
  if (first == 0) return;
  const logarithm = Math.log((1.0 + root * h) / (1.0 - root * h));
  const bulk = 3.0 / (10.0 * h * h) + (3.0 / (4.0 * root * h)) * (1.0 - 1.0 / (5.0 * h * h)) * logarithm;
  // π cancels
  const atZero = bulk * (inverses / <f64>m);
  for (let i = 0; i < first; i++) set(delta, i, 1.0 / ((c - 1.0) * atZero));
}

/**
 * π times the Hilbert transform of Epanechnikov's kernel, −3x/10 + 3/(4√5)·(1 − x²/5)·log|(√5 − x)/(√5 + x)|. Far out, u = √5/x,
 * the terms cancel but for −3/√5·Σ_k u^{2k+1}/((2k + 1)(2k + 3)), about −1/x: differences of an eigenvalue of T − 1 = N
 * returns from its neighbours are 10⁵ bandwidths, where the first form has no digit left.
 */
function hilbert(root: f64, x: f64, kernel: f64): f64 {
  if (Math.abs(x) > 2.0 * root) {
    const u = root / x;
    const ratio = u * u;
    let power = 1.0;
    let sum = 0.0;
    for (let k = 1; k <= 2 * TERMS; k += 2) {
      sum += power / <f64>(k * (k + 2));
      power *= ratio;
    }
    return ((-3.0 * u) / root) * sum;
  }
  const ratio = Math.abs((root - x) / (root + x));
  const logarithm = ratio > 0.0 && ratio < Infinity ? Math.log(ratio) : 0.0;
  return (3.0 / (4.0 * root)) * kernel * logarithm - 0.3 * x;
}

function square(p: f64, q: f64): f64 {
  return p * p + q * q;
}
