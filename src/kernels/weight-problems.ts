import { ConfigError } from '../errors.js';
import { suggestion } from '../suggest.js';

/**
 * What there is against the weights of a sum of kernels: `unknown-kernel` for a part that there is not, `bad-value` for
 * weights that are negative or not finite, and where none is above 0.
 *
 * @param path of the weights, in messages
 * @param known the kernels that can be summed
 */
export function weightProblems(
  path: string,
  weights: Readonly<Record<string, number>>,
  known: readonly string[],
): ConfigError[] {
  const problems = Object.entries(weights).flatMap(([part, weight]) => {
    const where = { path: `${path}.${part}`, kernel: part };
    return [
      ...(known.includes(part)
        ? []
        : [
            new ConfigError(
              'unknown-kernel',
              `${path} names the kernel "${part}", which there is not`,
              suggestion(part, known),
              where,
            ),
          ]),
      ...(weight >= 0 && weight < Infinity
        ? []
        : [
            new ConfigError(
              'bad-value',
              `${path}.${part} is ${weight}`,
              'weights are finite and not negative: the sum is then a covariance again',
              { ...where, weight },
            ),
          ]),
    ];
  });
  if (problems.length > 0 || Object.values(weights).some((weight) => weight > 0)) return problems;
  return [
    new ConfigError('bad-value', `${path} has no weight above 0`, 'give at least one kernel a weight', {
      path,
    }),
  ];
}
