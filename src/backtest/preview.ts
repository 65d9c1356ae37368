/** What a run would do, from its configuration and data alone. */
import { candidatesOf } from '../config/candidates.js';
import { nearNameNotes } from '../config/near-names.js';
import { resolveConfig } from '../config/resolve.js';
import { usesModel } from '../config/strategies.js';
import type { BacktestConfig, ResolvedConfig } from '../config/types.js';
import type { Engine } from '../create-engine.js';
import { dataHash } from '../data/data-hash.js';
import type { Frequency, PriceTable } from '../data/types.js';
import { formatFormula } from '../model/formula.js';
import { ofCandidate } from '../selection/run.js';
import { eligibleAssets } from './eligibility.js';
import { backtestInputs } from './inputs.js';
import type { BacktestInputs, BacktestSources } from './inputs.types.js';
import { withRepairedKernels } from './kernels.js';
import { limitConflicts } from './preview-limits.js';
import type { ScheduledDecision } from './schedule.js';
import type { BacktestDecision } from './types.js';

/** A decision as the schedule has it, and who takes part in it. */
export interface PreviewedDecision extends Pick<BacktestDecision, 'decision' | 'satOut'> {
  /** last day of the first and number of periods in the training window, whose last one ends with the decision's day */
  trainStart: string;
  trainPeriods: number;
  /** last days of the first and the last period that its weights are held for */
  holdFrom: string;
  holdTo: string;
  /** that take part, in the order of the universe */
  assets: string[];
}

/** What a run would be: `mixfolio check` prints it. Nothing is estimated for it. */
export interface BacktestPreview {
  formula: string;
  universe: string[];
  /** a ticker, `average`, or the column of a file */
  market: string;
  /** whether that is an asset of the universe, which is then no part of the model's panel */
  marketIsAsset: boolean;
  frequency: Frequency;
  /** dates of the table, and what `dataHash` says of it */
  data: { dates: number; first: string; last: string; dataHash: string };
  /** return periods, by their last days */
  periods: { count: number; first: string; last: string };
  decisions: { count: number; first: PreviewedDecision; last: PreviewedDecision };
  /** assets that sit out at some of the decisions, and at how many; those at most of them first */
  satOut: { asset: string; decisions: number }[];
  /** in the order of the result, with a selection the one that it makes last */
  strategies: string[];
  /** of the selection; empty without one */
  candidates: string[];
  /** what limits and names of strategies come to, what happened to the data, and what to expect of the first and the last window */
  notes: string[];
}

/**
 * Checks a configuration and data as `backtest` does before its first window, and says what the run would be: who takes
 * part, over which periods, deciding when. Nothing is estimated.
 *
 * @throws what `backtest` throws before its first window; of a candidate of a selection with its name
 */
export function previewBacktest(
  engine: Engine,
  data: PriceTable,
  config: BacktestConfig,
  { sources = {} }: { sources?: BacktestSources } = {},
): BacktestPreview {
  const resolved = resolveConfig(config);
  const { selection, market } = resolved;
  const inputsOf = (of: ResolvedConfig): BacktestInputs =>
    withRepairedKernels(engine, backtestInputs(data, of, sources), of);
  const inputs = inputsOf(resolved);
  const candidates = selection === undefined ? [] : candidatesOf(resolved, selection, resolveConfig);
  const conflictsOf = (of: ResolvedConfig, made: BacktestInputs): string[] => {
    const { schedule } = made;
    const ends = schedule.length > 1 ? [schedule.first, schedule.last] : [schedule.first];
    return ends.flatMap((scheduled) => limitConflicts(engine, made, of, scheduled));
  };
  const ofCandidates = candidates.flatMap(({ name, config: own }) => {
    try {
      return conflictsOf(own, inputsOf(own)).map((conflict) => `${name}: ${conflict}`);
    } catch (error) {
      throw ofCandidate(error, name);
    }
  });
  const { schedule, returns, universe } = inputs;
  const first = previewed(inputs, schedule.first);
  const last = previewed(inputs, schedule.last);
  const { dates } = returns;
  return {
    formula: formatFormula(resolved.model),
    universe,
    market: typeof market === 'string' ? market : market.column,
    marketIsAsset: inputs.marketAsset !== null,
    frequency: returns.frequency,
    data: {
      dates: data.dates.length,
      first: data.dates[0],
      last: data.dates[data.dates.length - 1],
      dataHash: dataHash(data),
    },
    periods: { count: dates.length, first: dates[0], last: dates[dates.length - 1] },
    decisions: { count: schedule.length, first, last },
    satOut: timesSatOut(inputs),
    strategies: [
      ...resolved.strategies.map(({ name }) => name),
      ...(selection === undefined ? [] : [selection.name]),
    ],
    candidates: candidates.map(({ name }) => name),
    notes: [
      ...conflictsOf(resolved, inputs),
      ...ofCandidates,
      ...nearNameNotes(resolved),
      ...inputs.notes,
      ...[first, ...(schedule.length > 1 ? [last] : [])].flatMap((decision) =>
        expectations(decision, resolved, inputs),
      ),
    ],
  };
}

function previewed({ returns, membership }: BacktestInputs, scheduled: ScheduledDecision): PreviewedDecision {
  const { assets, dates } = returns;
  const { decision, trainStart, holdStart, holdEnd } = scheduled;
  const { positions, satOut } = eligibleAssets(returns, scheduled, membership);
  return {
    decision: dates[decision],
    trainStart: dates[trainStart],
    trainPeriods: decision - trainStart + 1,
    holdFrom: dates[holdStart],
    holdTo: dates[holdEnd - 1],
    assets: positions.map((position) => assets[position]),
    satOut,
  };
}

/** Of every asset that sits out at some decision, at how many it does. */
function timesSatOut({ returns, membership, schedule }: BacktestInputs): BacktestPreview['satOut'] {
  const times = new Map<string, number>();
  for (const scheduled of schedule)
    for (const { asset } of eligibleAssets(returns, scheduled, membership).satOut)
      times.set(asset, (times.get(asset) ?? 0) + 1);
  return [...times]
    .map(([asset, decisions]) => ({ asset, decisions }))
    .sort((a, b) => b.decisions - a.decisions);
}

/** What can be told of a window before anything is estimated in it. */
function expectations(
  { decision, assets, trainPeriods }: PreviewedDecision,
  { strategies }: ResolvedConfig,
  { marketAsset: market }: BacktestInputs,
): string[] {
  const N = assets.length;
  if (N === 0) return [`${decision}: no asset takes part, and every strategy is skipped`];
  const isAlone = assets.every((asset) => asset === market) && strategies.some(usesModel);
  // T − 1 degrees of freedom
  const isSingular = N >= trainPeriods && strategies.some(({ covariance }) => covariance === 'sample');
  return [
    ...(isAlone
      ? [
          `${decision}: ${market} takes part alone, and it is the market: there is nothing to fit, and strategies of the model fall back`,
        ]
      : []),
    ...(isSingular
      ? [
          `${decision}: ${N} assets and ${trainPeriods} periods to train on, so the sample covariance is singular`,
        ]
      : []),
  ];
}
