/** The options by which commands reach a queue. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { ConfigError } from '../errors.js';
import type { QueueOptions } from '../sweep/sweep.js';

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

/**
 * How a sweep reaches its queue; undefined where none is asked for.
 *
 * @throws ConfigError `no-queue` for options of a queue without one
 */
export function queueOptions(options: QueueCommand): QueueOptions | undefined {
  const { queue, blobs, metrics, tlsCa, tlsCert, tlsKey } = options;
  if (queue !== undefined && queue !== '')
    return { url: queue, ca: tlsCa, cert: tlsCert, key: tlsKey, blobs, metrics };
  const others = { metrics, 'tls-ca': tlsCa, 'tls-cert': tlsCert, 'tls-key': tlsKey };
  const [given] = Object.entries(others).filter(([, value]) => value !== undefined);
  if (given === undefined) return undefined;
  throw new ConfigError(
    'no-queue',
    `--${given[0]} is of a queue, and none is asked for`,
    'add --queue redis://host, or set MIXFOLIO_QUEUE',
  );
}

/** The same of a command that cannot do without. */
export function requiredQueue(options: QueueCommand): QueueOptions {
  const queue = queueOptions(options);
  if (queue !== undefined) return queue;
  throw new ConfigError('no-queue', 'no queue is given', 'write --queue redis://host, or set MIXFOLIO_QUEUE');
}

/** A whole number of at least one. */
export function countOf(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('It has to be a whole number, 1 or more.');
  return Number(text);
}

/** Seconds, more than zero. */
export function positiveSecondsOf(text: string): number {
  const seconds = secondsOf(text);
  if (seconds === 0) throw new InvalidArgumentError('It has to be a number of seconds above 0.');
  return seconds;
}

/** Seconds, zero or more. */
export function secondsOf(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError('It has to be a number of seconds.');
  return Number(text);
}
