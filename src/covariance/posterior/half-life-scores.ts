/** How well half-lives of loadings and of volatilities would have predicted returns, asset by asset. */
import { log, log1p } from '../../numeric/elementary.js';
import {
  discountedBasis,
  discountedEffects,
  discountedVariances,
  discounts,
  residualDegrees,
  residualsOf,
} from '../discounted-regression.js';

/** A half-life, and how well it would have predicted. */
export interface HalfLifeScore {
  /** in periods; null where all count alike */
  halfLife: number | null;
  /** sum of log-densities over the returns of all blocks; null where a block has too few periods before it for this one */
  score: number | null;
}

/** Predictive scores that `halfLife: "auto"` chooses by: the larger the better, of two equal ones the longer. */
export interface HalfLifeScores {
  /** blocks of returns that were predicted, each from the periods before it */
  blocks: number;
  loadings: HalfLifeScore[];
  /** with the loadings that were best before each block */
  volatilities: HalfLifeScore[];
}

/** Periods of a window, and the block that follows it. */
export interface ScoredBlock {
  /** periods × assets, complete; what stands behind the block is not read */
  rows: Float64Array;
  assets: number;
  /** periods before the block */
  window: number;
  /** position behind the last period of the block */
  end: number;
  /** what returns are regressed on, a value a period */
  columns: readonly Float64Array[];
  /** those of them with a slope on what no one knows in advance, which alone are predicted with */
  slopes: readonly number[];
}

/** Residual variances below this share of the mean square, or of the undiscounted one, are rounding, or a price that stands still. */
const ROUNDING = 1e-6;
/** log of Γ(3)/(Γ(5/2)·√(3π)): a t density with 5 degrees of freedom and variance 1 at 0. */
const AT_ZERO = -0.7132067771717288;
/** Products of squares are kept below it. */
const LARGE = 1e140;

/** None, T, T/2, T/4 and T/8 periods. */
export function candidateHalfLives(T: number): (number | null)[] {
  return [null, T, T / 2, T / 4, T / 8];
}

/** The half-life of the largest score, the longest of equal ones; none where there is no score. */
export function bestHalfLife(scores: readonly HalfLifeScore[]): number | null {
  let [chosen, most]: [number | null, number] = [null, -Infinity];
  for (const { halfLife, score } of scores)
    if (score !== null && score > most) [chosen, most] = [halfLife, score];
  return chosen;
}

/** Scores of so many candidates before any block. */
export function noScores(
  loadings: readonly (number | null)[],
  volatilities: readonly (number | null)[],
): HalfLifeScores {
  const zero = (halfLife: number | null): HalfLifeScore => ({ halfLife, score: 0 });
  return { blocks: 0, loadings: loadings.map(zero), volatilities: volatilities.map(zero) };
}

/**
 * Scores with those of one more block. With X the columns and B_h, σ_h their discounted least squares over the window, x the
 * part of X with slopes and s = σ undiscounted, log t₅(·; s) the density of a t variable with mean 0, standard deviation s:
 *
 *     loadings       Σ_i Σ_t log t₅(r_it − x_t'b_ih; s_i)
 *     volatilities   Σ_i Σ_t log t₅(r_it − x_t'b_i*; σ_ih)        b* of the best half-life before this block
 *
 * Assets whose residuals are rounding are left out; where none is left the scores stay as they are.
 */
export function withBlock(before: HalfLifeScores, block: ScoredBlock): HalfLifeScores {
  const { rows, assets, window, columns } = block;
  const past = columns.map((column) => column.subarray(0, window));
  const basisOf = (halfLife: number | null) => discountedBasis(past, discounts(window, halfLife));
  const effectsOf = (basis: ReturnType<typeof basisOf>): Float64Array =>
    discountedEffects(basis, rows, assets, columns.length);

  const plain = basisOf(null);
  if (!(residualDegrees(plain, plain.d) >= 1)) return before;
  const plainEffects = effectsOf(plain);
  const residuals = residualsOf(rows, past, plainEffects, assets, window);
  const variances = discountedVariances(plain, residuals, assets, plain.d);
  const best = bestHalfLife(before.loadings);
  const chosen = best === null ? plain : basisOf(best);
  const chosenEffects = best === null ? plainEffects : effectsOf(chosen);
  const chosenResiduals = best === null ? residuals : residualsOf(rows, past, chosenEffects, assets, window);
  const byVolatility = before.volatilities.map(({ halfLife, score }) => {
    if (score === null) return null;
    const d = discounts(window, halfLife);
    return residualDegrees(chosen, d) >= 1 ? discountedVariances(chosen, chosenResiduals, assets, d) : null;
  });

  const squares = meanSquares(rows, assets, window);
  const kept = Array.from({ length: assets }, (_, i) => i).filter(
    (i) =>
      variances[i] > ROUNDING * squares[i] &&
      byVolatility.every((own) => own === null || own[i] > ROUNDING * variances[i]),
  );
  if (kept.length === 0) return before;
  const plus = (score: number | null, more: number | null): number | null =>
    score === null || more === null ? null : score + more;
  return {
    blocks: before.blocks + 1,
    loadings: before.loadings.map(({ halfLife, score }) => {
      const basis = halfLife === null ? plain : basisOf(halfLife);
      if (score === null || !(residualDegrees(basis, basis.d) >= 1)) return { halfLife, score: null };
      const effects = basis === plain ? plainEffects : effectsOf(basis);
      return { halfLife, score: plus(score, density(block, kept, effects, variances)) };
    }),
    volatilities: before.volatilities.map(({ halfLife, score }, k) => {
      const own = byVolatility[k];
      return { halfLife, score: plus(score, own && density(block, kept, chosenEffects, own)) };
    }),
  };
}

/** Σ_i Σ_t log t₅(r_it − x_t'b_i; σ_i) over the block, (1 + q²/3)⁻³ of q = e/σ. */
function density(
  { rows, assets, window, end, columns, slopes }: ScoredBlock,
  kept: readonly number[],
  effects: Float64Array,
  variances: Float64Array,
): number {
  let sum = 0;
  for (const i of kept) {
    let logs = 0;
    let product = 1;
    for (let t = window; t < end; t++) {
      let e = rows[t * assets + i];
      for (const k of slopes) e -= columns[k][t] * effects[k * assets + i];
      const square = (e * e) / (3 * variances[i]);
      if (square > LARGE) logs += log1p(square);
      else product *= 1 + square;
      if (product < LARGE) continue;
      logs += log(product);
      product = 1;
    }
    sum += (end - window) * (AT_ZERO - 0.5 * log(variances[i])) - 3 * (logs + log(product));
  }
  return sum;
}

function meanSquares(rows: Float64Array, assets: number, periods: number): Float64Array {
  const squares = new Float64Array(assets);
  for (let t = 0; t < periods; t++)
    for (let i = 0; i < assets; i++) squares[i] += rows[t * assets + i] ** 2 / periods;
  return squares;
}

/** Blocks that the second half of a window is cut in. */
const BLOCKS = 6;

/**
 * Scores within one window of T periods: the second half is cut in six blocks of T/12, each predicted from all periods
 * before it, over the assets that are seen until its end.
 *
 * @param rows periods × assets, NaN where an asset is not seen
 */
export function scoresWithin(
  rows: Float64Array,
  assets: number,
  columns: readonly Float64Array[],
  slopes: readonly number[],
  before: HalfLifeScores,
): HalfLifeScores {
  const T = rows.length / assets;
  const start = Math.floor(T / 2);
  const endOf = (b: number): number => start + Math.round((b * (T - start)) / BLOCKS);
  let scores = before;
  for (let b = 0; b < BLOCKS; b++) {
    const [window, end] = [endOf(b), endOf(b + 1)];
    const complete = completeAssets(rows, assets, 0, end);
    if (end === window || complete.length === 0) continue;
    const part = complete.length === assets ? rows : selected(rows, assets, complete, 0, end);
    scores = withBlock(scores, { rows: part, assets: complete.length, window, end, columns, slopes });
  }
  return scores;
}

/** Assets seen in all periods from `from` up to `end`. */
export function completeAssets(rows: Float64Array, assets: number, from: number, end: number): number[] {
  const isSeen = new Uint8Array(assets).fill(1);
  for (let t = from; t < end; t++)
    for (let i = 0; i < assets; i++) if (Number.isNaN(rows[t * assets + i])) isSeen[i] = 0;
  return Array.from(isSeen.keys()).filter((i) => isSeen[i] === 1);
}

/** Cells of some assets in the periods from `from` up to `end`. */
export function selected(
  rows: Float64Array,
  assets: number,
  positions: readonly number[],
  from: number,
  end: number,
): Float64Array {
  const values = new Float64Array((end - from) * positions.length);
  for (let t = from, cell = 0; t < end; t++) for (const i of positions) values[cell++] = rows[t * assets + i];
  return values;
}
