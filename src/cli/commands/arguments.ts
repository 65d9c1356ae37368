/** Options and arguments that commands have in common. */
import { type Command, InvalidArgumentError, Option } from 'commander';

/** How a queue is reached. */
export function addQueueOptions(command: Command): Command {
  return command
    .option(
      '--queue [address]',
      'queue at a redis:// or rediss:// address; without one that of MIXFOLIO_QUEUE',
    )
    .option(
      '--blobs <place>',
      'where data and results travel: redis, a folder that all see, or s3://bucket/…',
    )
    .option('--tls-ca <file>', "authorities that the queue's certificate is checked by, PEM")
    .option('--tls-cert <file>', 'own certificate for the queue, PEM')
    .option('--tls-key <file>', 'its key, PEM');
}

/** A whole number from 1. */
export function countOf(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('It has to be a whole number from 1.');
  return Number(text);
}

/** An option that is a number of seconds. */
export function secondsOption(flags: string, description: string, byDefault: number): Option {
  return new Option(flags, description).default(byDefault).argParser((text: string) => {
    if (!/^\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError('It has to be a number of seconds.');
    return Number(text);
  });
}
