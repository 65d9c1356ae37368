/** Effective number of bets (Meucci 2009; Meucci, Santangelo and Deguest 2015): the spread of risk over uncorrelated parts. */
import type { SymmetricEigen } from '../engine/linear-algebra.js';
import { ConfigError, DataError } from '../errors.js';
import { exp, log } from '../numeric/elementary.js';
import { checkSeries } from './checks.js';

/** The part of the engine that this needs. */
export interface EigenSolver {
  /** as `Engine.symmetricEigen` */
  symmetricEigen(a: Float64Array, n: number): SymmetricEigen;
  /** as `Engine.multiply` */
  multiply(a: Float64Array, b: Float64Array, m: number, k: number, n: number): Float64Array;
}

/** Uncorrelated factors: those nearest to the assets, or the principal components of the covariance. */
export type BetsKind = 'minimumTorsion' | 'principalComponents';

/** How many uncorrelated bets a portfolio makes. */
export interface EffectiveBets {
  /** exp(−Σ p log p), between 1 and N */
  effectiveBets: number;
  /** p: share of each factor in the variance, not negative, Σp = 1; in the order of assets, or of ascending variance */
  shares: Float64Array;
}

/** Eigenvalues below this share of the largest are rounding of 0. */
const SINGULAR = 1e-12;
/** Lengths of torsions settle to this, in as many steps at most. */
const SETTLED = 1e-13;
const STEPS = 10_000;

/**
 * Effective number of bets exp(−Σ p_i log p_i), p the shares of uncorrelated factors in w'Σw: N where all carry the same
 * risk, 1 where one carries it all. The factors are the minimum torsion of the assets (see `minimumTorsion`), or
 * principal components, which are not unique where eigenvalues are equal.
 *
 * @param weights by asset
 * @param covariance assets × assets, row-major
 * @returns null where w'Σw is not positive
 * @throws DataError `wrong-length`, `not-finite`; of the minimum torsion `zero-variance`, `singular-covariance`,
 *         `no-convergence`
 * @throws ConfigError `unknown-kind`
 * @see docs/statistics.md#trading-and-diversification
 */
export function effectiveBets(
  engine: EigenSolver,
  weights: ArrayLike<number>,
  covariance: ArrayLike<number>,
  kind: BetsKind = 'minimumTorsion',
): EffectiveBets | null {
  const N = weights.length;
  checkSeries({ weights });
  const values = squareOf(covariance, N);
  if (kind !== 'minimumTorsion' && kind !== 'principalComponents') {
    throw new ConfigError(
      'unknown-kind',
      `there are no bets of the kind "${String(kind)}"`,
      'use minimumTorsion or principalComponents',
      { kind: String(kind) },
    );
  }
  const w = Float64Array.from(weights);
  const parts =
    kind === 'minimumTorsion' ? torsionParts(engine, w, values) : componentParts(engine, w, values);
  const variance = parts.reduce((sum, part) => sum + part, 0);
  const scale = w.reduce(
    (sum, weight, i) => sum + Math.abs(weight) * Math.sqrt(Math.max(0, values[i * N + i])),
    0,
  );
  if (!(variance > 1e-15 * scale * scale)) return null;
  const shares = parts.map((part) => part / variance);
  const entropy = shares.reduce((sum, p) => (p > 0 ? sum - p * log(p) : sum), 0);
  return { effectiveBets: exp(entropy), shares };
}

/** λ_k(e_k'w)² of each eigenvector. */
function componentParts(engine: EigenSolver, w: Float64Array, values: Float64Array): Float64Array {
  const N = w.length;
  const { values: lambda, vectors } = engine.symmetricEigen(values, N);
  const exposures = engine.multiply(w, vectors, 1, N, N);
  return lambda.map((value, k) => Math.max(0, value) * exposures[k] * exposures[k]);
}

/** With y = σ∘w the factors' exposures times their deviations are q·c·y, and (qcy)'(qcy) = w'Σw. */
function torsionParts(engine: EigenSolver, w: Float64Array, values: Float64Array): Float64Array {
  const N = w.length;
  const { sigma, root, rotation } = torsionOf(engine, values, N);
  const y = engine.multiply(
    root,
    w.map((weight, i) => weight * sigma[i]),
    N,
    N,
    1,
  );
  return engine.multiply(rotation, y, N, N, 1).map((value) => value * value);
}

/**
 * The minimum torsion of assets with the covariance Σ: of all T for which the factors F = TR are uncorrelated that with
 * the least Σ_i var((F_i − R_i)/σ_i).
 *
 * With c the symmetric root of the correlations, T = diag(σ)·diag(d)·q·c⁻¹·diag(σ)⁻¹, q orthogonal: q is the orthogonal
 * matrix nearest to diag(d)·c for a given d, d the diagonal of qc for a given q, in turns until d settles.
 *
 * @param covariance assets × assets, row-major
 * @returns T, row-major: factors × assets
 * @throws DataError `wrong-length`, `not-finite`, `zero-variance`, `singular-covariance`, `no-convergence`
 */
export function minimumTorsion(engine: EigenSolver, covariance: ArrayLike<number>): Float64Array {
  const N = Math.round(Math.sqrt(covariance.length));
  const { sigma, inverseRoot, rotation, lengths } = torsionOf(engine, squareOf(covariance, N), N);
  const torsion = engine.multiply(rotation, inverseRoot, N, N, N);
  return torsion.map((value, k) => {
    const [i, j] = [Math.floor(k / N), k % N];
    return (sigma[i] * lengths[i] * value) / sigma[j];
  });
}

interface Torsion {
  sigma: Float64Array;
  /** c and c⁻¹ */
  root: Float64Array;
  inverseRoot: Float64Array;
  /** q and d */
  rotation: Float64Array;
  lengths: Float64Array;
}

function torsionOf(engine: EigenSolver, values: Float64Array, N: number): Torsion {
  const sigma = Float64Array.from({ length: N }, (_, i) => Math.sqrt(Math.max(0, values[i * N + i])));
  const riskless = sigma.findIndex((deviation) => !(deviation > 0));
  if (riskless >= 0) {
    throw new DataError(
      'zero-variance',
      `the asset at position ${riskless} has no variance`,
      'leave out what has no risk',
      { position: riskless },
    );
  }
  const scaled = (i: number, j: number): number => values[i * N + j] / (sigma[i] * sigma[j]);
  const correlations = values.map((_, k) => scaled(Math.floor(k / N), k % N));
  const root = powerOf(engine, correlations, N, 0.5);
  const inverseRoot = powerOf(engine, correlations, N, -0.5);
  let lengths = new Float64Array(N).fill(1);
  for (let step = 0; step < STEPS; step++) {
    const d = lengths;
    // q = (d·C·d)^(−1/2)·d·c
    const inverse = powerOf(
      engine,
      correlations.map((value, k) => value * d[Math.floor(k / N)] * d[k % N]),
      N,
      -0.5,
    );
    const rotation = engine.multiply(
      inverse,
      root.map((value, k) => value * d[Math.floor(k / N)]),
      N,
      N,
      N,
    );
    const along = engine.multiply(rotation, root, N, N, N);
    lengths = d.map((_, i) => along[i * N + i]);
    const change = lengths.reduce((most, length, i) => Math.max(most, Math.abs(length - d[i])), 0);
    if (change <= SETTLED) return { sigma, root, inverseRoot, rotation, lengths };
  }
  throw new DataError(
    'no-convergence',
    `the minimum torsion of ${N} assets did not settle in ${STEPS} steps`,
    'the correlations are nearly singular: use a covariance that is shrunken, such as ledoitWolf',
    { assets: N, steps: STEPS },
  );
}

/** V·diag(λ^power)·V' of a positive definite matrix, power ½ or −½. */
function powerOf(engine: EigenSolver, a: Float64Array, N: number, power: 0.5 | -0.5): Float64Array {
  const { values, vectors } = engine.symmetricEigen(a, N);
  if (!(values[0] > SINGULAR * values[N - 1])) {
    throw new DataError(
      'singular-covariance',
      `the correlations of ${N} assets are singular: their smallest eigenvalue is ${values[0]}`,
      'use a covariance that is shrunken, such as ledoitWolf, or the kind principalComponents',
      { assets: N, smallest: values[0] },
    );
  }
  const factors = values.map((value) => (power > 0 ? Math.sqrt(value) : 1 / Math.sqrt(value)));
  const left = vectors.map((value, k) => value * factors[k % N]);
  const right = vectors.map((_, k) => vectors[(k % N) * N + Math.floor(k / N)]);
  return engine.multiply(left, right, N, N, N);
}

function squareOf(covariance: ArrayLike<number>, N: number): Float64Array {
  checkSeries({ covariance });
  if (N > 0 && covariance.length === N * N) return Float64Array.from(covariance);
  throw new DataError(
    'wrong-length',
    `covariance has ${covariance.length} elements when ${N}×${N} are expected`,
    'matrices are dense and row-major, assets × assets, in the order of the weights',
    { name: 'covariance', length: covariance.length, expected: N * N },
  );
}
