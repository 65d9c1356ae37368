import type { ResolvedConfig } from '../config/types.js';
import { pickSeries } from '../data/series.js';
import { spanNotes } from '../data/stamps.js';
import type { PriceTable } from '../data/types.js';
import type { BacktestSources } from './inputs.types.js';

/** What the notes of a run say of series whose values count later than they are stamped. */
export function stampNotes(
  { market, riskFree, covariates = {} }: ResolvedConfig,
  sources: BacktestSources,
): string[] {
  const notesOf = (what: string, column: string, table: PriceTable | undefined): string[] =>
    table === undefined ? [] : spanNotes(what, pickSeries(table, column, what).dates);
  return [
    ...(typeof market === 'string' ? [] : notesOf(`market ${market.path}`, market.column, sources.market)),
    ...(typeof riskFree === 'number'
      ? []
      : notesOf(`risk-free rate ${riskFree.path}`, riskFree.column, sources.riskFree)),
    ...Object.entries(covariates).flatMap(([name, { column }]) =>
      notesOf(`covariate ${name}`, column, sources.covariates?.[name]),
    ),
  ];
}
