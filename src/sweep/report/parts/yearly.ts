import type { EffectiveTrials, FamilyTest, LuckAnalysis, Overfitting } from '../../luck/types.js';
import type { SweepReportGroup } from '../types.js';

/** A Sharpe ratio a period, or a difference of two, as one a year: √P times it. */
export function yearly({ periodsPerYear }: SweepReportGroup, ratio: number | null): number | null {
  return ratio === null ? null : ratio * Math.sqrt(periodsPerYear);
}

export function overfittingOf({ overfitting }: LuckAnalysis): Overfitting | null {
  return 'reason' in overfitting ? null : overfitting;
}

export function effectiveOf({ effective }: LuckAnalysis): EffectiveTrials | null {
  return 'reason' in effective ? null : effective;
}

export function familyOf({ family }: LuckAnalysis): FamilyTest | null {
  return 'reason' in family ? null : family;
}
