/** The groups of a sweep, each judged. */
import { createEngine } from '../../create-engine.js';
import { dateOfDay } from '../../data/calendar.js';
import { type Frequency, periodsPerYear } from '../../data/types.js';
import { analyseLuck, type LuckAnalysis, type Verdict, verdict } from '../luck/index.js';
import type { PartStore } from '../store/parts.js';
import type { RecordedBacktest } from '../store/plan-files.js';
import type { TrialGroup } from './groups.js';
import { readPanels } from './panel.js';

/** What a group's trials came to together. */
export interface JudgedGroup {
  universe: string;
  period: string;
  frequency: Frequency;
  periodsPerYear: number;
  /** positions in the plan of its trials; rows of `luck` are in this order */
  trials: number[];
  /** number of the baseline in the plan; null where it has no result */
  baseline: number | null;
  /** first and last of the holding periods that all trials have, ISO, and how many they are */
  common: { first: string; last: string; periods: number } | null;
  /** null with why there is none */
  luck: LuckAnalysis | { reason: string };
  verdict: Verdict;
}

/** Common periods that Sharpe ratios need at least. */
const LEAST_PERIODS = 2;

/**
 * @param groups with a trial at least
 * @param names of universe and period are in front of verdicts where there are several groups
 * @param file  where panels go that memory should not hold
 */
export async function judgeGroups(
  groups: readonly TrialGroup[],
  backtests: readonly RecordedBacktest[],
  store: PartStore,
  { seed, baseline, file, signal }: { seed: number; baseline: string; file: string; signal: AbortSignal },
): Promise<JudgedGroup[]> {
  const panels = await readPanels(groups, backtests, store, file);
  const engine = await createEngine();
  try {
    const judged: JudgedGroup[] = [];
    for (const [g, group] of groups.entries()) {
      const panel = panels.of[g];
      const { universe, period, frequency, trials } = group;
      const perYear = periodsPerYear[frequency];
      const words = {
        periodsPerYear: perYear,
        baseline,
        ...{ planned: group.planned, missing: group.missing },
        ...(groups.length > 1 && { subject: nameOf(group, groups) }),
      };
      const common =
        panel.periods === 0
          ? null
          : {
              first: dateOfDay(panel.days[0]),
              last: dateOfDay(panel.days[panel.periods - 1]),
              periods: panel.periods,
            };
      const of = {
        ...{ universe, period, frequency, periodsPerYear: perYear, trials, common },
        baseline: group.baseline === null ? null : backtests[group.baseline].number,
      };
      if (panel.periods < LEAST_PERIODS) {
        const reason = `its ${trials.length} trials have ${panel.periods} holding periods in common`;
        const sentence = `${words.subject === undefined ? '' : `${words.subject}: `}${reason}, so that there is nothing to judge.`;
        judged.push({ ...of, luck: { reason }, verdict: { level: 'none', sentence, reasons: [] } });
        continue;
      }
      const luck = await analyseLuck(engine, panel, panel.baseline, { seed, signal });
      judged.push({ ...of, luck, verdict: verdict(luck, words) });
    }
    return judged;
  } finally {
    engine.dispose();
    panels.close();
  }
}

/** What tells a group from the others. */
function nameOf(group: TrialGroup, groups: readonly TrialGroup[]): string {
  const parts = (['universe', 'period', 'frequency'] as const).filter((key) =>
    groups.some((other) => other[key] !== group[key]),
  );
  return parts.map((key) => group[key]).join(', ');
}
