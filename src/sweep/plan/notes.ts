/** What a reader of a plan has to know: what is left out of the base, what is run once, what cannot be run at all. */
import type { BacktestConfig } from '../../config/types.js';
import type { ResolvedSweep } from '../types.js';
import { strategyNames } from './configuration.js';
import type { PlannedWork } from './plan.js';
import type { Names } from './points.js';

/** Backtests that are another one over again: how many, and the name of the first with that of what it repeats. */
export interface Repeated {
  count: number;
  first: [again: string, before: string] | null;
}

interface Planned {
  backtests: readonly PlannedWork[];
  repeated: Repeated;
  /** how many backtests there would be without repetition, but for baselines */
  planned: number;
  nameOf: (of: Names) => string;
}

export function planNotes(
  { space: { sobol }, baseline }: ResolvedSweep,
  base: BacktestConfig,
  { backtests, repeated, planned, nameOf }: Planned,
): string[] {
  const notes: string[] = [];
  if (base.selection !== undefined)
    notes.push('the selection of the base is left out: its candidates are no backtests of the sweep');
  if (base.benchmark !== undefined && strategyNames(base).includes(base.benchmark))
    notes.push(
      `the benchmark of the base is its strategy ${base.benchmark}, which trials are run without: there are no statistics against it`,
    );
  if (sobol !== undefined && !Number.isInteger(Math.log2(sobol.samples))) {
    const below = 2 ** Math.floor(Math.log2(sobol.samples));
    notes.push(
      `space.sobol has ${sobol.samples} samples: its points are most even where they are a power of two, ${below} or ${2 * below}`,
    );
  }
  if (repeated.first !== null) {
    const [again, before] = repeated.first;
    const what = again === before ? `${again} comes again` : `${again} is the same as ${before}`;
    notes.push(
      `${repeated.count} of ${planned} backtests ${repeated.count === 1 ? 'is' : 'are'} another one over again, which is one trial: ${what}`,
    );
  }
  const trials = new Map<string, PlannedWork>();
  for (const backtest of backtests) if (!backtest.isBaseline) trials.set(backtest.id, backtest);
  for (const { id, isBaseline } of backtests) {
    const trial = isBaseline ? trials.get(id) : undefined;
    if (trial !== undefined) notes.push(`the baseline ${baseline} is a trial too: ${nameOf(trial)}`);
  }
  const idle = backtests.filter(({ windows }) => windows === 0);
  if (idle.length > 0)
    notes.push(
      `${idle.length} of ${backtests.length} backtests ${idle.length === 1 ? 'has' : 'have'} no window, as the data are too short: ${nameOf(idle[0])}`,
    );
  return notes;
}
