import type { EngineCore } from '../../engine/core.js';
import { positiveInverse } from '../../engine/linear-algebra.js';
import { crossProducts, transposed, whiten } from '../../engine/whiten.js';
import { orthonormalBasis, residualsBeyond } from '../../model/basis.js';
import { log, power } from '../../numeric/elementary.js';
import { bestPrior } from './evidence.js';
import { logGammaRatio } from './gamma-ratio.js';
import type { ModelRows } from './rows.js';
import { positiveValues, whitenRows } from './spectrum.js';

/** A half-life, and how well it would have predicted the second half of the window. */
export interface HalfLifeScore {
  /** in periods; null where all count alike */
  halfLife: number | null;
  /** log-density of the second half, each block given what came before it; null where too little came before one */
  score: number | null;
}

/** Blocks of the second half: k and the cross-products are those before a block. */
const BLOCKS = 6;
/** Of log₂ k, and the steps of the grid that it is first searched on, when only a score depends on it. */
const PRECISION = 1e-3;
const STEP = 2;
/** A column whose square is more than this of what the others leave of it follows from them. */
const UNKNOWN = 1e10;
const LOG_TWO_PI = 1.8378770664093453;

/** None, T, T/2, T/4 and T/8 periods. */
export function candidateHalfLives(T: number): (number | null)[] {
  return [null, T, T / 2, T / 4, T / 8];
}

/**
 * One-step-ahead predictive log-likelihoods of half-lives over the second half of a window.
 *
 * Given the s periods before a block, discounted, with k of their evidence and flat effects B, the b rows of the block are a
 * matrix t variate: R = Y_b − W_bB̂, M = I + W_b(cΣd·ww')⁻¹W_b', Ψ = kΩ + S, n₀ = k + n + 1 + ν,
 *
 *     log p = log Γ_n((n₀ + b)/2)/Γ_n(n₀/2) − ½bn log π − ½n log|M| + ½n₀ log|Ψ| − ½(n₀ + b) log|Ψ + R'M⁻¹R|
 *
 * and for k = ∞ normal with the covariances M and Ω. Only Ω and the residual scales come from the whole window, for all
 * candidates alike.
 *
 * @param rows complete
 */
export function halfLifeScores(
  core: EngineCore,
  rows: ModelRows,
  candidates: readonly (number | null)[],
): HalfLifeScore[] {
  const { n } = rows;
  const T = rows.values.length / n;
  const basis = orthonormalBasis(rows.columns);
  const { rows: Y, logDeterminant } = whitenRows(
    core,
    rows.Omega,
    residualsBeyond(basis, rows.values, n), // a shift of the flat B, which no prediction depends on
    n,
  );
  const start = Math.floor(T / 2);
  const ends = Array.from({ length: BLOCKS + 1 }, (_, b) => start + Math.round((b * (T - start)) / BLOCKS));
  const perPeriod = rows.logVolume - 0.5 * logDeterminant;
  return candidates.map((halfLife) => {
    const past = new Past(core, n, basis, halfLife);
    past.add(Y, 0, start);
    let score = 0;
    for (let b = 0; b < BLOCKS; b++) {
      const [from, to] = [ends[b], ends[b + 1]];
      if (to === from) continue;
      const density = predictive(core, past, Y, from, to);
      if (density === null) return { halfLife, score: null };
      score += density + (to - from) * perPeriod;
      if (b + 1 < BLOCKS) past.add(Y, from, to);
    }
    return { halfLife, score };
  });
}

/** Discounted sums over the periods so far, of whitened rows y and columns w. */
class Past {
  private readonly m: number;
  /** Σ d_t yy', Σ d_t wy', Σ d_t ww', Σ d_t² ww', Σ d_t, Σ d_t² */
  private readonly yy: Float64Array;
  private readonly wy: Float64Array;
  private readonly ww: Float64Array;
  private readonly ww2: Float64Array;
  private sum = 0;
  private squares = 0;

  constructor(
    private readonly core: EngineCore,
    readonly n: number,
    readonly basis: readonly Float64Array[],
    private readonly halfLife: number | null,
  ) {
    this.m = basis.length;
    this.yy = new Float64Array(n * n);
    this.wy = new Float64Array(this.m * n);
    this.ww = new Float64Array(this.m * this.m);
    this.ww2 = new Float64Array(this.m * this.m);
  }

  add(Y: Float64Array, from: number, to: number): void {
    const { n, m, basis } = this;
    const d = Float64Array.from({ length: to - from }, (_, k) => this.discount(to - from - 1 - k));
    const decay = this.discount(to - from);
    const rows = Y.slice(from * n, to * n);
    for (let t = 0; t < to - from; t++) {
      const root = Math.sqrt(d[t]);
      for (let i = t * n; i < (t + 1) * n; i++) rows[i] *= root;
    }
    const own = crossProducts(this.core, rows, n);
    scale(this.yy, decay);
    for (let cell = 0; cell < n * n; cell++) this.yy[cell] += own[cell];
    scale(this.wy, decay);
    scale(this.ww, decay);
    scale(this.ww2, decay * decay);
    [this.sum, this.squares] = [decay * this.sum, decay * decay * this.squares];
    for (let t = from; t < to; t++) {
      const weight = d[t - from];
      this.sum += weight;
      this.squares += weight * weight;
      for (let a = 0; a < m; a++) {
        const along = weight * basis[a][t];
        for (let i = 0; i < n; i++) this.wy[a * n + i] += along * Y[t * n + i];
        for (let b = 0; b < m; b++) {
          this.ww[a * m + b] += along * basis[b][t];
          this.ww2[a * m + b] += weight * along * basis[b][t];
        }
      }
    }
  }

  /** ν, B̂, (cΣd·ww')⁻¹ and S; null where the periods do not tell the effects of all columns, or leave nothing beside them. */
  summary(): { degrees: number; B: Float64Array; inverse: Float64Array; S: Float64Array } | null {
    const { n, m, yy, wy } = this;
    const c = this.sum / this.squares;
    const inverse = positiveInverse(this.core, this.ww, m);
    if (inverse === null) return null;
    for (let a = 0; a < m; a++) if (inverse[a * (m + 1)] * this.ww[a * (m + 1)] > UNKNOWN) return null;
    let degrees = this.sum;
    for (let cell = 0; cell < m * m; cell++) degrees -= inverse[cell] * this.ww2[cell];
    degrees *= c;
    if (!(degrees >= 1)) return null;
    const B = new Float64Array(m * n);
    for (let a = 0; a < m; a++)
      for (let b = 0; b < m; b++)
        for (let i = 0; i < n; i++) B[a * n + i] += inverse[a * m + b] * wy[b * n + i];
    const S = yy.slice();
    scale(S, c);
    for (let a = 0; a < m; a++)
      for (let i = 0; i < n; i++) {
        const factor = c * wy[a * n + i];
        for (let j = 0; j < n; j++) S[i * n + j] -= factor * B[a * n + j];
      }
    return { degrees, B, inverse: inverse.map((value) => value / c), S };
  }

  private discount(age: number): number {
    return this.halfLife === null ? 1 : power(0.5, age / this.halfLife);
  }
}

function scale(values: Float64Array, factor: number): void {
  for (let cell = 0; cell < values.length; cell++) values[cell] *= factor;
}

/** log p of the whitened rows from `from` to `to`, given the past. */
function predictive(core: EngineCore, past: Past, Y: Float64Array, from: number, to: number): number | null {
  const { n, basis } = past;
  const known = past.summary();
  if (known === null) return null;
  const { degrees, B, inverse, S } = known;
  const [b, m] = [to - from, basis.length];
  const R = Y.slice(from * n, to * n);
  const M = new Float64Array(b * b);
  for (let t = 0; t < b; t++) {
    for (let a = 0; a < m; a++) {
      const w = basis[a][from + t];
      for (let i = 0; i < n; i++) R[t * n + i] -= w * B[a * n + i];
      for (let u = 0; u < b; u++)
        for (let l = 0; l < m; l++) M[t * b + u] += w * inverse[a * m + l] * basis[l][from + u];
    }
    M[t * b + t] += 1;
  }
  const own = whiten(core, M, transposed(R, b, n), b);
  const rows = transposed(own.rows, n, b); // M = LL', L⁻¹R
  const { k } = bestPrior({ size: n, degrees, values: positiveValues(core, S, n) }, PRECISION, STEP);
  if (k === Infinity) {
    const squares = rows.reduce((sum, value) => sum + value * value, 0);
    return -0.5 * (b * n * LOG_TWO_PI + n * own.logDeterminant + squares);
  }
  const Psi = S.slice();
  for (let i = 0; i < n; i++) Psi[i * (n + 1)] += k;
  const scaled = whiten(core, Psi, rows, n);
  const G = crossProducts(core, transposed(scaled.rows, b, n), b);
  for (let t = 0; t < b; t++) G[t * (b + 1)] += 1;
  const gained = whiten(core, G, new Float64Array(0), b).logDeterminant;
  const n0 = k + n + 1 + degrees;
  const gammas = logGammaRatio(n, b, k + degrees) + 0.5 * b * n * log((k + degrees) / 2);
  return (
    gammas -
    0.5 * (b * n * (LOG_TWO_PI - Math.LN2) + n * own.logDeterminant + b * scaled.logDeterminant) -
    0.5 * (n0 + b) * gained
  );
}
