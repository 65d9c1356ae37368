/** How much of a sweep a report shows, so that it stays a file that opens: what is left out is said where it is. */
export const limits = {
  /** groups with sections of their own; all have a row among the verdicts */
  groups: 8,
  /** parameters with a table and a chart of their own, those that explain most */
  parameters: 10,
  /** levels of a parameter in tables and charts, those with most trials */
  levels: 30,
  /** levels on an axis of a heat map; names that are more are not mapped */
  mappedLevels: 24,
  /** cells of heat maps, over all pairs and groups */
  cells: 16_000,
  /** pairs with a table of their own */
  pairTables: 3,
  /** bins of a histogram of Sharpe ratios */
  bins: 60,
  /** bins of a histogram of ranks */
  rankBins: 20,
  /** points of a scatter plot, over all groups */
  points: 4_000,
  /** rows of a table of causes, jobs or neighbours */
  rows: 50,
  /** sentences of a list of notes */
  notes: 200,
  /** letters of the configuration */
  configuration: 100_000,
} as const;
