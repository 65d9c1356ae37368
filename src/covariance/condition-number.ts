import type { ReturnMatrix } from '../data/check-returns.js';
import type { Engine } from '../create-engine.js';
import { transposed } from '../engine/whiten.js';
import { centredByAsset } from './sample.js';
import type { CovarianceName } from './types.js';

/** Eigenvalues below this share of the largest are rounding of 0. */
export const SINGULAR = 1e-13;

/** Largest over smallest eigenvalue; null where the smallest is at most 1e-13 of the largest. */
export function conditionNumber(engine: Engine, values: Float64Array, n: number): number | null {
  const eigenvalues = engine.symmetricEigenvalues(values, n);
  return ratioOf(eigenvalues[0], eigenvalues[n - 1]);
}

function ratioOf(smallest: number, largest: number): number | null {
  return smallest > SINGULAR * largest ? largest / smallest : null;
}

/** Assets from which on what is known of the eigenvalues is used: of fewer their matrix costs next to nothing. */
const MANY = 500;

/**
 * The condition number of an estimate from the returns of more assets than periods, without its eigenvalues, O(T²N + T³): the sample
 * covariance S, weighted or not, is singular, and of shrinkage ρmI + (1 − ρ)S the smallest eigenvalue is ρm and the largest
 * ρm + (1 − ρ)λ, λ = λ_max(YY')·Nm/tr(YY'), Y the returns less their means.
 *
 * @param standardise whether the estimate was scaled back, which moves eigenvalues
 * @returns undefined where the eigenvalues have to be found
 */
export function conditionOfMany(
  engine: Engine,
  name: CovarianceName,
  { returns, standardise = false }: { returns: ReturnMatrix; standardise?: boolean },
  { values, shrinkage }: { values: Float64Array; shrinkage?: number },
): number | null | undefined {
  const [T, N] = [returns.dates.length, returns.assets.length];
  if (N < MANY || T > N) return undefined;
  if (name === 'sample' || name === 'exponential') return null;
  if ((name !== 'ledoitWolf' && name !== 'oas') || shrinkage === undefined || standardise) return undefined;
  const Yt = centredByAsset(returns);
  const gram = engine.multiply(transposed(Yt, N, T), Yt, T, N, T);
  let [m, trace] = [0, 0];
  for (let i = 0; i < N; i++) m += values[i * N + i] / N;
  for (let t = 0; t < T; t++) trace += gram[t * T + t];
  const floor = shrinkage * m;
  const top = trace > 0 ? (engine.symmetricEigenvalues(gram, T)[T - 1] * N * m) / trace : 0;
  return ratioOf(floor, floor + (1 - shrinkage) * top);
}
