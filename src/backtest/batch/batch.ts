/** Training windows that the engine runs by itself, many a call. */
import type { ResolvedConfig } from '../../config/types.js';
import type { Engine } from '../../create-engine.js';
import { coreOf } from '../../engine/core.js';
import type { BacktestInputs } from '../inputs.types.js';
import { type BatchWindow, describer } from './describe.js';
import { eligibleSets } from './eligible-sets.js';
import { classStates } from './class-states.js';
import { batchPlan, type KnownClasses, type SetPlan } from './plan.js';
import { type BatchOutputs, coldState, runWindows, type WarmState, windowDone } from './request.js';

/**
 * Windows in a chunk. The first of a chunk starts cold, and so does one with other assets than the one before it; the
 * others start from that. Results do not depend on where a run ends, or on how many windows a call runs.
 */
const CHUNK = 64;

/** How long a call should take, so that an abort arrives. */
const CALL_MILLISECONDS = 20;

export interface WindowBatch {
  /** a window by its position in the schedule, in ascending order; null where the host has to put it together */
  window(index: number): BatchWindow | null;
}

/** Windows that one call of the engine ran. */
interface Run {
  first: number;
  size: number;
  set: SetPlan;
  outputs: BatchOutputs;
}

/** The engine's part of a backtest; null where it has none, see `batchPlan`. */
export function windowBatch(
  engine: Engine,
  inputs: BacktestInputs,
  config: ResolvedConfig,
): WindowBatch | null {
  const core = coreOf(engine);
  const plan = core && batchPlan(inputs, config);
  if (!core || !plan) return null;
  const { schedule } = inputs;
  const setOf = eligibleSets(inputs.returns);
  const classesOf = classStates(inputs);
  let current: { positions: Int32Array; classes: KnownClasses; set: SetPlan | null } | null = null;
  const describe = describer(plan, inputs, config);
  let warm: WarmState | null = null;
  let warmSet: SetPlan | null = null;
  let last: Run | null = null;
  let pace = 1;

  function planOf(index: number): SetPlan | null {
    const positions = setOf(schedule[index]);
    if (positions === null) return null;
    const classes = classesOf(schedule[index].decision, positions);
    if (current?.positions !== positions || current.classes !== classes) {
      current = { positions, classes, set: plan!.ofSet(positions, classes) };
    }
    return current.set;
  }

  function run(index: number, set: SetPlan): Run {
    if (warm === null || index % CHUNK === 0 || set !== warmSet)
      warm = coldState(plan!, set.positions.length);
    warmSet = set;
    const most = Math.min(Math.max(1, Math.floor(pace)), CHUNK - (index % CHUNK), schedule.length - index);
    let size = 1;
    while (size < most && planOf(index + size) === set) size++;
    const firsts = schedule.slice(index, index + size).map(({ trainStart }) => trainStart);
    const began = performance.now();
    const outputs = runWindows(core!, plan!, set, inputs, config.backtest.train, firsts, warm);
    pace = Math.min(2 * size, (size * CALL_MILLISECONDS) / Math.max(performance.now() - began, 0.01));
    return { first: index, size, set, outputs };
  }

  return {
    window(index) {
      if (last === null || index >= last.first + last.size) {
        const set = planOf(index);
        if (set === null) {
          warm = null;
          return null;
        }
        last = run(index, set);
      }
      const { first, set, outputs } = last;
      if (outputs.statuses[index - first] !== windowDone) return null;
      return describe(outputs, set, index - first, index);
    },
  };
}
