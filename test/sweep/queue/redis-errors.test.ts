import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { ConfigError } from '../../../src/errors.js';
import { passing, queueError } from '../../../src/sweep/queue/redis-errors.js';

const address = { url: 'redis://anna:s3cret@h:1' };

test.each([
  ["OOM command not allowed when used memory > 'maxmemory'.", 'full'],
  ['connect ECONNREFUSED 127.0.0.1:1', 'unreachable'],
  ['Connection is closed.', 'unreachable'],
  ['Command aborted due to connection close', 'unreachable'],
  ['LOADING Redis is loading the dataset in memory', 'unreachable'],
  ['MISCONF Redis is configured to save RDB snapshots', 'unwritable'],
  ["READONLY You can't write against a read only replica.", 'unwritable'],
  ['WRONGPASS invalid username-password pair or user is disabled.', 'refusing'],
  ['NOAUTH Authentication required.', 'refusing'],
  ['NOPERM this user has no permissions', null],
  ['WRONGTYPE Operation against a key', null],
])('%j is trouble that passes or not', (message, kind) => {
  expect(passing(new Error(message))).toBe(kind);
});

test.each([
  ['WRONGPASS invalid username-password pair or user is disabled.', 'queue-credentials'],
  ['NOAUTH Authentication required.', 'queue-credentials'],
  ["NOPERM this user has no permissions to run the 'get' command", 'queue-permission'],
  ['self-signed certificate in certificate chain', 'queue-tls'],
  ['Protocol error, got "H" as reply type byte', 'not-redis'],
  // ioredis 6 says it so
  ['Unknown RESP type 72 "H". Please report this.', 'not-redis'],
  ['connect ETIMEDOUT', 'queue-unreachable'],
  ['WRONGTYPE Operation against a key', 'queue-failed'],
])('%j is said as %s', (message, code) => {
  expect(queueError(new Error(message), address)).toMatchObject({
    code,
    details: { address: 'redis://h:1' },
  });
});

test('what ioredis adds to an error, the password among it, is not kept', () => {
  const error = Object.assign(new Error('ERR AUTH s3cret failed'), {
    command: { name: 'auth', args: ['anna', 's3cret'] },
  });
  expect(inspect(queueError(error, address), { depth: 9 })).not.toContain('s3cret');
  const known = new ConfigError('a', 'b', 'c');
  expect(queueError(known, address)).toBe(known);
});
