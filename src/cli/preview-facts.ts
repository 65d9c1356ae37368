/** What a preview of a run says, for terminals and pages. */
import type { BacktestPreview, PreviewedDecision } from '../backtest/preview.js';
import type { ResolvedConfig } from '../config/types.js';
import { count } from '../report/format.js';

/** Data, universe, model and schedule, each by its name. */
export function previewFacts(
  preview: BacktestPreview,
  config: ResolvedConfig,
): (readonly [string, string])[] {
  const { data, periods, frequency, universe, market, marketIsAsset, strategies, candidates } = preview;
  return [
    ['Data', `${count(data.dates, 'date')}, ${data.first} to ${data.last}`],
    ['Hash', data.dataHash],
    ['Periods', `${count(periods.count, frequency)}, ${periods.first} to ${periods.last}`],
    ['Universe', `${universe.length}: ${listed(universe)}`],
    ['Market', `${market}${marketIsAsset ? ', an asset that is no part of the fit' : ''}`],
    ['Model', preview.formula],
    ['Strategies', strategies.join(', ')],
    ...(candidates.length === 0
      ? []
      : [['Candidates', `${candidates.length}: ${listed(candidates)}`] as const]),
    ['Decisions', `${preview.decisions.count}, ${rhythm(config)}`],
    ...(preview.satOut.length === 0 ? [] : [['Sit out', timesOut(preview)] as const]),
  ];
}

export const decisionHeadings = [
  'Decision',
  'On',
  'Trained on',
  'from',
  'Held from',
  'to',
  'Assets',
  'Sit out',
];

/** The first and the last decision by their names. */
export function previewedDecisions({ decisions }: BacktestPreview): Record<string, PreviewedDecision> {
  const { count, first, last } = decisions;
  return count === 1 ? { Only: first } : { First: first, Last: last };
}

/** The first names of many. */
function listed(names: readonly string[], between = ' '): string {
  const shown = names.slice(0, 12).join(between);
  return names.length > 12 ? `${shown}${between}…` : shown;
}

/** Which assets sit out at how many of the decisions. */
function timesOut({ satOut, decisions: { count: all } }: BacktestPreview): string {
  const shown = listed(
    satOut.map(({ asset, decisions }) => `${asset} at ${decisions}`),
    ', ',
  );
  return `${satOut.length === 1 ? '' : `${count(satOut.length, 'asset')}: `}${shown} of the ${count(all, 'decision')}`;
}

function rhythm({ backtest: { rebalance, window, lag }, frequency }: ResolvedConfig): string {
  const every =
    typeof rebalance === 'number'
      ? `one every ${rebalance === 1 ? frequency : count(rebalance, frequency)}`
      : `by the rule "${rebalance}"`;
  const late = lag === 0 ? '' : `, held ${count(lag, frequency)} later`;
  return `${every}, ${window} training windows${late}`;
}

/** A decision under `decisionHeadings`. */
export function decisionRow(
  name: string,
  { decision, trainStart, trainPeriods, holdFrom, holdTo, assets, satOut }: PreviewedDecision,
  frequency: string,
): string[] {
  return [
    name,
    decision,
    count(trainPeriods, frequency),
    trainStart,
    holdFrom,
    holdTo,
    String(assets.length),
    String(satOut.length),
  ];
}
