/** What `mixfolio fit` prints of the parameters of kernels that were learned. */
import type { WriteStream } from 'node:tty';
import type { FitResult } from '../fit/types.js';
import { count, decimal, significant } from '../report/format.js';
import { learnedParameters } from '../report/learned-kernels.js';
import { textTable } from './text-table.js';

export function learnedText({ learning }: FitResult, stream: WriteStream): string {
  if (learning === undefined) return '';
  const { gain, startLogLikelihood, iterations, evaluations, converged, kept } = learning;
  const rows = learnedParameters(learning).map(({ kernel, parameter, value, isLearned, isAtBound }) => [
    kernel,
    parameter,
    significant(value),
    isAtBound ? 'at the bound of the search' : isLearned ? '' : 'not learned',
  ]);
  const table = textTable(['Learned kernel', 'Parameter', 'Value', ''], rows, stream);
  const search = `${count(iterations, 'iteration')}, ${count(evaluations, 'fit')}${converged ? '' : ', not converged'}`;
  const what =
    kept === 'fixed'
      ? `no kernel with a larger log-likelihood than the fixed one’s ${decimal(startLogLikelihood)}`
      : `log-likelihood ${decimal(gain)} above the fixed kernel’s ${decimal(startLogLikelihood)}`;
  return `${table}  ${what} (${search})\n\n`;
}
