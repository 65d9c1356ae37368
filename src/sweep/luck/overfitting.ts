import { type EngineCore, frameBytes } from '../../engine/core.js';
import type { FurtherExports } from '../../engine/exports.js';
import { mean, spread } from '../../statistics/moments.js';
import { type BlockSums, halves } from './block-sums.js';
import type { Pause } from './scan.js';
import type { Overfitting } from './types.js';

/** Trials that go to the engine at once. */
const TILE = 512;

/** Number of 4-byte fields of a CrossValidationRequest, see assembly/luck/request.ts. */
const REQUEST_FIELDS = 12;

/** Share of n that the transform of a half of n periods stays below unless returns are constant but for rounding. */
const BELOW_FLAT = 1 - 1e-12;

/**
 * Probability of backtest overfitting by combinatorially symmetric cross-validation (Bailey, Borwein, López de Prado and
 * Zhu 2015), exact over all halves of the blocks. In each split one half is in sample: the trial of the largest Sharpe
 * ratio there, the first of equals, has the rank r among the N trials out of sample, equal ones sharing the mean of their
 * ranks, and ω̄ = r/(N + 1). The probability is the share of splits with ω̄ ≤ ½.
 *
 * @param core of the second module
 * @param data of the trials that have a Sharpe ratio
 * @see docs/luck.md
 */
export async function overfitting(
  core: EngineCore<FurtherExports>,
  data: BlockSums,
  pause: Pause,
): Promise<Overfitting | { reason: string }> {
  const N = data.trials.length;
  if (N < 2) return { reason: `${N} ${N === 1 ? 'trial' : 'trials'} with a Sharpe ratio when 2 are needed` };
  const sets = halves(data.lengths.length);
  const state: State = {
    best: new Float64Array(sets.length).fill(-Infinity),
    outOfSample: new Float64Array(sets.length),
    winners: new Int32Array(sets.length),
    below: new Float64Array(sets.length),
    flatTrials: 0,
  };
  for (const pass of ['findWinners', 'rankWinners'] as const) {
    for (let first = 0; first < N; first += TILE) {
      const end = Math.min(N, first + TILE);
      crossValidate(core, pass, data, first, end, state);
      await pause((pass === 'findWinners' ? 0 : N) + end);
    }
  }
  return reported(data, sets, state);
}

/** What the engine knows of each split after some tiles; see assembly/luck/request.ts. */
interface State {
  best: Float64Array;
  outOfSample: Float64Array;
  winners: Int32Array;
  below: Float64Array;
  flatTrials: number;
}

function crossValidate(
  core: EngineCore<FurtherExports>,
  pass: 'findWinners' | 'rankWinners',
  { lengths, sums, squares }: BlockSums,
  first: number,
  end: number,
  state: State,
): void {
  const S = lengths.length;
  const splits = state.best.length;
  const n = end - first;
  core.run(
    () => frameBytes(REQUEST_FIELDS, n * S, n * S, S, splits, splits, splits, splits, n),
    (engine, frame) => {
      const address = frame.integers(REQUEST_FIELDS);
      const best = frame.copy(state.best);
      const outOfSample = frame.copy(state.outOfSample);
      const winners = frame.copyIntegers(state.winners);
      const below = frame.copy(state.below);
      const flat = frame.integers(n);
      const fields = [
        S,
        n,
        first,
        splits,
        frame.copy(sums.subarray(first * S, end * S)),
        frame.copy(squares.subarray(first * S, end * S)),
        frame.copy(Float64Array.from(lengths, (length) => length * BELOW_FLAT)),
        best,
        outOfSample,
        winners,
        below,
        flat,
      ];
      frame.integerMemory().set(fields, address / 4);
      frame.reserve(engine.crossValidationWorkspace(address));
      engine[pass](address);
      if (pass === 'rankWinners') {
        state.below = frame.read(below, splits);
        return;
      }
      state.best = frame.read(best, splits);
      state.outOfSample = frame.read(outOfSample, splits);
      state.winners = frame.readIntegers(winners, splits);
      state.flatTrials += frame.readIntegers(flat, n).reduce((sum, isFlat) => sum + isFlat, 0);
    },
  );
}

function reported(data: BlockSums, sets: Int32Array, state: State): Overfitting {
  const splits = sets.length;
  const ratio = (split: number, isIn: boolean): number =>
    halfRatio(data, state.winners[split], isIn ? sets[split] : ~sets[split]);
  const ranks = new Float64Array(splits);
  const inSample = new Float64Array(splits);
  const outOfSample = new Float64Array(splits);
  let [low, lost] = [0, 0];
  for (let split = 0; split < splits; split++) {
    // the engine has what is out of sample by that half, which is the one in sample of the split as far from the other end
    const rest = splits - 1 - split;
    // twice those below and once those equal make twice the mean rank of equals less 1
    ranks[split] = (state.below[rest] + 1) / (2 * (data.trials.length + 1));
    inSample[split] = ratio(split, true);
    outOfSample[split] = ratio(split, false);
    if (ranks[split] <= 0.5) low++;
    if (state.outOfSample[rest] < 0) lost++;
  }
  return {
    blocks: data.lengths.length,
    splits,
    trials: data.trials.length,
    flatTrials: state.flatTrials,
    probability: low / splits,
    ranks,
    inSample,
    outOfSample,
    probabilityOfLoss: lost / splits,
    degradation: slope(inSample, outOfSample),
  };
}

/** Sharpe ratio over the blocks of a set, n − 1 in the denominator of the variance; NaN where the returns do not vary. */
function halfRatio({ lengths, sums, squares }: BlockSums, row: number, set: number): number {
  let [n, s, q] = [0, 0, 0];
  lengths.forEach((length, block) => {
    if ((set & (1 << block)) === 0) return;
    n += length;
    s += sums[row * lengths.length + block];
    q += squares[row * lengths.length + block];
  });
  if (!((s * s) / q < n * BELOW_FLAT)) return NaN;
  return s / n / Math.sqrt((q - (s * s) / n) / (n - 1));
}

/** Least squares of y on x and a constant, over pairs of which both are known; null where x does not vary. */
function slope(x: Float64Array, y: Float64Array): number | null {
  const known = (_: number, k: number): boolean => !Number.isNaN(x[k]) && !Number.isNaN(y[k]);
  const [xs, ys] = [x.filter(known), y.filter(known)];
  if (spread(xs) === null) return null;
  const [xMean, yMean] = [mean(xs)!, mean(ys)!];
  let [products, squares] = [0, 0];
  xs.forEach((value, k) => {
    products += (value - xMean) * (ys[k] - yMean);
    squares += (value - xMean) * (value - xMean);
  });
  return products / squares;
}
