/** What the market of a training window has to do with its assets. */
import type { ResolvedConfig } from '../config/types.js';
import { parseFixedTerm } from '../model/terms.js';
import type { Panel } from '../model/types.js';
import { averageMarket } from './average-market.js';
import { selectReturns } from './eligibility.js';
import type { BacktestInputs } from './inputs.types.js';
import type { ScheduledDecision } from './schedule.js';

export interface WindowMarket {
  /** the market's return of each period from the first of the data to the decision */
  returns: Float64Array;
  /** the asset that is the market, null where none is */
  asset: string | null;
  /** other assets that are a straight line of the market, for the panel that they are left out of */
  lines: NonNullable<Panel['lines']>;
  /** whether the market is the average of the window's assets, for which a fit needs contrasts */
  isAverage: boolean;
  /** what a reader should know of assets left out and of an average that nobody called so */
  notes: string[];
}

/** Residual variance below this share of the whole is rounding of prices to five or six digits, not a tracker's error. */
const ROUNDING = 1e-6;

/** A straight line through fewer points than this says nothing. */
const FEWEST_PERIODS = 4;

/** How messages name the market: a ticker, `average`, or `price of sp500.csv`. */
export function marketName({ market }: Pick<ResolvedConfig, 'market'>): string {
  return typeof market === 'string' ? market : `${market.column} of ${market.path}`;
}

/**
 * The market of a window, judged by the window's own returns.
 *
 * Where the market comes from a file, an asset whose returns are the market's but for rounding *is* the market, and its
 * returns take the place of the file's; others may be a straight line a + b·m of it. None has a residual: they are no
 * part of the panel. A file whose returns are the mean of the window's assets is the average of the assets, which takes
 * its place where every fixed effect is per asset and one of them a slope on the market, and no history is short. (A ticker beside which another
 * asset has the same returns is left to be refused: one of the two is wrong.)
 *
 * @param positions of the assets that take part
 */
export function windowMarket(
  inputs: BacktestInputs,
  config: ResolvedConfig,
  positions: readonly number[],
  { trainStart, decision }: ScheduledDecision,
): WindowMarket {
  const { excess, market, marketAsset } = inputs;
  const takesPart = positions.some((position) => excess.assets[position] === marketAsset);
  const found: WindowMarket = {
    returns: market ?? new Float64Array(),
    asset: takesPart ? marketAsset : null,
    lines: {},
    isAverage: false,
    notes: [],
  };
  if (market === null) {
    return { ...found, returns: averageMarket(excess, positions, decision), isAverage: true };
  }
  if (typeof config.market === 'string') return found;
  const name = marketName(config);
  const window = market.subarray(trainStart, decision + 1);
  const column = (position: number): Float64Array =>
    selectReturns(excess, [position], trainStart, decision).returns;
  const inPlace = (values: Float64Array): Float64Array => {
    const returns = market.slice(0, decision + 1);
    returns.set(values, trainStart);
    return returns;
  };
  for (const position of positions) {
    const asset = excess.assets[position];
    const own = column(position);
    // an asset with a short history has no return in the first periods
    const seen = own.findIndex((value) => !Number.isNaN(value));
    const isMarket = isSame(own.subarray(seen), window.subarray(seen));
    const line = isMarket ? { intercept: 0, slope: 1 } : lineOf(own.subarray(seen), window.subarray(seen));
    if (line === null) continue;
    found.notes.push(
      `${asset} ${isMarket ? 'is the market' : 'is a straight line of the market'} ${name} in this window: it is no part of the ` +
        `panel, and enters with a loading of ${Number(line.slope.toPrecision(4))} and no residual`,
    );
    if (isMarket && seen === 0 && found.asset === null) {
      found.asset = asset;
      found.returns = inPlace(own);
    } else found.lines[asset] = { covariate: 'market', ...line };
  }
  if (found.asset !== null || Object.keys(found.lines).length > 0 || !hasOwnSlopes(config)) return found;
  const average = averageMarket(excess, positions, decision);
  const complete = !selectReturns(excess, positions, trainStart, decision).returns.some(Number.isNaN);
  if (positions.length < 2 || !complete || !isSame(window, average.subarray(trainStart))) return found;
  found.notes.push(`the market ${name} is the average of the ${positions.length} assets of this window`);
  return { ...found, returns: inPlace(average.subarray(trainStart)), isAverage: true };
}

/** Whether contrasts can be fitted: every fixed effect per asset, and a slope of each on the market. */
function hasOwnSlopes({ model }: ResolvedConfig): boolean {
  const terms = model.fixed.map(parseFixedTerm);
  return (
    terms.every(({ kind }) => kind === 'asset' || kind === 'assetSlope') &&
    terms.some((term) => 'covariate' in term && term.covariate === 'market')
  );
}

/** Whether two series differ by rounding alone. */
function isSame(a: Float64Array, b: Float64Array): boolean {
  const differences = a.map((value, t) => value - b[t]);
  let squares = 0;
  for (const difference of differences) squares += difference * difference;
  return a.length >= FEWEST_PERIODS && squares <= ROUNDING * moments(a, a).xx;
}

/** y = a + b·x but for rounding, null where it is not. */
function lineOf(y: Float64Array, x: Float64Array): { intercept: number; slope: number } | null {
  const { xx, yy, xy, meanX, meanY } = moments(x, y);
  if (x.length < FEWEST_PERIODS || !(xx > 0 && yy > 0) || yy - (xy * xy) / xx > ROUNDING * yy) return null;
  return { intercept: meanY - (xy / xx) * meanX, slope: xy / xx };
}

/** Means, and sums of squares and products about them. */
function moments(x: Float64Array, y: Float64Array) {
  const mean = (values: Float64Array): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  let [xx, yy, xy] = [0, 0, 0];
  for (let t = 0; t < x.length; t++) {
    xx += (x[t] - meanX) * (x[t] - meanX);
    yy += (y[t] - meanY) * (y[t] - meanY);
    xy += (x[t] - meanX) * (y[t] - meanY);
  }
  return { xx, yy, xy, meanX, meanY };
}
