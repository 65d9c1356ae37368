import type { ReturnTable } from '../../data/types.js';
import type { EngineCore } from '../../engine/core.js';
import type { EngineExports } from '../../engine/exports.js';
import type { BacktestInputs } from '../inputs.types.js';
import { type BatchPlan, type SetPlan, weightSources } from './plan.js';

/** The engine's WindowStatus of a window that was done. */
export const windowDone = 0;
/** The same of a window in which a strategy's program was not solved. */
export const windowUnsolved = 6;

/** The engine's WindowSummary: positions in a window's summary. */
export const summaryAt = {
  logLikelihood: 0,
  iterations: 1,
  heritability: 3,
  heritabilityError: 4,
  conditionNumbers: 5,
  variances: 10,
} as const;

/** Positions of what the summary says of a prior behind the variances and their errors, see `priorAt`. */
export const priorNumbers = { k: 0, gain: 1, atBoundary: 2, logEvidence: 3, length: 4 } as const;

/** Number of 4-byte fields of a WindowsRequest, see assembly/window/request.ts. */
const REQUEST_FIELDS = 32;

/** Room for the request of a fit and the kinds of its terms. */
const SCRATCH_FIELDS = 64;

/** Far more than the dozen that a fit takes. */
const MAX_ITERATIONS = 200;

/** Where a run of windows left off: the next one starts from there. */
export interface WarmState {
  /** whether the window before was done */
  isWarm: boolean;
  variances: Float64Array;
  /** 1: k of the prior */
  prior: Float64Array;
  /** a count and the codes of the active set by strategy */
  sets: Int32Array;
  /** the period that the window before began with, −1 where there was none, and the sums that it left */
  first: number;
  sums: Float64Array;
}

/** What the engine leaves of a run of windows, views that hold during the call alone. */
export interface BatchOutputs {
  statuses: Int32Array;
  /** windows × S×N */
  weights: Float64Array;
  /** windows × `summaryLength` */
  summaries: Float64Array;
}

/** What is asked for. */
export interface WindowsTask {
  /** whether condition numbers are computed */
  measures: boolean;
  /** of windows that were done before: weights are not chosen again, variances are these */
  summaries?: Float64Array;
}

/** q, variances of the model. */
export function varianceCount({ model }: BatchPlan): number {
  return model === null ? 2 : model.terms.length + 1;
}

/** Numbers in the summary of a window. */
export function summaryLength(plan: BatchPlan): number {
  return priorAt(plan) + (plan.sources.includes('posterior') ? priorNumbers.length : 0);
}

/** Where the numbers of the prior are in the summary of a window, where a strategy needs the posterior covariance. */
export function priorAt(plan: BatchPlan): number {
  return summaryAt.variances + 2 * varianceCount(plan);
}

/** A cold start of windows with N assets. */
export function coldState(plan: BatchPlan, N: number): WarmState {
  return {
    isWarm: false,
    variances: new Float64Array(varianceCount(plan)),
    prior: new Float64Array(1),
    sets: new Int32Array(plan.sources.length * (N + 2)),
    first: -1,
    sums: new Float64Array(N * (N + 2)),
  };
}

/**
 * Runs the training windows that begin with these periods.
 *
 * @param set    who takes part in all of them
 * @param firsts ascending
 * @param warm   is left as the last window leaves it
 * @param keep   is given what they leave
 */
export function runWindows(
  core: EngineCore,
  plan: BatchPlan,
  set: SetPlan,
  { excess, market }: BacktestInputs,
  train: number,
  firsts: readonly number[],
  warm: WarmState,
  task: WindowsTask,
  keep: (outputs: BatchOutputs) => void,
): void {
  const N = set.positions.length;
  const S = plan.sources.length;
  const W = firsts.length;
  const start = warm.first < 0 ? firsts[0] : warm.first;
  const periods = firsts[W - 1] + train - start;
  const length = summaryLength(plan);
  const q = varianceCount(plan);
  const doubles = periods * (N + 1) + N * N + N * (N + 2) + 2 + 2 * S * N + q + 1 + W * (S * N + length);
  const integers = REQUEST_FIELDS + SCRATCH_FIELDS + 2 * W + S + 2 + S * (N + 2);
  core.run(
    () => 8 * doubles + 4 * integers + 64 * 20,
    (engine, frame) => {
      const address = frame.integers(REQUEST_FIELDS);
      const returns = frame.doubles(periods * N);
      const inputs = [
        frame.copyIntegers(firsts.map((first) => first - start)),
        returns,
        frame.copy(market!.subarray(start, start + periods)),
        frame.copy(set.kernel?.constant ?? new Float64Array(N * N)),
        frame.copy(Float64Array.of(set.kernel?.weight ?? 1)),
        frame.copy(Float64Array.of(plan.model?.minHeritability ?? 0)),
        frame.copyIntegers(plan.sources.map((source) => weightSources.indexOf(source))),
        frame.copy(set.lower),
        frame.copy(set.upper),
      ];
      const state = [
        frame.copyIntegers([warm.isWarm ? 1 : 0]),
        frame.copy(warm.variances),
        frame.copy(warm.prior),
        frame.copyIntegers(warm.sets),
        frame.copyIntegers([warm.first < 0 ? -1 : warm.first - start]),
        frame.copy(warm.sums),
      ];
      const scratch = frame.integers(SCRATCH_FIELDS);
      const statuses = frame.integers(W);
      const weights = frame.doubles(W * S * N);
      const summaries = task.summaries ? frame.copy(task.summaries) : frame.doubles(W * length);
      gather(excess, set.positions, start, new Float64Array(engine.memory.buffer, returns, periods * N));
      new Int32Array(engine.memory.buffer, address, REQUEST_FIELDS).set([
        train,
        N,
        set.marketAsset,
        W,
        S,
        plan.model === null ? 0 : 1,
        plan.model !== null && plan.model.terms.length === 2 ? 1 : 0,
        plan.model?.scaleResidual === true ? 1 : 0,
        MAX_ITERATIONS,
        task.summaries === undefined ? 1 : 0,
        task.measures ? 1 : 0,
        ...inputs,
        ...state,
        scratch,
        statuses,
        weights,
        summaries,
      ]);
      frame.reserve(engine.runWindowsWorkspace(address));
      engine.runWindows(address);
      readState(engine, state, start, warm);
      const { buffer } = engine.memory;
      keep({
        statuses: new Int32Array(buffer, statuses, W),
        weights: new Float64Array(buffer, weights, W * S * N),
        summaries: new Float64Array(buffer, summaries, W * length),
      });
    },
  );
}

/** Returns of the assets at these positions, from period `start` on, as many as there is room for. */
function gather(
  { assets, returns }: ReturnTable,
  positions: Int32Array,
  start: number,
  into: Float64Array,
): void {
  const [width, N] = [assets.length, positions.length];
  if (N === width) {
    into.set(returns.subarray(start * width, start * width + into.length));
    return;
  }
  const periods = into.length / N;
  for (let t = 0; t < periods; t++) {
    const row = (start + t) * width;
    for (let i = 0; i < N; i++) into[t * N + i] = returns[row + positions[i]];
  }
}

function readState(
  { memory: { buffer } }: EngineExports,
  [isWarm, variances, prior, sets, first, sums]: number[],
  start: number,
  warm: WarmState,
): void {
  warm.isWarm = new Int32Array(buffer, isWarm, 1)[0] !== 0;
  warm.variances.set(new Float64Array(buffer, variances, warm.variances.length));
  warm.prior.set(new Float64Array(buffer, prior, 1));
  warm.sets.set(new Int32Array(buffer, sets, warm.sets.length));
  const [row] = new Int32Array(buffer, first, 1);
  warm.first = row < 0 ? -1 : row + start;
  warm.sums.set(new Float64Array(buffer, sums, warm.sums.length));
}
