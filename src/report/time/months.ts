import type { BacktestResult } from '../../backtest/types.js';
import { monthlyReturns, type YearOfReturns } from '../../statistics/monthly-returns.js';

export interface MonthsOfStrategy {
  name: string;
  years: YearOfReturns[];
}

/** Net returns by year and month of each strategy whose returns are all numbers. */
export function monthsByStrategy({ strategies }: BacktestResult): MonthsOfStrategy[] {
  return strategies.flatMap(({ name, periods, netReturns }) =>
    netReturns.length > 0 && netReturns.every(Number.isFinite)
      ? [{ name, years: monthlyReturns(periods, netReturns) }]
      : [],
  );
}

/** The same to a hundredth of a percent, as shipped. */
export function roundedMonths(months: readonly MonthsOfStrategy[]): MonthsOfStrategy[] {
  const round = (value: number | null): number | null => (value === null ? null : Number(value.toFixed(4)));
  return months.map(({ name, years }) => ({
    name,
    years: years.map(({ year, months, total }) => ({ year, months: months.map(round), total: round(total) })),
  }));
}
