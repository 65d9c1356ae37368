import { type ReturnMatrix, checkReturns } from '../data/check-returns.js';
import type { Engine } from '../create-engine.js';
import { ConfigError } from '../errors.js';
import { centredByAsset, crossProduct } from './sample.js';

export interface LedoitWolfOptions {
  /**
   * n, what sums over periods are divided by. `T-1` (default) is the authors' code: the mean costs one observation;
   * `T` gives scikit-learn's `ledoit_wolf`.
   */
  divisor?: 'T-1' | 'T';
}

/**
 * Linear shrinkage to a scaled identity (Ledoit and Wolf 2004): Σ̂ = ρ·m·I + (1 − ρ)·S.
 *
 *     S = Y'Y/n, Y centred;  m = tr S/N
 *     π = Σ_t (Σ_i y_ti²)²/n − ‖S‖²        how much the elements of S scatter
 *     γ = ‖S − m·I‖²                       how far S is from its target
 *     ρ = min(1, max(0, π/(γ·n)))          0 where S is its target already
 *
 * @param returns  T × N, no missing cell; T may be smaller than N
 * @returns N×N, exactly symmetric, and the intensity ρ
 * @throws DataError as `sampleCovariance`
 * @throws ConfigError `unknown-divisor`
 */
export function ledoitWolf(
  engine: Engine,
  returns: ReturnMatrix,
  { divisor = 'T-1' }: LedoitWolfOptions = {},
): { values: Float64Array; shrinkage: number } {
  checkReturns(returns);
  checkDivisor(divisor);
  const [N, T] = [returns.assets.length, returns.dates.length];
  const n = divisor === 'T' ? T : T - 1;
  const rows = centredByAsset(returns);
  const S = crossProduct(engine, rows, N, n);

  let trace = 0;
  for (let i = 0; i < N; i++) trace += S[i * N + i];
  const m = trace / N;

  let fourth = 0;
  for (let t = 0; t < T; t++) {
    let squares = 0;
    for (let i = 0; i < N; i++) squares += rows[i * T + t] * rows[i * T + t];
    fourth += squares * squares;
  }
  let norm = 0;
  let gamma = 0;
  for (let i = 0; i < N; i++)
    for (let j = 0; j < N; j++) {
      const s = S[i * N + j];
      const difference = i === j ? s - m : s;
      norm += s * s;
      gamma += difference * difference;
    }
  const pi = fourth / n - norm;
  const shrinkage = gamma > 0 ? Math.min(1, Math.max(0, pi / (gamma * n))) : 0;

  for (let index = 0; index < S.length; index++) S[index] *= 1 - shrinkage;
  for (let i = 0; i < N; i++) S[i * N + i] += shrinkage * m;
  return { values: S, shrinkage };
}

function checkDivisor(divisor: string): void {
  if (divisor === 'T-1' || divisor === 'T') return;
  throw new ConfigError(
    'unknown-divisor',
    `there is no divisor "${divisor}"`,
    'use T-1, as the authors do, or T, as scikit-learn does',
    { divisor },
  );
}
