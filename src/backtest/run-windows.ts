import type { ResolvedConfig } from '../config/types.js';
import type { Engine } from '../create-engine.js';
import type { LinearSolver } from '../portfolio/tails/linear-solver.js';
import { driftedWeights } from './accounting/hold.js';
import { windowBatch } from './batch/batch.js';
import { decide, minimumsSetAside } from './decide.js';
import type { BacktestInputs } from './inputs.types.js';
import { type HostWindow, type RunArrays, RunRecord } from './record.js';
import type { BacktestDecision } from './types.js';
import { type FunctionsByStrategy, hasFunctions } from './user-functions.js';
import { type TrainingWindow, trainingWindow } from './window.js';

/** Does the windows of a run. */
export interface WindowRunner {
  /** Windows depend on each other within so many alone, counted from the first: what a thread has to do in one go. */
  chunk: number;
  /** whether condition numbers are computed in the run, not when decisions are read */
  measures: boolean;
  /** room for what windows from `first` to `end` choose, within arrays of the whole run where there are some */
  record(first: number, end: number, whole?: RunArrays): RunRecord;
  /**
   * Does the window at `index`, and perhaps those behind it that the engine did in the same call, as far as the record
   * goes. Windows are done in ascending order; what needs weights from before the record stays unresolved.
   *
   * @returns the position behind the last one that was done
   */
  run(index: number, record: RunRecord): number;
  /** Does a window that was unresolved in a part of the record, once the one before it is done. */
  resolve(index: number, record: RunRecord): void;
  /** What the windows of a record showed. */
  decisions(record: RunRecord): BacktestDecision[];
}

/** The engine does the windows that it knows, the host puts the others together step by step. */
export function windowRunner(
  engine: Engine,
  inputs: BacktestInputs,
  config: ResolvedConfig,
  measures = false,
  functions: FunctionsByStrategy = {},
  linearSolver: LinearSolver | null = null,
): WindowRunner {
  const { universe } = inputs;
  const { strategies } = config;
  const batch = hasFunctions(functions) ? null : windowBatch(engine, inputs, config, measures);
  // how far the engine has come, and what it left to the host on the way
  let ready = 0;
  const left = new Set<number>();
  const runByHost = (index: number, record: RunRecord): void => {
    const window = hostWindow(engine, inputs, config, { functions, linearSolver }, index, record);
    if (window === null) record.unresolved.add(index);
    else record.host.set(index, window);
  };
  return {
    chunk: batch?.chunk ?? 1,
    measures,
    record: (first, end, whole) =>
      new RunRecord(first, end, strategies.length, universe.length, batch?.summaryLength ?? 0, whole),
    run(index, record) {
      if (index >= ready) {
        left.clear();
        ready = batch?.run(index, record, left) ?? index;
      }
      if (index >= ready || left.has(index)) {
        runByHost(index, record);
        return index + 1;
      }
      let next = index + 1;
      while (next < ready && !left.has(next)) next++;
      return next;
    },
    resolve(index, record) {
      record.unresolved.delete(index);
      runByHost(index, record);
    },
    decisions(record) {
      batch?.measure(record);
      return Array.from({ length: record.end - record.first }, (_, k) => {
        const index = record.first + k;
        return record.host.get(index)?.decision ?? batch!.decisionAt(index, record.summaryOf(index));
      });
    },
  };
}

/** What windows take beside data and configuration. */
interface WindowHelpers {
  functions: FunctionsByStrategy;
  linearSolver: LinearSolver | null;
}

/** A strategy asked for weights of the window before that this record does not have. */
class UnknownWeights extends Error {}

/**
 * What one window shows and how each strategy chooses in it; the weights go to the record.
 *
 * @returns null where a strategy needs weights of the window before that the record does not know
 */
function hostWindow(
  engine: Engine,
  inputs: BacktestInputs,
  config: ResolvedConfig,
  helpers: WindowHelpers,
  index: number,
  record: RunRecord,
): HostWindow | null {
  try {
    return chosenByHost(engine, inputs, config, helpers, index, record);
  } catch (error) {
    if (error instanceof UnknownWeights) return null;
    throw error;
  }
}

function chosenByHost(
  engine: Engine,
  inputs: BacktestInputs,
  config: ResolvedConfig,
  { functions, linearSolver }: WindowHelpers,
  index: number,
  record: RunRecord,
): HostWindow {
  const { schedule, returns, riskFree, delisting } = inputs;
  const { strategies, model } = config;
  const decision = schedule.at(index);
  const window = trainingWindow(engine, inputs, config, decision);
  const chosenNotes: string[] = [];
  const choices = strategies.map((strategy, s) => {
    const previous = (): Float64Array | null => {
      if (index === 0) return null;
      if (!record.knows(index - 1)) throw new UnknownWeights();
      const from = schedule.at(index - 1).holdStart;
      return driftedWeights(
        record.weightsAt(s, index - 1),
        from,
        decision.decision,
        returns,
        riskFree,
        delisting,
      );
    };
    const { minHeritability } = model;
    const own = functions[strategy.name] ?? {};
    const {
      weights,
      notes = [],
      ...choice
    } = decide(strategy, {
      ...{ engine, window, minHeritability, previous, linearSolver },
      functions: own,
    });
    chosenNotes.push(...notes);
    record.weightsAt(s, index).set(weights);
    return choice;
  });
  const report = window.report();
  return {
    decision: {
      ...report,
      notes: [...report.notes, ...minimumsSetAside(strategies, report.satOut), ...chosenNotes],
    },
    choices,
    fit: fitOf(window),
  };
}

function fitOf(window: TrainingWindow): HostWindow['fit'] {
  const outcome = window.fitted.result();
  if (outcome === null) return null;
  return 'failure' in outcome ? { failure: outcome.failure } : 'fitted';
}
