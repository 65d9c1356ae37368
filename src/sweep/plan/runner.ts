/** What a backtest gets its numbers from, where the engine alone is not all. */
import { usesLinearSolver } from '../../backtest/tail.js';
import type { ResolvedConfig } from '../../config/types.js';
import { linearSolverVersion } from '../../portfolio/tails/load-linear-solver.js';

/**
 * The engine, and for a backtest that solves linear programs HiGHS as it is here, which is no part of the worker's script: a
 * worker with another one makes another id of the backtest, and refuses it.
 *
 * @param solverVersion of HiGHS here
 * @returns a promise for such backtests alone
 * @throws ConfigError `missing-package` of such a backtest without the package
 */
export function runnerOf(
  engine: string,
  { strategies }: ResolvedConfig,
  solverVersion: () => Promise<string> = linearSolverVersion,
): string | Promise<string> {
  if (!strategies.some(usesLinearSolver)) return engine;
  return solverVersion().then((version) => `${engine} highs ${version}`);
}
