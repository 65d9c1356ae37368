/** A first configuration for a file of prices: what its tickers and dates suggest. */
import { dayNumber } from '../data/calendar.js';
import { medianSpacing, refuseCoarser } from '../data/spacing.js';
import type { Frequency, PriceTable } from '../data/types.js';

/** What the configuration is made of beside the prices. */
export interface FirstChoices {
  market: string;
  frequency: Frequency;
  /** periods */
  train: number;
  rebalance: number;
}

/** Funds and indices of a whole market, the usual ones first. */
const markets = ['SPY', 'VTI', 'VOO', 'IVV', '^GSPC', 'SPX', 'ACWI', 'VT', 'URTH', 'QQQ', 'MKT', 'MARKET'];

const usual: Record<Frequency, { days: number; train: number; rebalance: number }> = {
  month: { days: 30.4, train: 36, rebalance: 3 },
  week: { days: 7, train: 104, rebalance: 4 },
  day: { days: 1.45, train: 252, rebalance: 21 },
};

/**
 * A ticker of a market where the data have a usual one, else the average of the assets; the longest period of which there
 * are 60 in the data, which come that often at least; a training window of at most half of them.
 *
 * @param chosen what is decided already
 * @throws DataError `too-coarse` for data that come less than once a month
 */
export function firstChoices(
  { assets, dates }: PriceTable,
  chosen: Partial<FirstChoices> = {},
): FirstChoices {
  refuseCoarser(dates, 'month', 'the prices');
  const spacing = medianSpacing(dates);
  const days = dayNumber(dates[dates.length - 1]) - dayNumber(dates[0]);
  const periodsOf = (frequency: Frequency): number => Math.floor(days / usual[frequency].days);
  const possible = (['month', 'week', 'day'] as const).filter(
    (frequency) => frequency === 'month' || spacing < (frequency === 'week' ? 12 : 5),
  );
  const frequency =
    chosen.frequency ?? possible.find((one) => periodsOf(one) >= 60) ?? possible[possible.length - 1];
  const { train, rebalance } = usual[frequency];
  const known = markets.find((market) => assets.some((asset) => asset.toUpperCase() === market));
  return {
    market: chosen.market ?? assets.find((asset) => asset.toUpperCase() === known) ?? 'average',
    frequency,
    train: chosen.train ?? Math.max(2, Math.min(train, Math.floor(periodsOf(frequency) / 2))),
    rebalance: chosen.rebalance ?? rebalance,
  };
}

/**
 * The configuration as it is written.
 *
 * @param schema address of the schema, for editors
 * @param prices path of the prices as the configuration names it
 */
export function firstConfig(schema: string, prices: string, { market, frequency, ...walk }: FirstChoices) {
  return { $schema: schema, prices, frequency, market, backtest: walk };
}
