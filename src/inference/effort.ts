import { patternsOf } from '../model/patterns.js';
import type { Panel, PanelModel } from '../model/types.js';

/** Σ n³ over the matrices to be inverted that takes some ten seconds. */
const LONG = 3e9;
/** Evaluations of the likelihood that an interval of the heritability takes, and its parts of n³ each. */
const EVALUATIONS = 14;

/** Which methods take long on a panel: they are left out unless they are asked for. */
export interface Effort {
  isIntervalLong: boolean;
  isInfluenceLong: boolean;
  arePredictionErrorsLong: boolean;
}

/**
 * An interval factors the covariance of each set of observed assets in each of its evaluations; the influence of periods
 * inverts one matrix a period, but one a component for complete returns with fixed effects per asset alone; prediction errors take one of each set of observed assets.
 */
export function effortOf(panel: Panel, { fixed, random }: PanelModel): Effort {
  const N = panel.assets.length;
  const patterns = patternsOf(panel);
  const groups = patterns ?? [panel.periods.map((_, t) => t)];
  let [interval, influence, errors] = [0, 0, 0];
  for (const periods of groups) {
    let seen = 0;
    for (let i = 0; i < N; i++) if (!Number.isNaN(panel.returns[periods[0] * N + i])) seen++;
    interval += EVALUATIONS * seen ** 3;
    influence += periods.length * seen ** 3;
    errors += seen ** 3;
  }
  const isSimple =
    patterns === null &&
    fixed.every((term) => /^\s*asset\b/.test(term)) &&
    random.every((term) => /^\s*(time|asset\s*:\s*time\b.*)$/.test(term.trim()));
  return {
    isIntervalLong: interval > LONG,
    isInfluenceLong: (isSimple ? (random.length + 1) * N ** 3 : influence) > LONG,
    arePredictionErrorsLong: 3 * N ** 3 + errors > LONG,
  };
}
