/** What makes two backtests, or two jobs, the same work. */
import { createHash } from 'node:crypto';
import { isObject } from '../../config/merge.js';
import type { ResolvedConfig } from '../../config/types.js';

/**
 * SHA-256, in hexadecimal, of engine, data and configuration: whatever file the prices are in, and whatever order fields
 * were written in.
 *
 * @param engine identity of what computes
 * @param data   content hash of the bundle
 * @param config as `trialConfig` makes it
 */
export function backtestId(engine: string, data: string, config: ResolvedConfig): string {
  const own: Partial<ResolvedConfig> = { ...config };
  delete own.$schema;
  delete own.prices;
  return sha256(canonical([engine, data, own]));
}

/** SHA-256, in hexadecimal, of engine, data and the backtests of a job in their order. */
export function jobId(engine: string, data: string, backtests: readonly { id: string }[]): string {
  return sha256(JSON.stringify([engine, data, ...backtests.map(({ id }) => id)]));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** JSON with the fields of every object in the order of their names. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? 'null';
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  return `{${keys
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)
    .join(',')}}`;
}
