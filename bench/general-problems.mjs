/** General models that grow: seeded, with a kernel and a second factor. */
import { normals } from './problems.mjs';

/**
 * n observations of m levels with a kernel, in turn, and of a factor of max(5, m/10) levels: n = m has the dense form,
 * n > m + m/10 Henderson's. Variances 1, ½ and 1.
 */
export function kernelModel(n, m, seed = 61) {
  const groups = Math.max(5, Math.floor(m / 10));
  const x = normals(seed, m * 4);
  const values = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      let square = 0;
      for (let k = 0; k < 4; k++) square += (x[4 * i + k] - x[4 * j + k]) ** 2;
      values[i * m + j] = Math.exp(-Math.sqrt(square) / 2.5);
    }
  }
  // an effect of covariance about K: the kernel's smoothing of independent ones
  const z = normals(seed + 1, m);
  const effect = Float64Array.from({ length: m }, (_, i) => {
    const row = values.subarray(i * m, (i + 1) * m);
    const size = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    return row.reduce((sum, value, j) => sum + value * z[j], 0) / size;
  });
  const [group, noise, covariate] = [normals(seed + 2, groups), normals(seed + 3, n), normals(seed + 4, n)];
  const level = Array.from({ length: n }, (_, i) => i % m);
  const own = Array.from({ length: n }, (_, i) => (7 * i + Math.floor(i / m)) % groups);
  const labels = Array.from({ length: m }, (_, i) => `L${i}`);
  return {
    y: Float64Array.from(
      noise,
      (e, i) => 1 + 0.3 * covariate[i] + effect[level[i]] + 0.7 * group[own[i]] + e,
    ),
    X: Float64Array.from({ length: 2 * n }, (_, k) => (k % 2 === 0 ? 1 : covariate[k >> 1])),
    columns: ['1', 'x'],
    random: [
      { label: 'kernel', levels: level.map((l) => labels[l]), kernel: { labels, values } },
      { label: 'group', levels: own.map((g) => `G${g}`) },
    ],
  };
}
