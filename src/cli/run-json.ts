import type { BacktestResult } from '../backtest/types.js';

/** What `mixfolio backtest --json` prints: the numbers of the summary, for programs. */
export function runJson(result: BacktestResult, files: readonly string[]): string {
  const { strategies, decisions, dataHash, engineVersion, frequency, periodsPerYear, notes } = result;
  const { periods } = strategies[0];
  return `${JSON.stringify({
    ...{ engineVersion, dataHash, frequency, periodsPerYear },
    decisions: { count: decisions.length, first: decisions[0].decision, last: decisions.at(-1)!.decision },
    periods: { count: periods.length, first: periods[0], last: periods.at(-1) },
    strategies: strategies.map(({ name, statistics, windows }) => {
      const having = (status: string): number => windows.filter((window) => window.status === status).length;
      return {
        ...{ name, statistics },
        windows: { ok: having('ok'), fallback: having('fallback'), skipped: having('skipped') },
        lastWeights: windows.at(-1)!.weights,
      };
    }),
    comparisons: result.comparisons ?? null,
    ...{ notes, files },
  })}\n`;
}
