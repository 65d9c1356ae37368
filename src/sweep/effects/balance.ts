import type { Factor } from './types.js';

/** How evenly parameters are crossed. */
export interface Balance {
  /**
   * Cramér's V = √(χ²/n/min(K − 1, L − 1)) of the two factors that depend on each other most, 0 where each level of one
   * has the levels of the other in the same shares, 1 where one follows from the other; 0 of a single factor
   */
  strongest: number;
  /** their paths; null of a single factor */
  between: [string, string] | null;
}

/**
 * Of all pairs of factors the one whose levels depend on each other most; shares of variance add up where that is 0.
 *
 * @param values by trial; those that are NaN are left out, as they are of shares
 */
export function balanceOf(factors: readonly Factor[], values: Float64Array): Balance {
  let [strongest, between]: [number, Balance['between']] = [0, null];
  for (const [k, a] of factors.entries()) {
    for (const b of factors.slice(k + 1)) {
      const v = cramersV(a, b, values);
      if (between === null || v > strongest) [strongest, between] = [v, [a.path, b.path]];
    }
  }
  return { strongest, between };
}

/** √(χ²/n/min(K − 1, L − 1)), χ² = Σ(n_kl − n_k n_l/n)²/(n_k n_l/n) over levels that have trials; 0 where a factor has one alone. */
export function cramersV(a: Factor, b: Factor, values: Float64Array): number {
  const [K, L] = [a.levels.length, b.levels.length];
  const cells = new Float64Array(K * L);
  const [rows, columns] = [new Float64Array(K), new Float64Array(L)];
  let n = 0;
  for (let trial = 0; trial < values.length; trial++) {
    if (Number.isNaN(values[trial])) continue;
    n++;
    const [k, l] = [a.codes[trial], b.codes[trial]];
    cells[k * L + l]++;
    rows[k]++;
    columns[l]++;
  }
  let chiSquare = 0;
  for (let k = 0; k < K; k++) {
    for (let l = 0; l < L; l++) {
      const expected = (rows[k] * columns[l]) / n;
      if (expected > 0) chiSquare += (cells[k * L + l] - expected) ** 2 / expected;
    }
  }
  const used = (counts: Float64Array): number => counts.filter((count) => count > 0).length;
  const least = Math.min(used(rows), used(columns));
  return least < 2 ? 0 : Math.sqrt(chiSquare / n / (least - 1));
}
