/** One backtest of a sweep, as a row of numbers and a series of returns. */
import { finishedRun } from '../../backtest/finished-run.js';
import { outcomeOf } from '../../backtest/result.js';
import { modelFailures } from '../../backtest/model-failures.js';
import { runStatistics } from '../../backtest/run-statistics.js';
import type { SharedData } from '../../backtest/shared-data.js';
import { usesLinearSolver } from '../../backtest/tail.js';
import type { ResolvedConfig } from '../../config/types.js';
import type { Engine } from '../../create-engine.js';
import { EngineError, MixfolioError } from '../../errors.js';
import { loadLinearSolver } from '../../portfolio/tails/load-linear-solver.js';
import type { BacktestStatistics } from '../../statistics/types.js';
import type { BundledData } from '../data/bundle.js';

/** What became of a backtest. */
export interface Trial {
  status: 'ok' | 'refused';
  /** of the error that it was refused with */
  code: string | null;
  error: string | null;
  windows: number;
  /** windows in which something else was used than the strategy says, and in which nothing was held */
  fallbacks: number;
  skipped: number;
  /** of the first such window */
  reason: string | null;
  /** on data and model, a line each */
  notes: string | null;
  /** null where it was refused */
  statistics: BacktestStatistics | null;
  /** last days of the holding periods, and by each what was earned */
  dates: string[];
  netReturns: Float64Array;
  riskFree: Float64Array;
}

/**
 * Runs a configuration of one strategy. An error of configuration, data or model is what the backtest came to, and the
 * same wherever it is run; one of the engine is not, and is thrown on.
 */
export async function runTrial(
  engine: Engine,
  { prices, sources }: BundledData,
  shared: SharedData,
  config: ResolvedConfig,
): Promise<Trial> {
  try {
    return await ran(engine, { prices, sources }, shared, config);
  } catch (error) {
    if (!(error instanceof MixfolioError) || error instanceof EngineError) throw error;
    const { code, message } = error;
    return {
      ...{ status: 'refused', code, error: message, windows: 0, fallbacks: 0, skipped: 0 },
      ...{ reason: null, notes: null, statistics: null },
      ...{ dates: [], netReturns: new Float64Array(), riskFree: new Float64Array() },
    };
  }
}

async function ran(
  engine: Engine,
  { prices, sources }: BundledData,
  shared: SharedData,
  config: ResolvedConfig,
): Promise<Trial> {
  const { inputs, record, accounts, notes } = await finishedRun(noThreads, engine, prices, config, {
    sources,
    shared,
    ...(config.strategies.some(usesLinearSolver) && { linearSolver: await loadLinearSolver() }),
  });
  const { schedule, returns } = inputs;
  const first = schedule.first.holdStart;
  const outcomes = Array.from({ length: schedule.length }, (_, index) =>
    outcomeOf(0, index, accounts[0].lostAt, record, inputs),
  );
  const count = (status: string): number => outcomes.filter((outcome) => outcome.status === status).length;
  const said = [...inputs.notes, ...notes, ...modelFailures(record.host, schedule.length)];
  return {
    ...{ status: 'ok', code: null, error: null, windows: schedule.length },
    ...{ fallbacks: count('fallback'), skipped: count('skipped') },
    reason: outcomes.find(({ status }) => status !== 'ok')?.reason ?? null,
    notes: said.length === 0 ? null : said.join('\n'),
    statistics: runStatistics(accounts, config, inputs).of(0, record.weights[0]),
    dates: returns.dates.slice(first),
    netReturns: accounts[0].netReturns,
    riskFree: inputs.riskFree.subarray(first),
  };
}

/** A backtest of a sweep stays in its thread: sweeps have a thread for each. */
function noThreads(): never {
  throw new Error('a backtest of a sweep was to start threads');
}
