/** Connections to Redis: tried and looked over first, then patient. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError } from '../../errors.js';
import { connectionOptions, redacted, type QueueAddress } from './address.js';
import { loadRedis } from './packages.js';
import { passedText, passing, passingText, queueError, type Passing } from './redis-errors.js';
import type { Note } from './settings.js';
import type { Redis, RedisOptions } from 'ioredis';

/** A connection that outlives Redis, and how to use it. */
export interface Connection {
  redis: Redis;
  address: QueueAddress;
  note: Note;
  /**
   * What a command gives, repeated with growing pauses while the trouble is one that passes; said once a trouble.
   *
   * @throws ConfigError as `queueError`, and the signal's reason
   */
  persist: <T>(command: () => Promise<T>, signal?: AbortSignal) => Promise<T>;
  /** says, once, that there is trouble which passes; false where there is none of that kind */
  report: (error: unknown) => boolean;
  /** another connection of the same kind, for what blocks one */
  another: (options?: RedisOptions) => Redis;
  close: () => void;
}

/** How long a planner or worker waits for Redis before it gives up, and whom it tells. */
export interface Patience {
  /** milliseconds for which it is tried again where nothing answers; default 0 */
  wait?: number;
  note?: Note;
}

/**
 * Connects, and refuses what cannot go well: wrong credentials, no permissions, an old Redis, one that evicts keys.
 *
 * @throws ConfigError `queue-unreachable`, `queue-credentials`, `queue-permission`, `queue-tls`, `not-redis`,
 *   `old-redis`, `evicting-redis`, `bad-queue-address`, `missing-package`
 */
export async function connect(
  address: QueueAddress,
  { wait = 0, note = () => {} }: Patience = {},
): Promise<Connection> {
  const { Redis } = await loadRedis();
  const options = connectionOptions(address);
  await lookOver(new Redis({ ...options, ...once }), address, { wait, note });
  const open: Redis[] = [];
  const troubles = new Set<Passing>();
  const tell = (trouble: Passing): void => {
    if (!troubles.has(trouble)) note(passingText[trouble]);
    troubles.add(trouble);
  };
  const over = (...which: Passing[]): void => {
    for (const trouble of which) {
      if (troubles.delete(trouble)) note(passedText[trouble]);
    }
  };
  const another = (own?: RedisOptions): Redis => {
    const redis = new Redis({ ...options, ...own });
    redis.on('error', (error) => tell(passing(error) ?? 'unreachable'));
    // a connection that is refused is ready for a moment too, as the default user: what is answered after that counts
    redis.on('ready', () => {
      redis.ping().then(
        () => over('unreachable', 'refusing'),
        () => {},
      );
    });
    open.push(redis);
    return redis;
  };
  return {
    redis: another(),
    address,
    note,
    another,
    report(error) {
      const trouble = passing(error);
      if (trouble !== null) tell(trouble);
      return trouble !== null;
    },
    async persist(command, signal) {
      for (let pause = 100; ; pause = Math.min(2 * pause, 2000)) {
        signal?.throwIfAborted();
        try {
          const value = await command();
          over('full', 'unwritable');
          return value;
        } catch (error) {
          signal?.throwIfAborted();
          const trouble = passing(error);
          if (trouble === null) throw queueError(error, address);
          tell(trouble);
          await sleep(pause, undefined, { signal }).catch(() => signal?.throwIfAborted());
        }
      }
    },
    close() {
      for (const redis of open) redis.disconnect();
    },
  };
}

/** Options of a connection that fails rather than waits. */
const once = { lazyConnect: true, maxRetriesPerRequest: 1, retryStrategy: () => null };

/** Connects once more and more until `wait` is over; reads what the server says of itself; warns or throws. */
async function lookOver(
  first: Redis,
  address: QueueAddress,
  { wait, note }: Required<Patience>,
): Promise<void> {
  const end = Date.now() + wait;
  for (let redis = first, said = false; ; redis = redis.duplicate()) {
    try {
      const info = await infoOf(redis);
      judge(info, address, note);
      return;
    } catch (error) {
      const mapped = queueError(error, address);
      if (mapped.code !== 'queue-unreachable' || Date.now() >= end) throw mapped;
      if (!said) note(`${mapped.message}; waiting for it`);
      said = true;
      await sleep(500);
    } finally {
      redis.disconnect();
    }
  }
}

/** `INFO` by field. The first error on the way is the one to show: those after it only say that there is no connection. */
async function infoOf(redis: Redis): Promise<Map<string, string>> {
  let cause: unknown;
  redis.on('error', (error) => (cause ??= error));
  try {
    await redis.connect();
    const text = await redis.info();
    return new Map(text.split('\r\n').map((line) => line.split(/:(.*)/, 2) as [string, string]));
  } catch (error) {
    throw cause ?? error;
  }
}

function judge(info: ReadonlyMap<string, string>, address: QueueAddress, note: Note): void {
  const where = redacted(address);
  const release = info.get('valkey_version') ?? info.get('redis_version') ?? '0';
  const [major, minor = 0] = release.split('.').map(Number);
  if (major < 6 || (major === 6 && minor < 2)) {
    throw new ConfigError(
      'old-redis',
      `${where} is Redis ${release}`,
      'Redis 6.2 or newer is needed, or Valkey',
      {
        address: where,
        version: release,
      },
    );
  }
  const policy = info.get('maxmemory_policy');
  if (policy !== undefined && policy !== 'noeviction') {
    throw new ConfigError(
      'evicting-redis',
      `${where} throws keys away when it is full: its maxmemory-policy is ${policy}`,
      'set maxmemory-policy noeviction, or jobs get lost',
      { address: where, policy },
    );
  }
  if (info.get('aof_enabled') === '0') {
    note(
      `${where} keeps no append-only file: should it restart, jobs in it are sent again and work under way is done twice (appendonly yes keeps them)`,
    );
  }
}
