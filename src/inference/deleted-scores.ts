import type { EngineCore } from '../engine/core.js';
import { product } from '../engine/linear-algebra.js';
import { transposed } from '../engine/whiten.js';
import { dot } from '../model/basis.js';
import { expectedInformation } from './expected-information.js';
import { errorsOf, type FreeTerm, freeTerms } from './free-term.js';
import { generalisedInverse } from './generalised-inverse.js';
import { gather, type Henderson, type RowPattern, withinCovariance } from './henderson.js';
import { blockAt, type ScaledRows } from './scaled-rows.js';

/** Score and information of the REML likelihood without a period, at the variances of the fit. */
export interface DeletedScores {
  /** T rows of one number a free component; null of a period without returns */
  scores: (number[] | null)[];
  /** q×q: ½ tr(PV_kPV_l) of all periods */
  information: Float64Array;
  /** by period, what goes with it: ½ tr(R_tΠB_kR_tΠB_l), R_t = Ω_OO⁻¹; 0 for persistent terms */
  parts: (Float64Array | null)[];
}

/** Doubles that a batch of periods takes. */
const BATCH = 2 ** 20;

/**
 * With E the cells of period t, S = Ω_OO − Z_tΦZ_t', G a generalised inverse of it, Π = SG, v = Ge_t, Ξ_k = Z_tX_kZ_t'
 * and M = G + vv',
 *
 *     s_k − s_(t),k = −½[2 tr(R_tΠB_k) − tr(MB_k) + tr(MΞ_k) + 2c_k'Z_t'v]
 *
 * (B_k = 0 for a persistent term), since E'PE = R_t·S·R_t and PE(E'PE)⁻E'P = PE·ΩGΩ·E'P; s = 0 at a fit. Π = I unless
 * an effect is estimated from the period alone, and goes with it.
 */
export function deletedScores(core: EngineCore, rows: ScaledRows, equations: Henderson): DeletedScores {
  const free = freeTerms(core, rows, equations);
  const T = rows.returns.length / rows.width;
  const scores = new Array<number[] | null>(T).fill(null);
  const parts = new Array<Float64Array | null>(T).fill(null);
  equations.patterns.forEach((pattern, g) => {
    const Omega = withinCovariance(rows, pattern.periods[0]);
    const size = Math.max(1, Math.floor(BATCH / pattern.seen.length ** 2));
    for (let from = 0; from < pattern.periods.length; from += size) {
      const periods = pattern.periods.slice(from, from + size);
      const found = scoresOf(core, Omega, equations, free.terms, { ...pattern, periods });
      periods.forEach((t, row) => {
        scores[t] = found[row].score;
        parts[t] = found[row].part ?? free.parts[g];
      });
    }
  });
  return { scores, parts, information: expectedInformation(core, equations, free) };
}

/** A period's score, and its part of the information where that is not its pattern's. */
interface Deleted {
  score: number[];
  part: Float64Array | null;
}

/** The scores without each of these periods, which are of one pattern. */
function scoresOf(
  core: EngineCore,
  Omega: Float64Array,
  equations: Henderson,
  terms: readonly FreeTerm[],
  pattern: RowPattern,
): Deleted[] {
  const { n, W, Phi } = equations;
  const { periods, seen, R } = pattern;
  const [T, m] = [periods.length, seen.length];
  const pairs = W.flatMap((_, a) => W.slice(0, a + 1).map((__, b) => [a, b] as const));
  const width = pairs.length + 1;
  // the last column takes B_k off
  const weights = Float64Array.from({ length: T * width }, (_, k) => {
    const [t, pair] = [periods[Math.floor(k / width)], pairs.at(k % width)];
    return pair === undefined ? -1 : W[pair[0]][t] * W[pair[1]][t];
  });
  const blocks = blocksOf(Phi, gather(Omega, n, seen), n, pairs, seen);
  const excess = product(core, blocks, transposed(weights, T, width), m * m, width, T);
  const { M, v, projected } = withoutOwn(core, equations, pattern, excess);
  const own = terms.map(({ component, A, X, c }) => {
    const Bseen = A === null ? null : gather(blockAt(component, periods[0]), n, seen);
    const along = product(core, M, blocksOf(X, Bseen, n, pairs, seen), T, m * m, width);
    return { c, Bseen, trace: Bseen === null ? 0 : dot(R, Bseen), along };
  });
  return periods.map((t, row) => {
    const RPi = projected[row];
    const score = own.map(({ c, Bseen, trace, along }) => {
      let sum = 2 * (RPi === null || Bseen === null ? trace : dot(RPi, Bseen));
      for (let k = row * width; k < (row + 1) * width; k++) sum += weights[k] * along[k];
      W.forEach((w, a) => {
        for (let o = 0; o < m; o++) sum += 2 * w[t] * c[a * n + seen[o]] * v[row * m + o];
      });
      return 0.5 * sum;
    });
    return {
      score,
      part:
        RPi === null
          ? null
          : partOf(
              core,
              RPi,
              own.map(({ Bseen }) => Bseen),
              m,
            ),
    };
  });
}

/** ½ tr(XB_kXB_l), q×q; 0 where there is no B_k. */
function partOf(
  core: EngineCore,
  X: Float64Array,
  blocks: readonly (Float64Array | null)[],
  m: number,
): Float64Array {
  const products = blocks.map((B) => (B === null ? null : product(core, X, B, m, m, m)));
  return Float64Array.from(
    products.flatMap((left) =>
      products.map((right) =>
        left === null || right === null ? 0 : 0.5 * dot(left, transposed(right, m, m)),
      ),
    ),
  );
}

/**
 * M = G + vv' of each period, v = Ge_t, and R_tΠ where Π is not I.
 *
 * @param excess n_O² × T: −S
 */
function withoutOwn(
  core: EngineCore,
  equations: Henderson,
  pattern: RowPattern,
  excess: Float64Array,
): { M: Float64Array; v: Float64Array; projected: (Float64Array | null)[] } {
  const [T, m] = [pattern.periods.length, pattern.seen.length];
  const errors = errorsOf(equations, pattern);
  const M = new Float64Array(T * m * m);
  const v = new Float64Array(T * m);
  const S = new Float64Array(m * m);
  const projected = pattern.periods.map((_, row) => {
    for (let cell = 0; cell < m * m; cell++) S[cell] = -excess[cell * T + row];
    const { G, RPi } = generalisedInverse(core, S, pattern.R, m);
    for (let o = 0; o < m; o++) {
      for (let p = 0; p < m; p++) v[row * m + o] += G[o * m + p] * errors[row * m + p];
    }
    for (let o = 0; o < m; o++) {
      for (let p = 0; p < m; p++) {
        M[(row * m + o) * m + p] = G[o * m + p] + v[row * m + o] * v[row * m + p];
      }
    }
    return RPi;
  });
  return { M, v, projected };
}

/** n_O² × pairs + 1: by pair of directions the block X_ab + X_ba', or X_aa, of the assets seen; last the block beside. */
function blocksOf(
  X: Float64Array,
  beside: Float64Array | null,
  n: number,
  pairs: readonly (readonly [number, number])[],
  seen: readonly number[],
): Float64Array {
  const m = seen.length;
  const [width, size] = [pairs.length + 1, Math.round(Math.sqrt(X.length))];
  const out = new Float64Array(m * m * width);
  pairs.forEach(([a, b], k) => {
    for (let o = 0; o < m; o++) {
      for (let p = 0; p < m; p++) {
        const value = X[(a * n + seen[o]) * size + b * n + seen[p]];
        const other = a === b ? 0 : X[(b * n + seen[o]) * size + a * n + seen[p]];
        out[(o * m + p) * width + k] = value + other;
      }
    }
  });
  beside?.forEach((value, cell) => (out[cell * width + width - 1] = value));
  return out;
}
