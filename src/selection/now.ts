/** Which candidate a selection holds from now on. */
import type { BacktestOptions } from '../backtest/backtest.js';
import { backtestInputs } from '../backtest/inputs.js';
import { attempt } from '../backtest/outcome.js';
import type { Threads } from '../backtest/parallel/protocol.js';
import { decisionNow, decisionsUntilNow } from '../backtest/schedule.js';
import { candidatesOf } from '../config/candidates.js';
import { resolveConfig } from '../config/resolve.js';
import type { BacktestConfig } from '../config/types.js';
import type { Engine } from '../create-engine.js';
import { type PriceTable, periodsPerYear } from '../data/types.js';
import { selectionOf } from './candidates.js';
import { picksOf, tooFew } from './picks.js';
import { type CandidateRun, candidateRun } from './run.js';
import type { SelectionDecision } from './types.js';

/** What the backtests of the candidates take; `onProgress` counts the windows of all. */
export type PickNowOptions = Pick<
  BacktestOptions,
  'onProgress' | 'signal' | 'sources' | 'workers' | 'workerScript' | 'linearSolver'
>;

/**
 * The candidate that a configuration's selection picks at the end of the data, by a backtest of each candidate up to it: a
 * backtest over more data that decides on that day picks the same. `decideNow` takes it as `pick`.
 *
 * Where no candidate has been held for a period yet, nothing is run, and the first one is picked.
 *
 * @param data   prices, or returns where `config.input` says so
 * @param config with a selection
 * @throws ConfigError `missing-key` without one; as `backtest`, of a candidate with its name
 * @throws the signal's reason when it is aborted
 * @see docs/selection.md#what-to-hold-now
 */
export function pickNow(
  engine: Engine,
  data: PriceTable,
  config: BacktestConfig,
  options: PickNowOptions = {},
): Promise<SelectionDecision> {
  return pickNowOn(() => import('../backtest/parallel/web-threads.js'), engine, data, config, options);
}

/** `pickNow` where workers are started as `threads` does. */
export async function pickNowOn(
  threads: () => Promise<Threads>,
  engine: Engine,
  data: PriceTable,
  config: BacktestConfig,
  options: PickNowOptions,
): Promise<SelectionDecision> {
  const { onProgress, signal, sources = {} } = options;
  signal?.throwIfAborted();
  const resolved = resolveConfig(config);
  const selection = selectionOf(resolved);
  const candidates = candidatesOf(resolved, selection, resolveConfig);
  const { returns, riskFree } = backtestInputs(data, resolved, sources, ({ dates }) =>
    decisionNow(dates.length, resolved.backtest),
  );
  const { dates, frequency } = returns;
  const decision = dates[dates.length - 1];
  const schedule = attempt(() => decisionsUntilNow(dates.length, resolved.backtest, () => dates));
  if ('failure' in schedule) {
    return {
      ...{ decision, candidate: candidates[0].name, periods: 0 },
      reason: tooFew(0, selection.minimumHistory),
      scores: Object.fromEntries(candidates.map(({ name }) => [name, null])),
    };
  }
  const runs: CandidateRun[] = [];
  for (const candidate of candidates) {
    signal?.throwIfAborted();
    const before = runs.length;
    const own: PickNowOptions = {
      ...options,
      onProgress: (done, total) => onProgress?.(before * total + done, candidates.length * total),
    };
    runs.push(await candidateRun(threads, engine, data, candidate, own));
  }
  const pick = picksOf(
    runs.map(({ account }) => account),
    schedule.value,
    riskFree,
    periodsPerYear[frequency],
    selection,
  ).at(-1)!;
  return {
    ...{ decision, candidate: candidates[pick.candidate].name, reason: pick.reason, periods: pick.periods },
    scores: Object.fromEntries(candidates.map(({ name }, k) => [name, pick.scores[k]])),
  };
}
