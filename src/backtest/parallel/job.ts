import type { ResolvedConfig } from '../../config/types.js';
import type { ReturnTable } from '../../data/types.js';
import type { EngineCore } from '../../engine/core.js';
import { furtherOf } from '../../engine/further.js';
import { version } from '../../version.js';
import { needsFurther } from '../further.js';
import type { BacktestInputs } from '../inputs.types.js';
import type { RunArrays, RunRecord } from '../record.js';
import { once } from '../outcome.js';
import { type Schedule, scheduleDecisions } from '../schedule.js';
import { usesLinearSolver } from '../tail.js';
import type { Job, Undated } from './protocol.js';

/** What workers need of a run; its arrays of numbers are shared by all threads where the platform lets them. */
export function jobOf(
  core: EngineCore,
  inputs: BacktestInputs,
  config: ResolvedConfig,
  measures: boolean,
  record: RunRecord,
): Job {
  const { returns, excess } = inputs;
  const data: Job['inputs'] & { schedule?: Schedule } = {
    ...inputs,
    returns: undated(returns),
    excess: undated(excess),
  };
  delete data.schedule;
  const canShare = typeof SharedArrayBuffer === 'function' && globalThis.crossOriginIsolated !== false;
  return {
    version,
    module: core.compiled(),
    further: needsFurther(config.strategies) ? furtherOf(core).compiled() : null,
    config,
    usesLinearSolver: config.strategies.some(usesLinearSolver),
    measures,
    dates: returns.dates.join('\n'),
    inputs: canShare ? shared(data) : data,
    arrays: canShare ? roomFor(record) : null,
  };
}

/** Shared arrays for everything that a record has room for. */
function roomFor({ weights, summaries }: RunArrays): RunArrays {
  return { weights: weights.map(sharedLike), summaries: sharedLike(summaries) };
}

function sharedLike({ byteLength }: Float64Array): Float64Array {
  return new Float64Array(new SharedArrayBuffer(byteLength));
}

/** The inputs of a job again. */
export function inputsOf({ inputs, config, dates }: Job): BacktestInputs {
  const list = once(() => dates.split('\n'));
  const dated = (table: Undated): ReturnTable => ({
    ...table,
    // most windows are done without
    get dates() {
      return list();
    },
  });
  return {
    ...inputs,
    returns: dated(inputs.returns),
    excess: dated(inputs.excess),
    schedule: scheduleDecisions(inputs.riskFree.length, config.backtest, list),
  };
}

function undated(table: ReturnTable): Undated {
  const rest: Undated & { dates?: string[] } = { ...table };
  delete rest.dates;
  return rest;
}

/** A copy whose Float64Arrays, however deep, are in shared memory: sending it to another thread copies none of them. */
function shared<Value>(value: Value): Value {
  if (value instanceof Float64Array) {
    const copy = sharedLike(value);
    copy.set(value);
    return copy as Value;
  }
  if (Array.isArray(value)) {
    return typeof value[0] === 'object' ? (value.map(shared) as Value) : value;
  }
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, shared(of)])) as Value;
}
