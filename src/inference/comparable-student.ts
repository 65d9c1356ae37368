import { ModelError } from '../errors.js';
import type { PanelFit } from '../model/types.js';

/**
 * What the log-likelihood of a fit with t errors can be compared with: that of a fit with the same degrees of freedom,
 * given and not estimated, to returns as they are.
 *
 * @param what is asked for, in words
 * @returns notes that say what the likelihood is; none of normal errors
 * @throws ModelError `t-errors` where degrees of freedom were estimated, or each fit has residual scales of its own
 */
export function comparableStudent(fit: PanelFit, what: string): string[] {
  const { errors, origin, fixedEffects } = fit;
  if (errors === undefined) return [];
  const [why, hint] = errors.estimated
    ? [
        'the degrees of freedom of the t errors were estimated: other models have others',
        'give errors.degreesOfFreedom',
      ]
    : origin.scale === 'residual'
      ? [
          'with scale: residual the s_i of t errors are estimated anew with the weights of each model: likelihoods are of differently scaled returns, and none is at its maximum',
          'use scale: none, or parametricBootstrap, which refits the scales too',
        ]
      : [null, null];
  if (why !== null) throw new ModelError('t-errors', why, hint, { asked: what });
  const bound =
    fixedEffects.length === 0 || origin.method === 'ML'
      ? ''
      : ', a lower bound of the restricted one, which has no closed form beside fixed effects';
  return [
    `the likelihood is that of t errors with ${errors.degreesOfFreedom} degrees of freedom, as given${bound}: it compares fits with the same errors`,
  ];
}
