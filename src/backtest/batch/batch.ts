/** Training windows that the engine runs by itself, many a call. */
import type { ResolvedConfig } from '../../config/types.js';
import type { Engine } from '../../create-engine.js';
import { coreOf } from '../../engine/core.js';
import type { BacktestInputs } from '../inputs.types.js';
import type { RunRecord } from '../record.js';
import type { BacktestDecision } from '../types.js';
import { describer } from './describe.js';
import { eligibleSets } from './eligible-sets.js';
import { classStates } from './class-states.js';
import { type BatchPlan, batchPlan, type KnownClasses, type SetPlan } from './plan.js';
import {
  type BatchOutputs,
  coldState,
  runWindows,
  summaryLength,
  type WarmState,
  windowDone,
  windowUnsolved,
} from './request.js';

/**
 * Windows in a chunk. The first of a chunk starts cold, and so does one with other assets than the one before it; the
 * others start from that. Results do not depend on where a run ends, or on how many windows a call runs.
 */
export const CHUNK = 64;

/** How long a call should take, so that an abort arrives. */
const CALL_MILLISECONDS = 20;

export interface WindowBatch {
  /** windows in a chunk */
  chunk: number;
  /** numbers that a window leaves beside its weights */
  summaryLength: number;
  /**
   * Runs the window at `index` and some behind it, as far as the record goes, in ascending order from call to call.
   *
   * @param left gets those of them that the host has to put together
   * @returns the position behind the last one; `index` where the engine cannot run that one
   */
  run(index: number, record: RunRecord, left: Set<number>): number;
  /** Computes the condition numbers of the record's windows where the runs did not. */
  measure(record: RunRecord): void;
  /** What a window showed that was done, by its summary. */
  decisionAt(index: number, summary: Float64Array): BacktestDecision;
}

/**
 * The engine's part of a backtest; null where it has none, see `batchPlan`.
 *
 * @param measures whether the runs compute condition numbers
 */
export function windowBatch(
  engine: Engine,
  inputs: BacktestInputs,
  config: ResolvedConfig,
  measures: boolean,
): WindowBatch | null {
  const core = coreOf(engine);
  const plan = core && batchPlan(engine, inputs, config);
  if (!core || !plan) return null;
  const { schedule } = inputs;
  const planOf = setPlans(inputs, plan);
  const length = summaryLength(plan);
  let warm: WarmState | null = null;
  let warmSet: SetPlan | null = null;
  let pace = 1;
  const { train } = config.backtest;

  /** Where the windows from `index` on begin for as long as the same assets take part, at most to `end`. */
  function alike(index: number, end: number, set: SetPlan): number[] {
    const firsts = [schedule.at(index).trainStart];
    while (index + firsts.length < end && planOf(index + firsts.length) === set)
      firsts.push(schedule.at(index + firsts.length).trainStart);
    return firsts;
  }

  return {
    chunk: CHUNK,
    summaryLength: length,
    run(index, record, left) {
      const set = planOf(index);
      if (set === null) {
        warm = null;
        return index;
      }
      if (warm === null || index % CHUNK === 0 || set !== warmSet)
        warm = coldState(plan, set.positions.length);
      warmSet = set;
      const most = Math.min(Math.max(1, Math.floor(pace)), CHUNK - (index % CHUNK), record.end - index);
      const firsts = alike(index, index + most, set);
      const size = firsts.length;
      const began = performance.now();
      runWindows(core, plan, set, inputs, train, firsts, warm, { measures }, (outputs) => {
        keep(outputs, index, size, set.positions, record, left);
      });
      pace = Math.min(2 * size, (size * CALL_MILLISECONDS) / Math.max(performance.now() - began, 0.01));
      return index + size;
    },
    measure(record) {
      if (measures) return;
      const own = core.another();
      for (let index = record.first; index < record.end;) {
        const set = planOf(index);
        if (set === null) {
          index++;
          continue;
        }
        const firsts = alike(index, Math.min(index + CHUNK - (index % CHUNK), record.end), set);
        const from = (index - record.first) * length;
        const summaries = record.summaries.subarray(from, from + firsts.length * length);
        const task = { measures: true, summaries };
        const cold = coldState(plan, set.positions.length);
        runWindows(own, plan, set, inputs, train, firsts, cold, task, (outputs) => {
          summaries.set(outputs.summaries);
        });
        index += firsts.length;
      }
    },
    decisionAt: describer(plan, inputs, config, planOf),
  };
}

/** What depends on who takes part in a window; the same object for as long as that and the classes do not change. */
function setPlans(inputs: BacktestInputs, plan: BatchPlan): (index: number) => SetPlan | null {
  const { schedule } = inputs;
  const setOf = eligibleSets(inputs.returns, inputs.membership);
  const classesOf = classStates(inputs);
  let current: { positions: Int32Array; classes: KnownClasses; set: SetPlan | null } | null = null;
  return (index) => {
    const decision = schedule.at(index);
    const positions = setOf(decision);
    if (positions === null) return null;
    const classes = classesOf(decision.decision, positions);
    if (current?.positions !== positions || current.classes !== classes) {
      current = { positions, classes, set: plan.ofSet(positions, classes) };
    }
    return current.set;
  };
}

/** Writes the windows of a call that were done to the record. */
function keep(
  { statuses, weights, summaries }: BatchOutputs,
  index: number,
  size: number,
  positions: Int32Array,
  record: RunRecord,
  left: Set<number>,
): void {
  const N = positions.length;
  const { width, summaryLength: length } = record;
  let from = 0;
  for (let w = 0; w < size; w++) {
    const isDone = statuses[w] === windowDone;
    if (isDone)
      copySummary(summaries, w * length, record.summaries, (index + w - record.first) * length, length);
    else left.add(index + w);
    if (statuses[w] === windowUnsolved) record.unsolved.add(index + w);
    const row = (index + w - record.first) * width;
    for (const ofStrategy of record.weights) {
      for (let i = 0; i < N; i++, from++) if (isDone) ofStrategy[row + positions[i]] = weights[from];
    }
  }
}

function copySummary(
  source: Float64Array,
  from: number,
  target: Float64Array,
  to: number,
  length: number,
): void {
  for (let k = 0; k < length; k++) target[to + k] = source[from + k];
}
