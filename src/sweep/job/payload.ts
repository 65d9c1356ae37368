/** The schema of a job that came from elsewhere, checked before anything of it is used. */
import * as z from 'zod';
import { ConfigError } from '../../errors.js';
import type { BacktestConfig } from '../../config/types.js';
import type { SweepJob } from '../types.js';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const strategies = z.array(z.looseObject({ name: z.string() }));
const selection = z.looseObject({});
/** What is looked at before configurations are checked. */
const base = z.looseObject({ strategies: strategies.optional(), selection: selection.optional() });
const part = z.looseObject({ strategies: strategies.nullish(), selection: selection.nullish() });

const schema = z.strictObject({
  id: hash,
  engine: z.string().min(1).max(100),
  data: hash,
  base,
  backtests: z
    .array(z.strictObject({ id: hash, strategy: z.string().min(1), part }))
    .min(1)
    .max(100_000),
});

/**
 * A job as plain JSON: its form alone, for configurations are checked one by one as they are run.
 *
 * @throws ConfigError `bad-job`
 */
export function parseJob(input: unknown): SweepJob {
  const parsed = schema.safeParse(input);
  if (parsed.success) return { ...parsed.data, base: parsed.data.base as unknown as BacktestConfig };
  const [{ path, message }] = parsed.error.issues;
  throw new ConfigError(
    'bad-job',
    `a job is not what mixfolio puts into a queue: ${path.length === 0 ? '' : `${path.join('.')}: `}${message}`,
    'check what else writes to this queue',
    { path: path.join('.') },
  );
}
