/** The end of a sweep: what its parts say together, as tables, JSON and a page. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../errors.js';
import { replaceFile } from '../files/replace-file.js';
import { type JudgedGroup, judgeGroups } from './outcomes/analysis.js';
import { groupsOf } from './outcomes/groups.js';
import { type Outcomes, readOutcomes, type RefusedBacktest } from './outcomes/outcomes.js';
import { reportInput } from './report/input.js';
import { renderSweepReport } from './report/page.js';
import type { ResolvedSweep } from './types.js';
import { writeDatabase } from './store/database.js';
import type { FailedJob } from './store/failures.js';
import type { PartStore } from './store/parts.js';
import type { RecordedPlan, StoredPlan } from './store/plan-files.js';

/** What a sweep came to. */
export interface SweepResult {
  /** hash of the engine and all backtests */
  sweep: string;
  engine: string;
  config: ResolvedSweep;
  plan: RecordedPlan;
  outcomes: Outcomes;
  counts: {
    /** backtests that were to run, each once */
    planned: number;
    /** that have a result, those that were refused among them */
    done: number;
    refused: number;
    windows: number;
    /** windows in which a strategy did not do what it says */
    fallbacks: number;
    skipped: number;
    /** points that are another one over again */
    repeated: number;
  };
  refused: RefusedBacktest[];
  /** jobs that failed three times */
  failed: FailedJob[];
  groups: JudgedGroup[];
  /** first of what happened on the way, then of the sweep; the files have the latter alone and are the same for all runs */
  notes: string[];
  /** paths of the files that were written */
  files: string[];
}

interface Surroundings {
  /** script of the report's charts, by default the one beside this library */
  reportClient?: URL;
  signal: AbortSignal;
  onNote: (note: string) => void;
}

/** Judges what is in the store and writes `analysis.json`, `report.html` and, with its package, `sweep.duckdb`. */
export async function sweepResult(
  folder: string,
  plan: RecordedPlan,
  stored: StoredPlan,
  store: PartStore,
  failed: FailedJob[],
  { signal, onNote, reportClient }: Surroundings,
): Promise<SweepResult> {
  const { backtests, order } = plan;
  const { seed, baseline } = stored.config;
  const outcomes = await readOutcomes(backtests, store);
  const all = groupsOf(backtests, outcomes);
  const silent = all.filter(({ trials }) => trials.length === 0);
  const heard = all.filter(({ trials }) => trials.length > 0);
  const groups = await judgeGroups(heard, backtests, store, {
    ...{ seed, baseline, signal },
    file: join(folder, `.returns.${process.pid}.tmp`),
  });
  const total = (of: Int32Array): number => order.reduce((sum, number) => sum + of[number], 0);
  // what is said of the sweep, whoever ran it, and what happened on the way here, which is in no file
  const lasting = [
    ...plan.notes,
    ...silent.map(
      ({ universe, period, frequency }) =>
        `no trial of universe ${universe}, period ${period} and frequency ${frequency} has a result: nothing is said of these`,
    ),
  ];
  const passing = [...(stored.calibration.notes ?? []), ...store.notes];
  const files: string[] = [];
  try {
    files.push(await writeDatabase(folder, stored, backtests, groups, store));
  } catch (error) {
    if (!(error instanceof ConfigError) || error.code !== 'missing-package') throw error;
    const note = `sweep.duckdb is not written: ${error.message} (${error.hint}); the same is in plan.parquet and in parts`;
    passing.push(note);
    onNote(note);
  }
  const once = new Set(order);
  const result: SweepResult = {
    ...{ sweep: stored.sweep, engine: stored.engine, config: stored.config, plan, outcomes },
    counts: {
      planned: order.length,
      done: order.filter((number) => outcomes.status[number] !== 'missing').length,
      refused: order.filter((number) => outcomes.status[number] === 'refused').length,
      windows: total(outcomes.windows),
      fallbacks: total(outcomes.fallbacks),
      skipped: total(outcomes.skipped),
      repeated: plan.repeated,
    },
    refused: outcomes.refused.filter(({ number }) => once.has(number)),
    ...{ failed, groups, files },
    notes: [...passing, ...lasting],
  };
  const written = { ...result, notes: lasting };
  const path = join(folder, 'analysis.json');
  await replaceFile(path, `${JSON.stringify(analysisOf(written), null, 2)}\n`);
  files.push(path);
  const client = await readFile(reportClient ?? (await defaultClient()), 'utf8');
  const report = join(folder, 'report.html');
  await replaceFile(report, renderSweepReport(reportInput(written, stored.data), client));
  files.push(report);
  return result;
}

async function defaultClient(): Promise<URL> {
  const { reportClient } = await import('./scripts.js');
  return reportClient;
}

/** Series by trial or split are left to the tables. */
const series = ['sharpes', 'ranks', 'inSample', 'outOfSample'];

/** What `analysis.json` holds. */
function analysisOf({
  sweep,
  engine,
  counts,
  refused,
  failed,
  groups,
  notes,
  plan,
  outcomes,
}: SweepResult): object {
  return {
    ...{ sweep, engine, counts, notes },
    dataNotes: Object.fromEntries(outcomes.notes),
    refused: refused.slice(0, 100),
    failed: failed.map(({ job, attempts, error }) => ({
      job: job.id,
      backtests: job.backtests.length,
      attempts,
      error,
    })),
    groups: groups.map(({ trials, luck, ...group }) => ({
      ...group,
      trials: trials.length,
      luck: JSON.parse(
        JSON.stringify(luck, (key, value: unknown) => (series.includes(key) ? undefined : value)),
      ) as unknown,
      best:
        'reason' in luck
          ? []
          : luck.best.map(({ trial, ...judged }) => {
              const { number, strategy, parameters } = plan.backtests[trials[trial]];
              return { number, strategy, parameters, ...judged };
            }),
    })),
  };
}
