/** Who is there: sweeps that run and workers that are alive, each by a key that expires unless it is renewed. */
import { keys } from './keys.js';
import type { Connection } from './connection.js';

/** A sweep that runs. */
export interface LiveSweep {
  id: string;
  /** what its user calls it */
  name: string;
  engine: string;
  host: string;
  pid: number;
  /** jobs in the queue or under way */
  inFlight: number;
  /** of the whole sweep, where its planner says so */
  done: number | null;
  total: number | null;
}

/** A worker that is alive. */
export interface LiveWorker {
  id: string;
  host: string;
  pid: number;
  engine: string;
  /** threads */
  concurrency: number;
  /** jobs under way */
  active: number;
  done: number;
  failed: number;
  /** given back unfinished: the worker was told to stop */
  returned: number;
  windows: number;
  /** of the last minute */
  windowsPerSecond: number;
  state: 'working' | 'over its memory' | 'stopping' | 'refused';
}

/** Says that a sweep runs, for so many milliseconds. */
export function announceSweep(connection: Connection, sweep: LiveSweep, lifetime: number): Promise<void> {
  return announce(connection, keys.sweeps, keys.sweep(sweep.id), sweep, lifetime);
}

/** Says that a worker is alive, for so many milliseconds. */
export function announceWorker(connection: Connection, worker: LiveWorker, lifetime: number): Promise<void> {
  return announce(connection, keys.workers, keys.worker(worker.id), worker, lifetime);
}

export async function retireSweep({ redis }: Connection, id: string): Promise<void> {
  await Promise.all([redis.del(keys.sweep(id)), redis.srem(keys.sweeps, id)]);
}

export async function retireWorker({ redis }: Connection, id: string): Promise<void> {
  await Promise.all([redis.del(keys.worker(id)), redis.srem(keys.workers, id)]);
}

export function liveSweeps(connection: Connection): Promise<LiveSweep[]> {
  return live<LiveSweep>(connection, keys.sweeps, keys.sweep);
}

export function liveWorkers(connection: Connection): Promise<LiveWorker[]> {
  return live<LiveWorker>(connection, keys.workers, keys.worker);
}

async function announce(
  { redis }: Connection,
  set: string,
  key: string,
  entry: { id: string },
  lifetime: number,
): Promise<void> {
  // no transaction, whose error would not say which trouble it is
  await Promise.all([redis.set(key, JSON.stringify(entry), 'PX', lifetime), redis.sadd(set, entry.id)]);
}

/** What of a set is alive, by id; the others leave the set. */
async function live<T>({ redis }: Connection, set: string, key: (id: string) => string): Promise<T[]> {
  const ids = (await redis.smembers(set)).sort();
  if (ids.length === 0) return [];
  const entries = await redis.mget(ids.map(key));
  const gone = ids.filter((_, i) => entries[i] === null);
  if (gone.length > 0) await redis.srem(set, ...gone);
  return entries.filter((entry) => entry !== null).map((entry) => JSON.parse(entry) as T);
}
