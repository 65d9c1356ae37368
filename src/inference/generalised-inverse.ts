import type { EngineCore } from '../engine/core.js';
import { positiveInverse, product, symmetricEigen } from '../engine/linear-algebra.js';

/** A precision beyond that of Ω by this factor is that of a direction which holds nothing but an effect of its own. */
const UNKNOWN = 1e8;
/** Eigenvalues of S beside the variances of Ω that are rounding of 0. */
const NOTHING = 1e-9;

/**
 * A generalised inverse G of S = Ω − Ψ, 0 ⪯ Ψ ⪯ Ω, and R·Π with Π = SG.
 *
 * @param S n×n, positive semi-definite but for rounding
 * @param R n×n: Ω⁻¹
 * @returns RPi null where S is positive definite, and Π = I
 */
export function generalisedInverse(
  core: EngineCore,
  S: Float64Array,
  R: Float64Array,
  n: number,
): { G: Float64Array; RPi: Float64Array | null } {
  const inverse = positiveInverse(core, S, n);
  const isInverse = (G: Float64Array): boolean => {
    for (let i = 0; i < n; i++) if (G[i * n + i] > UNKNOWN * R[i * n + i]) return false;
    return true;
  };
  if (inverse !== null && isInverse(inverse)) return { G: inverse, RPi: null };
  // in units in which Ω⁻¹ has a unit diagonal, so that assets of any variance count alike
  const units = Float64Array.from({ length: n }, (_, i) => Math.sqrt(R[i * n + i]));
  const scaled = S.map((value, cell) => value * units[Math.floor(cell / n)] * units[cell % n]);
  const { values, vectors } = symmetricEigen(core, scaled, n);
  const G = new Float64Array(n * n);
  for (let c = 0; c < n; c++) {
    if (!(values[c] > NOTHING)) continue;
    for (let i = 0; i < n; i++) {
      const factor = (units[i] * vectors[i * n + c]) / values[c];
      for (let j = 0; j < n; j++) G[i * n + j] += factor * units[j] * vectors[j * n + c];
    }
  }
  return { G, RPi: product(core, R, product(core, S, G, n, n, n), n, n, n) };
}
