/** Which trials can be compared: those of one universe, period and frequency, over the holding periods that all have. */
import type { Frequency } from '../../data/types.js';
import type { RecordedBacktest } from '../store/plan-files.js';
import type { Outcomes } from './outcomes.js';

export interface TrialGroup {
  universe: string;
  period: string;
  frequency: Frequency;
  /** positions in the plan of those that were run, in the order of the plan */
  trials: number[];
  /** backtests of the plan, the baseline among them, and those of them that have no result */
  planned: number;
  missing: number;
  /** position of the baseline; null where it was refused or is missing */
  baseline: number | null;
  /** days since 1970 that common periods end on or between; first > last where there are none */
  firstDay: number;
  lastDay: number;
}

export function groupsOf(
  backtests: readonly RecordedBacktest[],
  { status, firstDay, lastDay }: Outcomes,
): TrialGroup[] {
  const groups = new Map<string, TrialGroup>();
  backtests.forEach(({ universe, period, frequency, isBaseline }, position) => {
    const key = JSON.stringify([universe, period, frequency]);
    const group = groups.get(key) ?? {
      ...{ universe, period, frequency, trials: [], planned: 0, missing: 0, baseline: null },
      ...{ firstDay: -Infinity, lastDay: Infinity },
    };
    groups.set(key, group);
    group.planned++;
    if (status[position] === 'missing') group.missing++;
    if (status[position] !== 'ok') return;
    if (isBaseline) group.baseline = position;
    else group.trials.push(position);
    group.firstDay = Math.max(group.firstDay, firstDay[position]);
    group.lastDay = Math.min(group.lastDay, lastDay[position]);
  });
  return [...groups.values()];
}
