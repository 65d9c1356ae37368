import type { Engine } from '../create-engine.js';
import { type ReturnMatrix, checkReturns } from '../data/check-returns.js';
import { centredByAsset, crossProduct } from './sample.js';

/**
 * Oracle approximating shrinkage to a scaled identity (Chen, Wiesel, Eldar and Hero 2010): Σ̂ = ρ·m·I + (1 − ρ)·S.
 *
 *     S = Y'Y/T, Y centred;  m = tr S/N;  a = ‖S‖²/N²
 *     ρ = min(1, (a + m²)/((T + 1)(a − m²/N)))     1 where S is its target already
 *
 * The conventions are those of scikit-learn's `oas`, which divides by T and leaves out the terms in 2/N that numerator
 * and denominator have in the paper.
 *
 * @param returns  T × N, no missing cell; T may be smaller than N
 * @returns N×N, exactly symmetric, and the intensity ρ
 * @throws DataError as `sampleCovariance`
 */
export function oas(engine: Engine, returns: ReturnMatrix): { values: Float64Array; shrinkage: number } {
  checkReturns(returns);
  const [N, T] = [returns.assets.length, returns.dates.length];
  const S = crossProduct(engine, centredByAsset(returns), N, T);

  let trace = 0;
  for (let i = 0; i < N; i++) trace += S[i * N + i];
  const m = trace / N;
  let squares = 0;
  for (let index = 0; index < S.length; index++) squares += S[index] * S[index];
  const a = squares / (N * N);

  const distance = (T + 1) * (a - (m * m) / N);
  const shrinkage = distance > 0 ? Math.min(1, (a + m * m) / distance) : 1;
  for (let index = 0; index < S.length; index++) S[index] *= 1 - shrinkage;
  for (let i = 0; i < N; i++) S[i * N + i] += shrinkage * m;
  return { values: S, shrinkage };
}
