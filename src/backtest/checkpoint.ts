/** Where a long run stands, so that it goes on from there to the same bits. */
import type { ResolvedConfig } from '../config/types.js';
import { contentHash } from '../data/content-hash.js';
import { ConfigError } from '../errors.js';
import { version } from '../version.js';
import type { BacktestSources } from './inputs.types.js';
import type { RunArrays, RunPart, RunRecord } from './record.js';

/** What a run was of: another one cannot go on from its checkpoint. */
export interface RunIdentity {
  /** of the library */
  version: string;
  /** SHA-256 of the configuration with its defaults, and of whether condition numbers are computed in the run */
  config: string;
  /** SHA-256 of the canonical price table */
  data: string;
  /** SHA-256 of the other files */
  sources: string;
}

/**
 * The windows that are done of a run, from its first one on. Plain data, which `structuredClone`, IndexedDB and
 * `v8.serialize` keep to the bit; JSON does not.
 */
export interface Checkpoint {
  identity: RunIdentity;
  /** how many windows are done */
  windows: number;
  part: RunPart & { arrays: RunArrays };
}

export interface CheckpointOptions {
  /** keeps a checkpoint in the place of the one before; the run goes on meanwhile, and fails where this fails */
  save: (checkpoint: Checkpoint) => void | Promise<void>;
  /** milliseconds between two of them; default 10,000 */
  every?: number;
}

export async function identityOf(
  config: ResolvedConfig,
  measures: boolean,
  data: Promise<string>,
  sources: BacktestSources,
): Promise<RunIdentity> {
  return {
    version,
    config: contentHash({ config, measures }),
    data: await data,
    sources: contentHash(sources),
  };
}

/** What differs, in words. */
const differences: Record<keyof RunIdentity, string> = {
  version: 'another version of the library',
  config: 'another configuration',
  data: 'other prices',
  sources: 'other files beside the prices',
};

/**
 * Puts the windows of a checkpoint into the record of a run.
 *
 * @returns how many these are
 * @throws ConfigError `checkpoint-mismatch` where it is of another run, `bad-checkpoint` where it is none
 */
export function resume(checkpoint: Checkpoint, identity: RunIdentity, record: RunRecord): number {
  if (!isCheckpoint(checkpoint)) {
    throw new ConfigError(
      'bad-checkpoint',
      'what is given as a checkpoint is none',
      'give one that options.checkpoint.save got, or leave it out to begin anew',
      {},
    );
  }
  const keys = Object.keys(differences) as (keyof RunIdentity)[];
  const other = keys.filter((key) => checkpoint.identity[key] !== identity[key]);
  if (other.length > 0) {
    throw new ConfigError(
      'checkpoint-mismatch',
      `the checkpoint is of another run: of ${other.map((key) => differences[key]).join(' and of ')}`,
      'restore what it was made with, or delete the checkpoint to begin anew',
      { differs: other, windows: checkpoint.windows },
    );
  }
  record.put(checkpoint.part, null);
  return checkpoint.windows;
}

function isCheckpoint(value: unknown): value is Checkpoint {
  if (typeof value !== 'object' || value === null) return false;
  const { identity, windows, part } = value as Partial<Checkpoint>;
  return (
    typeof identity === 'object' &&
    Number.isInteger(windows) &&
    part?.host instanceof Map &&
    part.end === windows &&
    Array.isArray(part.arrays?.weights)
  );
}

const LONGEST_MILLISECONDS = 10_000;

/** Keeps checkpoints of a run. */
export interface CheckpointKeeper {
  /** called as windows are known, with the position before which all are */
  through: (end: number) => void;
  /** saves where the run stands, now that it was stopped, after what is being saved */
  last: () => Promise<void>;
  /** waits for what is being saved */
  settled: () => Promise<void>;
}

/**
 * Saves at the ends of chunks, from where a run goes on as if it had not stopped: within a chunk windows start from the ones
 * before them.
 */
export function checkpointKeeper(
  { save, every = LONGEST_MILLISECONDS }: CheckpointOptions,
  identity: RunIdentity,
  chunk: number,
  record: RunRecord,
  done: number,
): CheckpointKeeper {
  let known = done;
  let saved = done;
  let at = performance.now();
  let pending: Promise<void> | null = null;
  let failure: { error: unknown } | null = null;
  const boundary = (): number => (known === record.end ? known : known - (known % chunk));
  const start = (): void => {
    saved = boundary();
    at = performance.now();
    const checkpoint = { identity, windows: saved, part: record.part(saved) };
    pending = Promise.resolve(save(checkpoint)).then(
      () => {
        pending = null;
      },
      (error: unknown) => {
        failure = { error };
        pending = null;
      },
    );
  };
  const settled = async (): Promise<void> => {
    await pending;
    if (failure !== null) throw failure.error;
  };
  return {
    settled,
    through(end) {
      if (failure !== null) throw failure.error;
      known = end;
      if (end === record.end || pending !== null || boundary() === saved) return;
      if (performance.now() - at >= every) start();
    },
    async last() {
      await settled();
      if (boundary() > saved) start();
      await settled();
    },
  };
}
