/** The calendar month that each period ends in: a factor with the levels 01 … 12. */
export function month(dates: readonly string[]): string[] {
  return dates.map((date) => date.slice(5, 7));
}
