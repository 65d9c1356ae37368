import { ConfigError } from '../../errors.js';
import { badValue } from '../options.js';
import type { StackCandidate, StackOptions } from './types.js';

/** @throws ConfigError `bad-value`, `duplicate-candidate` */
export function checkOptions(candidates: readonly StackCandidate[], options: StackOptions): void {
  const { blocks, score, degreesOfFreedom: df } = options;
  if (candidates.length === 0) throw badValue('candidates', 'none', 'one model or more');
  const names = candidates.map(({ name }) => name);
  const twice = names.find((name, m) => names.indexOf(name) < m);
  if (twice !== undefined) {
    throw new ConfigError(
      'duplicate-candidate',
      `two candidates of the stack are called "${twice}"`,
      'give each a name of its own',
      { candidate: twice },
    );
  }
  for (const { name, covariance: own = 'total' } of candidates)
    if (own !== 'total' && own !== 'posterior')
      throw badValue(`covariance of ${name}`, own, '"total" or "posterior"');
  if (blocks !== undefined && !(Number.isInteger(blocks) && blocks >= 1))
    throw badValue('blocks', blocks, 'a whole number, 1 or more');
  if (score !== undefined && score !== 'period' && score !== 'block')
    throw badValue('score', score, '"period" or "block"');
  if (df !== undefined && !(df > 2 && df < Infinity))
    throw badValue('degreesOfFreedom', df, 'a number above 2');
}
