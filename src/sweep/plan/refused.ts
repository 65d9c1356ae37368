/** Configurations of a sweep that cannot be, all in one error. */
import { ConfigError } from '../../errors.js';
import { problemsWithin } from '../../problems.js';

/** Problems that the message lists; the others are counted. */
const mostListed = 5;

/** Gathers what is refused while a sweep is planned: a grid repeats what is wrong at every point. */
export class Refused {
  #backtests = 0;
  readonly #problems = new Map<string, { problem: ConfigError; name: string; count: number }>();

  /** How many backtests are refused. */
  get size(): number {
    return this.#backtests;
  }

  /** @param name of the backtest, `train=24, halfLife=6` */
  add(error: ConfigError, name: string): void {
    this.#backtests++;
    for (const problem of problemsWithin(error) as readonly ConfigError[]) {
      const before = this.#problems.get(problem.message);
      if (before === undefined) this.#problems.set(problem.message, { problem, name, count: 1 });
      else before.count++;
    }
  }

  /**
   * Does nothing where nothing was refused.
   *
   * @param planned how many backtests there are
   * @throws ConfigError with code and details of the first problem, the backtest that has it in `details.backtest`, and in
   *         `details.refused` how many backtests are refused
   */
  check(planned: number): void {
    const [first, ...others] = this.#problems.values();
    if (first === undefined) return;
    const listed = [first, ...others].slice(0, mostListed);
    const hidden = this.#problems.size - listed.length;
    throw new ConfigError(
      first.problem.code,
      [
        `${this.#backtests} of the ${planned} backtests of the sweep cannot be`,
        ...listed.map(({ problem, name, count }) => {
          const more = count === 1 ? '' : `, as in ${count - 1} more`;
          return `  ${name}${more}: ${problem.message} (${problem.hint})`;
        }),
        ...(hidden > 0 ? [`  and ${hidden} more ${hidden === 1 ? 'problem' : 'problems'}`] : []),
      ].join('\n'),
      'take these values out of the space, or narrow the ranges that samples are drawn from',
      { ...first.problem.details, backtest: first.name, refused: this.#backtests },
    );
  }
}
