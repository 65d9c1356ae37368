/** x_i(Sx)_i = b_i by cyclical coordinate descent (Griveau-Billion, Richard and Roncalli 2013), as weights. */
export function riskBudgetWeights(S: Float64Array, b: ArrayLike<number>, sweeps = 20000): Float64Array {
  const n = b.length;
  const x = Float64Array.from({ length: n }, (_, i) => Math.sqrt(b[i] / S[i * n + i]));
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let moved = 0;
    for (let i = 0; i < n; i++) {
      let rest = 0;
      for (let j = 0; j < n; j++) if (j !== i) rest += S[i * n + j] * x[j];
      const next = (-rest + Math.sqrt(rest * rest + 4 * S[i * n + i] * b[i])) / (2 * S[i * n + i]);
      moved = Math.max(moved, Math.abs(next - x[i]) / next);
      x[i] = next;
    }
    if (moved < 1e-15) break;
  }
  const sum = x.reduce((total, value) => total + value, 0);
  return x.map((value) => value / sum);
}
