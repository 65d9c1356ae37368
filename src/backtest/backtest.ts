import { nearNameNotes } from '../config/near-names.js';
import { resolveConfig } from '../config/resolve.js';
import { usesModel } from '../config/strategies.js';
import type { BacktestConfig, ResolvedConfig } from '../config/types.js';
import type { Engine } from '../create-engine.js';
import { type PriceTable, periodsPerYear } from '../data/types.js';
import { engineOf } from '../engine-of.js';
import { coreOf } from '../engine/core.js';
import { anotherOf } from '../engine/further.js';
import { formatFormula } from '../model/formula.js';
import type { LinearSolver } from '../portfolio/tails/linear-solver.js';
import { type Checkpoint, checkpointing, type CheckpointOptions } from './checkpoint.js';
import type { BacktestSources } from './inputs.types.js';
import { type FinishedRun, finishedRun } from './finished-run.js';
import { runForecastScores } from './forecast-scores.js';
import { lastDecisionOf } from './last-decision.js';
import { modelFailures } from './model-failures.js';
import { once } from './outcome.js';
import type { Threads } from './parallel/protocol.js';
import { periodSnapshot } from './period-snapshot.js';
import { exitNotes, strategyResult } from './result.js';
import { runStatistics } from './run-statistics.js';
import { effectsSnapshot } from './effects.js';
import { snapshotOf } from './snapshot.js';
import { spectraOf } from './spectra.js';
import { pickNote, selectionResult, withSelected } from '../selection/result.js';
import { selectionRun } from '../selection/run.js';
import { strategyTests } from './strategy-tests.js';
import type { BacktestResult } from './types.js';
import { functionNotes, type FunctionsByStrategy } from './user-functions.js';
import { view } from './view.js';
import { withScoring } from './with-scoring.js';
import { trainingWindow } from './window.js';

/** What a run takes beside its configuration; none of it changes a number but `functions`. */
export interface BacktestOptions {
  /**
   * called after each window with how many are done, of how many: those of each candidate of a selection count, and with
   * `backtest.forecastScores` each window once more, as it is scored
   */
  onProgress?: (done: number, total: number) => void;
  /** stops the run: between two windows, and workers at once */
  signal?: AbortSignal;
  /**
   * whether the condition numbers in `decisions` are computed in the run, or when these are first read (default), from the
   * same data and variances: they take a fifth of a run's time
   */
  conditionNumbers?: 'in the run' | 'when read';
  /** the files that the configuration names, read by the caller */
  sources?: BacktestSources;
  /**
   * threads that the windows are spread over: 1, the default, is the calling one, more are so many workers, at most one for
   * each chunk of 64 windows, and the calling one until they have come up; `auto` is one a core once the run shows that it is long. Results have the same bits.
   */
  workers?: number | 'auto';
  /**
   * the caller's own functions in the places of a strategy's parts, by the name of the strategy: its covariance, expected
   * returns, constraints, objective, fallback. The run then stays in the calling thread
   */
  functions?: FunctionsByStrategy;
  /**
   * solves the linear programs of the objective `minimumCVaR`, in the calling thread; by default that of the package highs,
   * which Node loads in every thread, and a page does not: `highsSolver(await loadHighs())`
   */
  linearSolver?: LinearSolver;
  /** saves where the run stands, now and then and when it is stopped before its end */
  checkpoint?: CheckpointOptions;
  /** where a run of the same configuration, prices and files stands, which this one goes on from, to the same bits */
  resume?: Checkpoint;
  /** the worker's script, `mixfolio/worker-browser.js` or `mixfolio/worker-node.js`, where it is not beside the library */
  workerScript?: string | URL;
}

/**
 * Walk-forward backtest: at each decision every strategy gets weights from the data up to that day, which are held,
 * drift and pay their costs until the next decision's are.
 *
 * Each window depends on its own data alone: no later price changes a weight in any bit, and no other strategy by more than
 * rounding.
 * What fails within a window falls back with its reason, see the windows' `status`.
 *
 * With `config.selection` the result has one strategy more, which at each decision holds what the candidate has chosen
 * whose own backtest has done best up to that decision.
 *
 * @param data   prices, or returns where `config.input` says so
 * @param config as in the JSON file; its `prices` is not read here
 * @throws ConfigError as `resolveConfig`, `unknown-ticker`, `unknown-benchmark`, `ambiguous-benchmark`,
 *         `infeasible-bounds`, `source-not-loaded`
 * @throws DataError `too-few-periods`, `market-missing`, `missing-asset`, `indefinite-kernel`, and what reading the
 *         series throws
 * @throws ModelError `kernel-asymmetric`, `kernel-not-finite`, … of a kernel given as a matrix
 * @throws ConfigError `unknown-strategy`, `unknown-place`, `unused-place`, `not-a-function`, `functions-in-workers` of functions
 * @throws BacktestError `strict` where `backtest.strict` is set, for the first window that is not `ok` for a strategy
 * @throws ConfigError `missing-package`, `missing-solver`, `solver-in-workers` of the objective `minimumCVaR`
 * @throws ConfigError `checkpoint-mismatch`, `bad-checkpoint` of `resume`
 * @throws ConfigError `bad-workers`; EngineError `worker-not-started`, `worker-died`, `worker-version`
 * @throws the signal's reason when it is aborted
 *
 * @example
 * ```ts
 * import { backtest, createEngine, simulatePrices } from 'mixfolio';
 *
 * const { prices } = simulatePrices({ seed: 1 });
 * const { strategies } = await backtest(await createEngine(), prices, {
 *   frequency: 'month',
 *   market: 'SPY',
 *   backtest: { train: 36, rebalance: 3, costs: 0.001 },
 * });
 * for (const { name, statistics } of strategies) console.log(name, statistics.annualVolatility?.toFixed(4));
 * // prints
 * //   systematic 0.0523
 * //   sample 0.0509
 * //   ledoitWolf 0.0578
 * //   equalWeight 0.1259
 * ```
 */
export function backtest(
  engine: Engine,
  data: PriceTable,
  config: BacktestConfig,
  options: BacktestOptions = {},
): Promise<BacktestResult> {
  return backtestOn(() => import('./parallel/web-threads.js'), engine, data, config, options);
}

/** One walk forward, which is all of the run. */
function wholeRun(
  threads: () => Promise<Threads>,
  engine: Engine,
  data: PriceTable,
  config: ResolvedConfig,
  { checkpoint, resume, ...options }: BacktestOptions,
): Promise<FinishedRun> {
  const own = checkpointing({ checkpoint, resume }, 1)(0);
  return finishedRun(threads, engine, data, config, { ...options, checkpointing: own });
}

/** `backtest` where workers are started as `threads` does. */
export async function backtestOn(
  threads: () => Promise<Threads>,
  engine: Engine,
  data: PriceTable,
  config: BacktestConfig,
  given: BacktestOptions,
): Promise<BacktestResult> {
  given.signal?.throwIfAborted();
  const resolved = resolveConfig(config);
  const { options, scoring } = withScoring(given, resolved);
  const selecting =
    resolved.selection === undefined
      ? null
      : await selectionRun(threads, engine, data, resolved, resolved.selection, options);
  const run = selecting?.run ?? (await wholeRun(threads, engine, data, resolved, options));
  const { inputs, runner, record, dataHash, notes } = run;
  const { schedule, returns, universe } = inputs;
  const { strategies, model } = resolved;
  // the strategies of the configuration, and the one that is made of candidates
  const named = selecting === null ? strategies : [...strategies, selecting.selection];
  const accounts = selecting === null ? run.accounts : [...run.accounts, selecting.account];
  const choices = selecting?.choices ?? record;
  const withModel = strategies.some(usesModel);
  const forecasts = resolved.backtest.forecastScores
    ? { forecastScores: await runForecastScores(engine, inputs, resolved, scoring) }
    : {};
  const exits = exitNotes(accounts, inputs);
  const { benchmark } = resolved;
  const statistics = runStatistics(accounts, { benchmark, strategies: named }, inputs);
  const results = named.map((strategy, s) =>
    strategyResult(strategy, s, accounts[s], choices, inputs, statistics, resolved.backtest.capital),
  );
  const selection = selecting && selectionResult(selecting, resolved);
  const decision = returns.dates[schedule.last.decision];
  const portfolios = Object.fromEntries(
    results.map(({ name, columns }) => {
      const weights = columns!.weights.subarray(-universe.length);
      return [name, Object.fromEntries(universe.map((asset, i) => [asset, weights[i]]))];
    }),
  );
  // what is read later has an engine of its own: the user's may be gone by then
  const core = coreOf(engine);
  const reader = core === undefined ? engine : engineOf(anotherOf(core));
  const lastWindow = once(() => trainingWindow(reader, inputs, resolved, schedule.last));
  const result = view(
    {
      config: resolved,
      formula: formatFormula(model),
      engineVersion: engine.version,
      dataHash,
      frequency: returns.frequency,
      periodsPerYear: periodsPerYear[returns.frequency],
      universe,
      notes: [
        ...inputs.notes,
        ...nearNameNotes({ strategies, model }),
        ...functionNotes(options.functions ?? {}),
        ...notes,
        ...modelFailures(record.host, schedule.length),
        ...(schedule.first.holdStart === returns.dates.length - 1
          ? ['1 holding period: too few for a volatility and a Sharpe ratio']
          : []),
      ],
      ...(selection && { selection }),
      strategies: results,
      ...forecasts,
    },
    {
      trials: () =>
        selection === null
          ? statistics.trials()
          : withSelected(runStatistics(run.accounts, resolved, inputs).trials(), selection),
      comparisons: () =>
        strategyTests(
          reader,
          results.map(({ name, columns }) => ({ name, netReturns: columns!.netReturns })),
          inputs.riskFree.subarray(schedule.first.holdStart),
          resolved,
        ),
      decisions: () =>
        runner.decisions(record).map((seen, index) => ({
          ...seen,
          notes: [
            ...seen.notes,
            ...(exits.get(index) ?? []),
            ...(selecting === null ? [] : [pickNote(selecting, index)]),
          ],
        })),
      snapshot: () => {
        const matrices = snapshotOf(lastWindow(), decision, withModel);
        const { assets } = matrices;
        return {
          ...matrices,
          periods: withModel ? periodSnapshot(reader, lastWindow()) : null,
          spectra: assets.length === 0 ? null : spectraOf(reader, lastWindow(), assets, strategies),
          effects: withModel ? effectsSnapshot(reader, lastWindow()) : null,
        };
      },
      lastDecision: () => lastDecisionOf(lastWindow(), decision, portfolios, withModel),
    },
  );
  return core === undefined ? { ...result } : result;
}
