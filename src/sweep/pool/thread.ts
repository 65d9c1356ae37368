/** The thread of a worker of sweeps: Piscina's end of the line, and what it calls for each job. */
import 'piscina/worker';
import { markMovable } from 'piscina/common';
import { kTransferable, kValue } from 'piscina/symbols';
import { plainError, type PlainError } from '../../backtest/parallel/plain-error.js';
import { type JobPerformer, jobPerformer } from '../job/perform.js';
import type { JobResult, SweepJob } from '../types.js';

/** What a thread is given; the bytes of the data are in memory that all threads share. */
export interface ThreadTask {
  engine: string;
  job: SweepJob;
  bundle: Uint8Array;
}

/** Errors travel as plain data, for cloning keeps neither their class nor their fields. */
export type ThreadReply = { result: JobResult } | { error: PlainError };

let performer: JobPerformer | null = null;

export default async function ({ engine, job, bundle }: ThreadTask): Promise<unknown> {
  performer ??= jobPerformer(engine);
  try {
    const result = await performer.perform(job, bundle);
    const moved = {
      [kTransferable]: [result.backtests.buffer, result.returns.buffer],
      [kValue]: { result } satisfies ThreadReply,
    };
    markMovable(moved);
    return moved;
  } catch (error) {
    return { error: plainError(error) } satisfies ThreadReply;
  }
}
