import type { ResolvedConfig } from '../../config/types.js';
import type { EngineCore } from '../../engine/core.js';
import { version } from '../../version.js';
import type { BacktestInputs } from '../inputs.types.js';
import type { Schedule } from '../schedule.js';
import type { Job } from './protocol.js';

/** What workers need of a run; its arrays of numbers are shared by all threads where the platform lets them. */
export function jobOf(
  core: EngineCore,
  inputs: BacktestInputs,
  config: ResolvedConfig,
  measures: boolean,
): Job {
  const data: Job['inputs'] & { schedule?: Schedule } = { ...inputs };
  delete data.schedule;
  const canShare = typeof SharedArrayBuffer === 'function' && globalThis.crossOriginIsolated !== false;
  return { version, module: core.compiled(), config, measures, inputs: canShare ? shared(data) : data };
}

/** A copy whose Float64Arrays, however deep, are in shared memory: sending it to another thread copies none of them. */
function shared<Value>(value: Value): Value {
  if (value instanceof Float64Array) {
    const copy = new Float64Array(new SharedArrayBuffer(value.byteLength));
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
