/** Where Redis is and how one gets in: an address that is never shown with its password. */
import { readFileSync } from 'node:fs';
import { ConfigError } from '../../errors.js';
import type { RedisOptions } from 'ioredis';

/** How to reach Redis. */
export interface QueueAddress {
  /** `redis://[user:password@]host[:port][/database]`, `rediss://` for TLS */
  url: string;
  /** file of the authorities that the server's certificate is checked by, PEM; default those of Node */
  ca?: string;
  /** files of the client's own certificate and key, PEM */
  cert?: string;
  key?: string;
}

const schemes = ['redis:', 'rediss:', 'valkey:', 'valkeys:'];

/**
 * Options of a connection by ioredis. Commands wait while the server is away, and it is asked for again without end,
 * at longest every five seconds.
 *
 * @throws ConfigError `bad-queue-address`, `unreadable-certificate`, `certificate-without-tls`
 */
export function connectionOptions(address: QueueAddress): RedisOptions {
  const url = parsed(address.url);
  const database = url.pathname.replace(/^\//, '');
  if (!/^\d*$/.test(database)) {
    throw new ConfigError(
      'bad-queue-address',
      `${redacted(address)} names the database ${database}`,
      'a database of Redis is a number, 0 where none is given',
      { address: redacted(address) },
    );
  }
  const secure = url.protocol === 'rediss:' || url.protocol === 'valkeys:';
  const { ca, cert, key } = address;
  if (!secure && (ca ?? cert ?? key) !== undefined) {
    throw new ConfigError(
      'certificate-without-tls',
      `${redacted(address)} is an address without TLS, and certificates are given for it`,
      'write rediss:// instead of redis://',
      { address: redacted(address) },
    );
  }
  return {
    host: url.hostname.replace(/^\[|\]$/g, '') || '127.0.0.1',
    port: Number(url.port || 6379),
    db: Number(database || 0),
    ...(url.username !== '' && { username: decodeURIComponent(url.username) }),
    ...(url.password !== '' && { password: decodeURIComponent(url.password) }),
    ...(secure && { tls: { ca: pem(ca), cert: pem(cert), key: pem(key) } }),
    maxRetriesPerRequest: null,
    disableClientInfo: true,
    connectTimeout: 10_000,
    retryStrategy: (times) => Math.min(100 * 2 ** Math.min(times, 6), 5000),
  };
}

/** The address without user and password, and without what may be a secret in its query: for people to read. */
export function redacted({ url }: QueueAddress): string {
  try {
    const { protocol, hostname, port, pathname } = new URL(url);
    return `${protocol}//${hostname}${port && `:${port}`}${pathname}`;
  } catch {
    return 'the address of the queue';
  }
}

/**
 * A message without the address's password.
 *
 * @param message of whoever; a driver may quote what it was given
 */
export function withoutSecrets(message: string, address: QueueAddress): string {
  const secrets = [address.url];
  try {
    const { password } = new URL(address.url);
    secrets.push(password, decodeURIComponent(password));
  } catch {
    // what is no address has no parts
  }
  return secrets
    .filter((secret) => secret !== '')
    .reduce((text, secret) => text.replaceAll(secret, '***'), message);
}

function parsed(text: string): URL {
  const url = urlOf(text);
  if (url === null || !schemes.includes(url.protocol)) {
    throw new ConfigError(
      'bad-queue-address',
      'the address of the queue is none of Redis',
      'write redis://user:password@host:6379/0, or rediss:// for TLS; signs such as @ in a password are percent-encoded',
    );
  }
  return url;
}

/** Null for what is no URL, or has a user or password that cannot be read. */
function urlOf(text: string): URL | null {
  try {
    const url = new URL(text);
    decodeURIComponent(url.username + url.password);
    return url;
  } catch {
    return null;
  }
}

function pem(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(
      'unreadable-certificate',
      `${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`,
      'give the path of a PEM file',
      { file },
    );
  }
}
