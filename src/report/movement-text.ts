import type { LoadingsMovement } from '../loadings/types.js';
import { plusMinus, significant } from './format.js';

/** How loadings move, by covariate and kernel: `loadings on market: q 0.00123, over the residual variance 0.0045 ± 0.002`. */
export function movementTexts({ moving }: LoadingsMovement): string[] {
  return moving.map(({ covariate, kernel, variance, ratio, standardError, atBoundary }) => {
    const own = `loadings on ${covariate}`;
    const by = kernel === null ? '' : ` by ${kernel}`;
    return atBoundary
      ? `${own} stay${by}: q 0`
      : `${own}${by}: q ${significant(variance, 3)}, over the residual variance ` +
          plusMinus(ratio, standardError, 'no standard error');
  });
}
