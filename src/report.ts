/**
 * Reports without access to files: the script of their charts is part of this module.
 *
 * `import { renderReport } from 'mixfolio/report'`, in Node and browsers.
 *
 * @module mixfolio/report
 */
import type { BacktestResult } from './backtest/types.js';
import { reportClient } from './report/generated/client.js';
import { renderReport as renderPage } from './report/page.js';

/** A result as `backtest` returns it, or as parsed from a `result.json`. */
export type { BacktestResult };

/**
 * The report of a backtest, one HTML document that loads nothing: `report.html` of the command line.
 *
 * @param result as `backtest` returns it, or as parsed from a `result.json`, of an earlier version too; it is not checked
 * @returns the text of the document, some 600 kB for its charts and what the result takes
 */
export function renderReport(result: BacktestResult): string {
  return renderPage(result, reportClient);
}
