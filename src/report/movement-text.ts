import type { LoadingsMovement } from '../loadings/types.js';
import { plusMinus, significant } from './format.js';

/** How loadings move, by covariate: `loadings on market: q 0.00123, over the residual variance 0.0045 ± 0.002`. */
export function movementTexts({ moving }: LoadingsMovement): string[] {
  return moving.map(({ covariate, variance, ratio, standardError, atBoundary }) =>
    atBoundary
      ? `loadings on ${covariate} stay: q 0`
      : `loadings on ${covariate}: q ${significant(variance, 3)}, over the residual variance ` +
        plusMinus(ratio, standardError, 'no standard error'),
  );
}
