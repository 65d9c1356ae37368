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
  /** of commands that have figures */
  metrics?: string;
}

/** The variable of the environment that may hold the address. */
const VARIABLE = 'MIXFOLIO_QUEUE';

/**
 * @returns undefined where no queue is asked for
 * @throws ConfigError `no-queue`
 */
export function queueOptions(options: QueueCommandOptions): QueueOptions | undefined {
  const { queue, blobs, metrics, tlsCa: ca, tlsCert: cert, tlsKey: key } = options;
  if (queue === undefined) {
    const belonging = { blobs, metrics, 'tls-ca': ca, 'tls-cert': cert, 'tls-key': key };
    const [given] = Object.entries(belonging).filter(([, value]) => value !== undefined);
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
  return { url, blobs, metrics, ca, cert, key };
}

/** The same of a command that cannot do without. */
export function requiredQueue(options: QueueCommandOptions): QueueOptions {
  return queueOptions({ ...options, queue: options.queue ?? true })!;
}
