import { get, set } from '../linalg/vector';

/**
 * Quadratic-inverse shrinkage of eigenvalues (Ledoit and Wolf 2022): with c = N/n, m = min(N, n), l_i = 1/λ_i of the m
 * sample eigenvalues that are not null, h = min(c², c⁻²)^0.35/N^0.35,
 *
 *     θ_i = mean_j l_j(l_j − l_i)/D_ij,   Hθ_i = mean_j h·l_j²/D_ij,   D_ij = (l_j − l_i)² + h²l_j²
 *     N ≤ n:  δ_i = 1/((1 − c)²·l_i + 2c(1 − c)·l_i·θ_i + c²·l_i·(θ_i² + Hθ_i²))
 *     N > n:  δ_i = 1/(l_i·(θ_i² + Hθ_i²)), and 1/((c − 1)·mean_j l_j) where λ is null
 *
 * all times one number that keeps the trace.
 *
 * lambda  N, ascending, the last m above 0
 * delta   N, the shrunk ones
 */
export function quadraticInverse(N: i32, n: f64, lambda: usize, delta: usize): void {
  const m = min(N, <i32>n);
  const c = <f64>N / n;
  const ratio = Math.min(c * c, 1.0 / (c * c));
  const h = Math.pow(ratio, 0.35) / Math.pow(<f64>N, 0.35);
  const first = N - m;
  let inverses = 0.0;
  for (let j = first; j < N; j++) inverses += 1.0 / get(lambda, j);
  const mean = inverses / <f64>m;
  for (let i = 0; i < first; i++) set(delta, i, 1.0 / ((c - 1.0) * mean));
  for (let i = first; i < N; i++) {
    const own = 1.0 / get(lambda, i);
    let theta = 0.0;
    let conjugate = 0.0;
    for (let j = first; j < N; j++) {
      const l = 1.0 / get(lambda, j);
      const difference = l - own;
      const scaled = h * l;
      const distance = difference * difference + scaled * scaled;
      theta += (l * difference) / distance;
      conjugate += (l * scaled) / distance;
    }
    theta /= <f64>m;
    conjugate /= <f64>m;
    const amplitude = theta * theta + conjugate * conjugate;
    const shrunk =
      N <= m
        ? (1.0 - c) * (1.0 - c) * own + 2.0 * c * (1.0 - c) * own * theta + c * c * own * amplitude
        : own * amplitude;
    set(delta, i, 1.0 / shrunk);
  }
  keepTrace(N, first, lambda, delta);
}

/** delta := delta·Σλ/Σδ, null eigenvalues counted as 0. */
function keepTrace(N: i32, first: i32, lambda: usize, delta: usize): void {
  let before = 0.0;
  let after = 0.0;
  for (let i = first; i < N; i++) before += get(lambda, i);
  for (let i = 0; i < N; i++) after += get(delta, i);
  for (let i = 0; i < N; i++) set(delta, i, get(delta, i) * (before / after));
}
