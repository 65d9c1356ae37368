import { DataError } from '../errors.js';
import { listed } from './columns.js';
import { type PublicationLag, byAge, knownFrom } from './publication.js';
import { refuseRepeatedRows } from './row-dates.js';
import type { MembershipHistory, ReturnTable } from './types.js';

/** A membership history by the periods of a run. */
export interface MembershipTimeline {
  assets: string[];
  /** of each asset its changes, the oldest first: the first period that knows it, and whether it is a member from then on */
  changes: { from: number; isMember: boolean }[][];
}

/**
 * The memberships of some assets by the periods of a run. An asset that the history does not know has no change.
 *
 * @param target periods of the data, up to the last that decides
 * @param lag    publication lag; default none
 * @param name   what messages call the history, best its path
 * @throws DataError `duplicate-date` naming asset and date, `wrong-length`, and as `knownFrom`
 */
export function membershipTimeline(
  history: MembershipHistory,
  assets: readonly string[],
  target: Pick<ReturnTable, 'dates' | 'frequency'>,
  { lag, name }: { lag?: PublicationLag; name: string },
): MembershipTimeline {
  checkHistory(history, name);
  const from = knownFrom(history, target, lag, name);
  const position = new Map(assets.map((asset, i) => [asset, i]));
  const changes: MembershipTimeline['changes'] = assets.map(() => []);
  const rows = history.assets.map((_, row) => row).sort(byAge(history));
  for (const row of rows) {
    const i = position.get(history.assets[row]);
    if (i !== undefined) changes[i].push({ from: from[row], isMember: history.isMember[row] });
  }
  return { assets: [...assets], changes };
}

/** Whether an asset is a member at the end of a period: what its latest change that is known then says. */
export function isMember({ changes }: MembershipTimeline, asset: number, period: number): boolean {
  return changes[asset].findLast(({ from }) => from <= period)?.isMember ?? false;
}

/** A universe by its members: the timeline of its assets, and what a reader should know of who is missing. */
export interface Members {
  timeline: MembershipTimeline;
  notes: string[];
}

/**
 * The members of a universe.
 *
 * @param known     tickers of the data, of which the universe may be a part
 * @param decisions periods at which somebody looks
 * @throws DataError `no-members` where no asset of the universe is one at any decision, and as `membershipTimeline`
 */
export function membersOf(
  history: MembershipHistory,
  { universe, known }: { universe: readonly string[]; known: readonly string[] },
  target: Pick<ReturnTable, 'dates' | 'frequency'>,
  decisions: readonly number[],
  options: { lag?: PublicationLag; name: string },
): Members {
  const timeline = membershipTimeline(history, universe, target, options);
  const isEver = (of: MembershipTimeline, asset: number): boolean =>
    decisions.some((period) => isMember(of, asset, period));
  const never = universe.filter((_, i) => !isEver(timeline, i));
  if (never.length === universe.length) {
    throw new DataError(
      'no-members',
      `${options.name}: none of the assets ${listed(universe)} is a member at any decision; the file has ${listed([...new Set(history.assets)])}`,
      'tickers must have the very same letters, and the days of membership cover the decisions',
      { file: options.name, assets: [...universe] },
    );
  }
  const inUniverse = new Set(universe);
  const others = [...new Set(history.assets)].filter((asset) => !inUniverse.has(asset));
  const outside = membershipTimeline(history, others, target, options);
  const left = others.filter((_, i) => isEver(outside, i));
  const hasData = new Set(known);
  const unseen = left.filter((asset) => !hasData.has(asset));
  const notChosen = left.filter((asset) => hasData.has(asset));
  return {
    timeline,
    notes: [
      ...(never.length === 0 ? [] : [`never a member at a decision: ${listed(never)}`]),
      ...(notChosen.length === 0 ? [] : [`members that assets leaves out: ${listed(notChosen)}`]),
      ...(unseen.length === 0 ? [] : [survivorship(unseen, timeline, outside, target.dates, decisions)]),
    ].map((note) => `membership ${options.name}: ${note}`),
  };
}

/** Members without data, and the decision at which they are the largest share of all members. */
function survivorship(
  unseen: readonly string[],
  timeline: MembershipTimeline,
  outside: MembershipTimeline,
  dates: readonly string[],
  decisions: readonly number[],
): string {
  const missing = new Set(unseen);
  const count = (of: MembershipTimeline, period: number, counts: (asset: string) => boolean): number =>
    of.assets.filter((asset, i) => counts(asset) && isMember(of, i, period)).length;
  let worst = { period: 0, without: 0, all: 1 };
  for (const period of decisions) {
    const without = count(outside, period, (asset) => missing.has(asset));
    const all = count(timeline, period, () => true) + count(outside, period, () => true);
    if (without * worst.all > worst.without * all) worst = { period, without, all };
  }
  return (
    `${unseen.length} ${unseen.length === 1 ? 'member has' : 'members have'} no data, at most ${worst.without} of ${worst.all} at one decision, on ` +
    `${dates[worst.period]}: ${listed(unseen)}. Results without them are those of the survivors`
  );
}

/** Histories need not come from `parseMembership`. */
function checkHistory(
  { assets, dates, availableFrom, isMember: members }: MembershipHistory,
  name: string,
): void {
  for (const [field, length] of [
    ['dates', dates.length],
    ['isMember', members.length],
  ] as const) {
    if (length === assets.length) continue;
    throw new DataError(
      'wrong-length',
      `${name}: ${field} has ${length} elements when ${assets.length} are expected`,
      'give one asset, one date and one membership a row',
      { file: name, name: field, length, expected: assets.length },
    );
  }
  refuseRepeatedRows(assets, { dates, availableFrom }, name);
}
