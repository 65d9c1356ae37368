/** Prices by date and asset. */
export interface PriceTable {
  /** unique tickers */
  assets: string[];
  /** ISO dates, ascending, unique */
  dates: string[];
  /** dates × assets, row-major; NaN marks a missing price */
  prices: Float64Array;
}

/** Length of a return period. */
export type Frequency = 'day' | 'week' | 'month';

/** Returns by period and asset: simple ones where nothing else is said. */
export interface ReturnTable {
  assets: string[];
  /** ISO date of the last trading day of each period, ascending */
  dates: string[];
  /** dates × assets, row-major; NaN marks a missing return */
  returns: Float64Array;
  frequency: Frequency;
  /** what was dropped or relabelled on the way, in words */
  notes: string[];
  /** where the last period had not ended when the data did, and was kept */
  unfinished?: true;
}

/** Periods per year: how means and variances of a period are annualised. */
export const periodsPerYear: Readonly<Record<Frequency, number>> = { day: 252, week: 52, month: 12 };

/** Which asset belongs to which classes. */
export interface ClassTable {
  assets: string[];
  classes: string[];
  /** assets × classes, row-major; 1 for a member, else 0 */
  indicators: Float64Array;
  /** assets that are in no class, for the caller to report */
  unclassified: string[];
}

/** When the entries of a file with dates count. */
export interface Dated {
  /** ISO day that each is for, that day included */
  dates: string[];
  /** ISO day from which each was known, null where the file does not say: then its date, or a lag after it */
  availableFrom: string[] | null;
}

/** Who was a member of a universe when: of each asset the latest row that was known counts. */
export interface MembershipHistory extends Dated {
  /** ticker of each row */
  assets: string[];
  /** whether it is a member from the row's date on */
  isMember: boolean[];
}

/** Classes as they changed over time: what a decision sees of an asset is its latest row that was known then. */
export interface ClassHistory extends Dated {
  /** ticker of each row; an asset has one row a date, or several that were known from different days */
  assets: string[];
  classes: string[];
  /** rows × classes, row-major; 1 for a member, else 0: an asset that leaves its classes has a row of 0 */
  indicators: Float64Array;
}

/** Events of assets, a row each, in any order: dividends, splits or delisting returns. */
export interface EventTable {
  /** ticker of each row */
  assets: string[];
  /** ISO day of each row; a ticker has one row a day */
  dates: string[];
  values: Float64Array;
}
