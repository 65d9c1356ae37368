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

/** The windows that are done of one walk forward, from its first one on. */
export interface RunCheckpoint {
  identity: RunIdentity;
  part: RunPart & { arrays: RunArrays };
}

/**
 * Where a run stands: one walk forward, or with a selection that of the configuration and then each candidate's, as far as
 * they were begun. Plain data, which `structuredClone`, IndexedDB and `v8.serialize` keep to the bit; JSON does not.
 */
export interface Checkpoint {
  /** how many windows are done */
  windows: number;
  runs: RunCheckpoint[];
}

/** What one walk forward is told of checkpoints. */
export interface RunCheckpointOptions {
  /** where it stands; undefined where it was not begun */
  resume?: RunCheckpoint;
  save?: (checkpoint: RunCheckpoint) => void | Promise<void>;
  every?: number;
  /** whether its end is saved too, as others follow */
  end?: boolean;
}

/**
 * What each walk forward of a run is told, by its position.
 *
 * @param runs how many there are
 * @throws ConfigError `bad-checkpoint`
 */
export function checkpointing(
  { checkpoint, resume }: { checkpoint?: CheckpointOptions; resume?: Checkpoint },
  runs: number,
): (position: number) => RunCheckpointOptions {
  if (resume !== undefined && !isCheckpoint(resume)) throw badCheckpoint();
  const standing = [...(resume?.runs ?? [])];
  return (position) => ({
    resume: standing.at(position),
    end: position < runs - 1,
    ...(checkpoint && {
      every: checkpoint.every,
      save(own) {
        standing[position] = own;
        const windows = standing.reduce((sum, { part }) => sum + part.end, 0);
        return checkpoint.save({ windows, runs: [...standing] });
      },
    }),
  });
}

/** Where checkpoints go, and how often. */
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
 * @throws ConfigError `checkpoint-mismatch` where it is of another run
 */
export function resume({ identity, part }: RunCheckpoint, own: RunIdentity, record: RunRecord): number {
  const keys = Object.keys(differences) as (keyof RunIdentity)[];
  const other = keys.filter((key) => identity[key] !== own[key]);
  if (other.length > 0) {
    throw new ConfigError(
      'checkpoint-mismatch',
      `the checkpoint is of another run: of ${other.map((key) => differences[key]).join(' and of ')}`,
      'restore what it was made with, or delete the checkpoint to begin anew',
      { differs: other, windows: part.end },
    );
  }
  record.put(part, null);
  return part.end;
}

function badCheckpoint(): ConfigError {
  return new ConfigError(
    'bad-checkpoint',
    'what is given as a checkpoint is none',
    'give one that options.checkpoint.save got, or leave it out to begin anew',
    {},
  );
}

/** Whether a value is what `save` gets. */
export function isCheckpoint(value: unknown): value is Checkpoint {
  const { runs } = (value ?? {}) as Partial<Checkpoint>;
  return (
    Array.isArray(runs) &&
    runs.every(
      ({ identity, part }: Partial<RunCheckpoint>) =>
        typeof identity === 'object' && part?.host instanceof Map && Array.isArray(part.arrays?.weights),
    )
  );
}

const LONGEST_MILLISECONDS = 10_000;

/** Keeps checkpoints of a run. */
export interface CheckpointKeeper {
  /** called as windows are known, with the position before which all are */
  through: (end: number) => void;
  /** saves where the run stands, now that it was stopped, after what is being saved */
  stopped: () => Promise<void>;
  /** waits for what is being saved, and saves the end where that is asked for */
  ended: () => Promise<void>;
}

/**
 * Saves at the ends of chunks, from where a run goes on as if it had not stopped: within a chunk windows start from the ones
 * before them.
 */
export function checkpointKeeper(
  { save, every = LONGEST_MILLISECONDS, end: atEnd = false }: RunCheckpointOptions,
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
    pending = Promise.resolve(save?.({ identity, part: record.part(saved) })).then(
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
  const stopped = async (): Promise<void> => {
    await settled();
    if (boundary() > saved) start();
    await settled();
  };
  return {
    stopped,
    ended: atEnd ? stopped : settled,
    through(end) {
      if (failure !== null) throw failure.error;
      known = end;
      if (end === record.end || pending !== null || boundary() === saved) return;
      if (performance.now() - at >= every) start();
    },
  };
}
