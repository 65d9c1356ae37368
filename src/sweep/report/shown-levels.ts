import type { MarginalEffect } from '../effects/marginal.js';
import { limits } from './limits.js';

/** Of many levels those with most trials, in their own order, and how many others there are. */
export function shownLevels({ levels }: MarginalEffect): { shown: number[]; hidden: number } {
  const all = levels.map((_, k) => k);
  if (levels.length <= limits.levels) return { shown: all, hidden: 0 };
  const most = all.toSorted((a, b) => levels[b].trials - levels[a].trials || a - b);
  const shown = most.slice(0, limits.levels).sort((a, b) => a - b);
  return { shown, hidden: levels.length - shown.length };
}
