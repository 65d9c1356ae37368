import type { HalfLives } from '../covariance/posterior/half-lives.js';
import { decimal } from './format.js';

/** `half-life 26.0`, `half-lives 52.0 loadings, 13.0 volatilities`; empty where all periods count alike. */
export function halfLivesText(halfLives: HalfLives): string {
  const { loadings, volatilities, correlations } = halfLives;
  if (loadings === volatilities && loadings === correlations)
    return loadings === null ? '' : `half-life ${decimal(loadings, 1)}`;
  const parts = Object.entries({ loadings, volatilities, correlations }).flatMap(([part, own]) =>
    own === null ? [] : [`${decimal(own, 1)} ${part}`],
  );
  return `half-lives ${parts.join(', ')}`;
}
