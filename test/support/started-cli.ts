import { onTestFinished } from 'vitest';
import { startCli, type CliRun } from './cli.js';
import { until } from './redis-server.js';

export interface Started {
  kill: (signal: NodeJS.Signals) => void;
  /** until it has printed this */
  prints: (sign: RegExp) => Promise<void>;
  ended: Promise<CliRun>;
}

/** Starts the command and waits until it has printed this; it is killed when the test is over. */
export async function startedCli(args: string[], sign: RegExp): Promise<Started> {
  const { child, ended } = startCli(args, '.');
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part: string) => (text += part));
  const prints = (wanted: RegExp): Promise<void> =>
    until(() => wanted.test(text) || child.exitCode !== null, `${args[0]} prints ${wanted.source}`);
  await prints(sign);
  return { kill: (signal) => void child.kill(signal), prints, ended };
}

/** A worker of one thread that takes jobs; what it has goes to others two seconds after it fell silent. */
export function startedWorker(url: string): Promise<Started> {
  return startedCli(['worker', '--queue', url, '--concurrency', '1', '--lease', '2'], /worker of the engine/);
}
