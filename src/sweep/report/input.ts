/** The result of a sweep as its report takes it: trials by column. */
import { version } from '../../version.js';
import type { JudgedGroup } from '../outcomes/analysis.js';
import type { SweepResult } from '../result.js';
import type { RecordedBacktest } from '../store/plan-files.js';
import type {
  CodedColumn,
  ReportedStatistic,
  ReportedTrials,
  SweepReportGroup,
  SweepReportInput,
} from './types.js';

const statistics: readonly ReportedStatistic[] = [
  'annualReturn',
  'annualVolatility',
  'maxDrawdown',
  'turnover',
];

/** Groups without an analysis are among the notes. */
export function reportInput(result: SweepResult, dataHashes: readonly string[]): SweepReportInput {
  const { config, counts, plan, failed, groups, outcomes } = result;
  const unjudged = groups.filter(({ luck }) => 'reason' in luck).map(({ verdict }) => verdict.sentence);
  const dataNotes = [...outcomes.notes].map(([note, backtests]) =>
    backtests === counts.done ? note : `${note} (${backtests} of ${counts.done} backtests)`,
  );
  return {
    title: `Sweep of ${counts.planned} backtests`,
    engineVersion: version,
    ...{ config, dataHashes },
    counts: {
      ...{ planned: counts.planned, done: counts.done, refused: counts.refused, windows: counts.windows },
      refusals: refusalsOf(result),
      duplicates: counts.repeated,
      setAside: failed.map(({ job, attempts, error }) => ({
        ...{ job: job.id, backtests: job.backtests.length, attempts, error },
      })),
    },
    notes: [...result.notes, ...fallbackNotes(result), ...dataNotes, ...unjudged],
    parameters: plan.parameters.map(({ path, kind }) => ({ path, kind })),
    groups: groups.flatMap((group) => reportGroup(group, result)),
  };
}

function reportGroup(group: JudgedGroup, { plan, outcomes, config }: SweepResult): SweepReportGroup[] {
  const { universe, period, frequency, periodsPerYear, trials, common, luck, verdict } = group;
  if ('reason' in luck || common === null) return [];
  const backtests = trials.map((position) => plan.backtests[position]);
  const columns: ReportedTrials = {
    numbers: Int32Array.from(backtests, ({ number }) => number),
    strategies: coded(backtests, ({ strategy }) => strategy),
    parameters: plan.parameters.map(({ path }) => coded(backtests, ({ parameters }) => parameters[path])),
    statistics: Object.fromEntries(
      statistics.map((name) => [
        name,
        Float64Array.from(trials, (position) => outcomes.statistics[name][position]),
      ]),
    ) as ReportedTrials['statistics'],
  };
  const { first, last } = common;
  const baseline = group.baseline === null ? null : config.baseline;
  return [
    { universe, period, frequency, periodsPerYear, first, last, baseline, trials: columns, luck, verdict },
  ];
}

/** Values by their JSON; one that is undefined has the code −1. */
function coded<Value>(
  backtests: readonly RecordedBacktest[],
  of: (backtest: RecordedBacktest) => Value | undefined,
): CodedColumn<Value> {
  const codes = new Int32Array(backtests.length);
  const values: Value[] = [];
  const known = new Map<string, number>();
  backtests.forEach((backtest, row) => {
    const value = of(backtest);
    if (value === undefined) {
      codes[row] = -1;
      return;
    }
    const key = JSON.stringify(value);
    const code = known.get(key) ?? values.push(value) - 1;
    known.set(key, code);
    codes[row] = code;
  });
  return { values, codes };
}

function refusalsOf({ refused }: SweepResult): SweepReportInput['counts']['refusals'] {
  const byText = new Map<string, { code: string; error: string; backtests: number }>();
  for (const { code, error } of refused) {
    const key = `${code} ${error}`;
    const known = byText.get(key) ?? { code, error, backtests: 0 };
    known.backtests++;
    byText.set(key, known);
  }
  return [...byText.values()].sort((a, b) => b.backtests - a.backtests);
}

function fallbackNotes({ counts: { windows, fallbacks, skipped } }: SweepResult): string[] {
  if (fallbacks + skipped === 0) return [];
  return [
    `in ${fallbacks} of ${windows} windows something else was used than the strategy says, in ${skipped} nothing was held: see fallbacks, skipped and reason of the table backtests`,
  ];
}
