import type { CommanderError } from 'commander';
import { ConfigError, DataError, MixfolioError, ModelError } from '../errors.js';
import { paint } from './paint.js';

/** What the shell learns of a run. */
export const exitStatus = {
  ...{ done: 0, failure: 1, configuration: 2, data: 3 },
  // as the shell has it: 128 and the number of the signal, SIGINT and SIGTERM
  ...{ interrupted: 130, terminated: 143 },
} as const;

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

/** Says on stderr what went wrong: what and where, then what to do; a stack only for bugs. */
export function printError(error: unknown): ExitStatus {
  if (error instanceof MixfolioError) {
    printProblem(error.code, error.message, error.hint);
    // which model is fitted is said by the configuration
    if (error instanceof ConfigError || error instanceof ModelError) return exitStatus.configuration;
    return error instanceof DataError ? exitStatus.data : exitStatus.failure;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  printProblem(
    'bug',
    `something failed that should not have\n${trace}`,
    'please report this with the lines above',
  );
  return exitStatus.failure;
}

/** The same for arguments; help and version, which the parser also throws, are no problem. */
export function printUsageError({ code, message, exitCode }: CommanderError): ExitStatus {
  if (exitCode === 0) return exitStatus.done;
  // without a command the help has been printed, which says everything
  if (code !== 'commander.help') {
    printProblem(
      'usage',
      message.replace(/^error: /, ''),
      message.includes("'--config <file>' not specified")
        ? 'give --config a file; mixfolio init --prices prices.csv writes one'
        : 'see mixfolio --help or mixfolio <command> --help',
    );
  }
  return exitStatus.configuration;
}

function printProblem(code: string, message: string, hint: string): void {
  process.stderr.write(`${paint(process.stderr, 'red', `error [${code}]:`)} ${message}\nhint: ${hint}\n`);
}
