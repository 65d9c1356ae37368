<<<<<<< HEAD
/** The options by which commands reach a queue. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { QueueAddress } from '../sweep/queue/address.js';

/** As they were typed, or as the environment has them. */
export interface QueueCommand {
  queue?: string;
  tlsCa?: string;
  tlsCert?: string;
  tlsKey?: string;
  blobs?: string;
  metrics?: string;
}

/**
 * Adds them to a command. The address may come from the environment, where other users of the machine do not see its
 * password in the list of processes.
 */
export function addQueueOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--queue <address>',
        'Redis or Valkey: redis://user:password@host:6379/0, rediss:// for TLS',
      ).env('MIXFOLIO_QUEUE'),
    )
    .option('--tls-ca <file>', 'authorities that the certificate of the queue is checked by, PEM')
    .option('--tls-cert <file>', 'certificate of this client, PEM')
    .option('--tls-key <file>', 'its key, PEM')
    .addOption(
      new Option(
        '--blobs <address>',
        'where data and results travel: redis (the default), a shared folder, or s3://bucket/prefix?endpoint=https://host',
      ).env('MIXFOLIO_BLOBS'),
    )
    .option(
      '--metrics <address>',
      'serve figures for Prometheus at this port of this machine alone, or at host:port',
    );
}

export function queueAddress(url: string, { tlsCa, tlsCert, tlsKey }: QueueCommand): QueueAddress {
  return { url, ca: tlsCa, cert: tlsCert, key: tlsKey };
}

/** A whole number of at least one. */
export function countOf(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('It has to be a whole number, 1 or more.');
  return Number(text);
}

/** Seconds, zero or more. */
export function secondsOf(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError('It has to be a number of seconds.');
  return Number(text);
=======
/** How a command reaches a queue: options, and the environment for what lists of processes should not show. */
import { ConfigError } from '../errors.js';
import type { QueueOptions } from '../sweep/sweep.js';

/** As `addQueueOptions` adds them. */
export interface QueueCommandOptions {
  /** true where the option has no address of its own */
  queue?: string | true;
  blobs?: string;
  tlsCa?: string;
  tlsCert?: string;
  tlsKey?: string;
}

/** The variable of the environment that may hold the address. */
const VARIABLE = 'MIXFOLIO_QUEUE';

/**
 * @returns undefined where no queue is asked for
 * @throws ConfigError `no-queue`
 */
export function queueOptions(options: QueueCommandOptions): QueueOptions | undefined {
  const { queue, blobs, tlsCa: ca, tlsCert: cert, tlsKey: key } = options;
  if (queue === undefined) {
    const [given] = Object.entries({ blobs, 'tls-ca': ca, 'tls-cert': cert, 'tls-key': key }).filter(
      ([, value]) => value !== undefined,
    );
    if (given === undefined) return undefined;
    throw new ConfigError('no-queue', `--${given[0]} is of a queue, and none is asked for`, 'add --queue');
  }
  const url = queue === true ? process.env[VARIABLE] : queue;
  if (url === undefined || url === '') {
    throw new ConfigError(
      'no-queue',
      `--queue has no address, and ${VARIABLE} is not set`,
      `write --queue redis://host, or set ${VARIABLE}`,
    );
  }
  return { url, blobs, ca, cert, key };
}

/** The same of a command that cannot do without. */
export function requiredQueue(options: QueueCommandOptions): QueueOptions {
  return queueOptions({ ...options, queue: options.queue ?? true })!;
>>>>>>> main
}
