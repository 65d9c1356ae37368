import { ConfigError } from './errors.js';

/** Problems that a message lists; the others are counted. */
const mostListed = 20;

const within = new WeakMap<Error, readonly ConfigError[]>();

/** Every problem that an error of `collected` stands for; another error stands for itself. */
export function problemsWithin(error: Error): readonly Error[] {
  return within.get(error) ?? [error];
}

/**
 * One error for what there is against a configuration: a single problem as it is; several all in one message, with
 * what helps against each, under the code and details of the first and with `details.problems`, how many they are.
 *
 * @param problems at least one
 */
export function collected(problems: readonly ConfigError[]): ConfigError {
  const [first] = problems;
  if (problems.length === 1) return first;
  const hidden = problems.length - mostListed;
  const all = new ConfigError(
    first.code,
    [
      `the configuration has ${problems.length} problems`,
      ...problems.slice(0, mostListed).map(({ message, hint }) => `  ${message} (${hint})`),
      ...(hidden > 0 ? [`  and ${hidden} more`] : []),
    ].join('\n'),
    'correct them all: the end of each line says how',
    { ...first.details, problems: problems.length },
  );
  within.set(all, problems);
  return all;
}

/**
 * Does nothing where there is nothing against a configuration.
 *
 * @throws ConfigError the problems in one, as `collected`
 */
export function refuse(problems: readonly ConfigError[]): void {
  if (problems.length > 0) throw collected(problems);
}
