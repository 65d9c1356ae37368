/** What errors of Redis mean, and what is done about them. */
import { ConfigError, MixfolioError } from '../../errors.js';
import { redacted, withoutSecrets, type QueueAddress } from './address.js';

/** Why a command could not be done now, though it may be later. */
export type Passing = 'full' | 'refusing' | 'unreachable' | 'unwritable';

const unreachable =
  /ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|Connection is closed|connection close|LOADING|Socket closed|Stream isn't writeable/;
const refusing = /^(WRONGPASS|NOAUTH)|invalid (username-password|password)|Authentication required/i;
const unwritable = /^(MISCONF|READONLY|MASTERDOWN|NOREPLICAS|BUSY|TRYAGAIN)/;

/** What kind of trouble this is if it may pass: then the command is repeated; null for an error that stays. */
export function passing(error: unknown): Passing | null {
  if (error instanceof MixfolioError) return null;
  const { message = '', code = '' } = error as NodeJS.ErrnoException;
  if (/\bOOM\b/.test(message)) return 'full';
  if (refusing.test(message)) return 'refusing';
  if (unreachable.test(code) || unreachable.test(message)) return 'unreachable';
  return unwritable.test(message) ? 'unwritable' : null;
}

/** What one says of it while one waits. */
export const passingText: Readonly<Record<Passing, string>> = {
  full: 'Redis is full: waiting until it has memory again (finished work frees some; else raise maxmemory)',
  refusing:
    'Redis no longer takes the credentials of this connection: waiting until it does (start anew with others where they were changed)',
  unreachable: 'Redis cannot be reached: waiting until it is there again',
  unwritable: 'Redis takes no writes now: waiting until it does (see its log)',
};

/** What one says when it is over. */
export const passedText: Readonly<Record<Passing, string>> = {
  full: 'Redis is well again',
  refusing: 'Redis takes the credentials again',
  unreachable: 'Redis is there again',
  unwritable: 'Redis is well again',
};

/**
 * An error that stays as one that a user can act upon. Errors of ioredis carry the arguments of their command, AUTH's
 * password among them: none of it is kept.
 */
export function queueError(error: unknown, address: QueueAddress): MixfolioError {
  if (error instanceof MixfolioError) return error;
  const { message = String(error), code } = error as NodeJS.ErrnoException;
  const said = withoutSecrets(message, address);
  const where = redacted(address);
  const details = { address: where };
  if (refusing.test(said)) {
    return new ConfigError(
      'queue-credentials',
      `${where} refuses these credentials`,
      'give user and password in the address, redis://user:password@host; the default user has a password alone: redis://:password@host',
      details,
    );
  }
  if (/NOPERM/.test(said)) {
    return new ConfigError(
      'queue-permission',
      `the user has not all permissions that it needs at ${where}: ${said}`,
      'docs/sweeps-cluster.md has the rule of a user with what is needed',
      details,
    );
  }
  if (/certificate|SSL|TLS|EPROTO|self-signed|altnames|wrong version number/i.test(`${code} ${said}`)) {
    return new ConfigError(
      'queue-tls',
      `no secure connection to ${where}: ${said}`,
      'give the file of the authorities that signed its certificate (and a client certificate where it wants one); redis:// is without TLS',
      details,
    );
  }
  if (/Protocol error|Unknown RESP type|unexpected|^ERR unknown command/i.test(said)) {
    return new ConfigError(
      'not-redis',
      `what answers at ${where} is no Redis: ${said}`,
      'give the address of Redis 6.2 or newer, or of Valkey',
      details,
    );
  }
  if (passing(error) !== null) {
    return new ConfigError(
      'queue-unreachable',
      `no connection to ${where}: ${code ?? said}`,
      'see that Redis runs there and that nothing between blocks its port',
      details,
    );
  }
  return new ConfigError(
    'queue-failed',
    `the queue at ${where} failed: ${said}`,
    'see the log of Redis',
    details,
  );
}
