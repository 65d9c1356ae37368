import { benchmarkReturns } from '../backtest/benchmark.js';
import { turn } from '../backtest/calling-thread.js';
import { type Choice, decide, minimumsSetAside } from '../backtest/decide.js';
import { backtestInputs } from '../backtest/inputs.js';
import type { BacktestInputs, BacktestSources } from '../backtest/inputs.types.js';
import { withRepairedKernels } from '../backtest/kernels.js';
import { decisionAtEnd } from '../backtest/schedule.js';
import { strictError } from '../backtest/strict.js';
import { solverFor } from '../backtest/tail.js';
import { trainingWindow } from '../backtest/window.js';
import { nearNameNotes } from '../config/near-names.js';
import { resolveConfig } from '../config/resolve.js';
import type { BacktestConfig, ResolvedConfig } from '../config/types.js';
import type { Engine } from '../create-engine.js';
import { dataHash } from '../data/data-hash.js';
import { type PriceTable, periodsPerYear } from '../data/types.js';
import type { LinearSolver } from '../portfolio/tails/linear-solver.js';
import { refuse } from '../problems.js';
import { orderNotes, orderProblems } from './order-problems.js';
import { pathHoldings } from './path-holdings.js';
import { heldOnPaths } from './paths.js';
import { splicedInputs } from './spliced-inputs.js';
import {
  type CombinatorialSplit,
  combinatorialPurgedSplits,
  type CombinatorialSplitOptions,
} from './splits.js';
import type { CrossValidation, CrossValidationSplit } from './types.js';

/** Folds, purge and embargo, and how the run reports and stops. */
export interface CrossValidationOptions extends Omit<CombinatorialSplitOptions, 'periods'> {
  /** the files that the configuration names, read by the caller */
  sources?: BacktestSources;
  /** called after each split with how many are done, of how many */
  onProgress?: (done: number, total: number) => void;
  /** stops the run between two splits */
  signal?: AbortSignal;
  /** solves the linear programs of the objective `minimumCVaR`: `await loadLinearSolver()` in Node */
  linearSolver?: LinearSolver;
}

/**
 * Combinatorial purged cross-validation of the configured strategies: each split's model, covariances and weights are made
 * of its training periods by the code of the backtest's windows, its test folds are held with these weights, and the folds
 * are put together to φ paths over all periods, of each of which a strategy has its statistics.
 *
 * Training periods may lie after those tested: this says how much of a result is luck of the one order in which history
 * came, not what could have been earned. On a path the weights change at the beginning of each fold; within it they drift
 * and are brought back as often as `backtest.rebalance` says, and `backtest.costs` are charged. Of `backtest` nothing else
 * but `strict` is read: `purge` is what `lag` is to a walk forward, an asset takes part where it has all returns of the
 * training set, and a strategy has no previous weights: none to fall back on,
 * no limit on trading, and costs of trading in its objective are those of buying from cash.
 *
 * @param data prices, or returns where `config.input` says so
 * @throws ConfigError `needs-order` for what cannot be had of periods that do not follow one another: the covariates trend,
 *         volatility and regime, half-lives, filtered loadings, a membership, classes and matrices with dates; as
 *         `combinatorialPurgedSplits`; as `backtest`
 * @throws ConfigError `missing-solver` of the objective `minimumCVaR`
 * @throws DataError as `backtest`; `market-missing` where the market lacks any period
 * @throws BacktestError `strict` where `backtest.strict` is set
 * @throws the signal's reason when it is aborted
 * @see docs/backtests.md#cross-validation
 *
 * @example
 * ```ts
 * import { createEngine, crossValidate, simulatePrices } from 'mixfolio';
 *
 * const { prices } = simulatePrices({ seed: 1 });
 * const config = { frequency: 'month' as const, market: 'SPY', strategies: [{ name: 'ledoitWolf' }] };
 * const { strategies } = await crossValidate(await createEngine(), prices, config, { folds: 6, testFolds: 2 });
 * console.log(strategies[0].paths.length, strategies[0].distribution.sharpe?.median.toFixed(3));
 * // prints
 * //   5 -0.527
 * ```
 */
export async function crossValidate(
  engine: Engine,
  data: PriceTable,
  config: BacktestConfig,
  { sources = {}, onProgress, signal, linearSolver, ...options }: CrossValidationOptions,
): Promise<CrossValidation> {
  signal?.throwIfAborted();
  const resolved = resolveConfig(config);
  const solver = solverFor(resolved.strategies, linearSolver);
  const wholeData = (periods: number) => decisionAtEnd(periods, periods);
  const read = backtestInputs(data, resolved, sources, ({ dates }) => wholeData(dates.length));
  refuse(orderProblems(resolved, read));
  const inputs = withRepairedKernels(engine, read, resolved);
  const { returns, universe } = inputs;
  const { folds, splits, paths } = combinatorialPurgedSplits({ ...options, periods: returns.dates.length });
  const chosen: ChosenSplit[] = [];
  for (const split of splits) {
    chosen.push(chooseIn(engine, inputs, resolved, split, solver));
    onProgress?.(chosen.length, splits.length);
    await turn();
    signal?.throwIfAborted();
  }
  const holdings = pathHoldings(folds, resolved, returns.dates);
  const benchmark = benchmarkReturns(data, resolved, returns, holdings.schedule);
  const { strategies, notes } = heldOnPaths(
    { ...inputs, schedule: holdings.schedule, benchmark },
    resolved,
    holdings,
    paths.map((served) => served.map((split) => chosen[split].weights)),
  );
  return {
    config: resolved,
    engineVersion: engine.version,
    dataHash: dataHash(data),
    frequency: returns.frequency,
    periodsPerYear: periodsPerYear[returns.frequency],
    universe,
    notes: [...inputs.notes, ...nearNameNotes(resolved), ...orderNotes(resolved, inputs), ...notes],
    periods: returns.dates,
    folds: folds.map(({ start, end }) => ({
      start: returns.dates[start],
      end: returns.dates[end - 1],
      periods: end - start,
    })),
    splits: chosen.map(({ shown }) => shown),
    paths,
    strategies,
  };
}

interface ChosenSplit {
  shown: CrossValidationSplit;
  /** by strategy: weights by asset of the universe */
  weights: Float64Array[];
}

/** What the training set of a split shows, and what the strategies make of it. */
function chooseIn(
  engine: Engine,
  inputs: BacktestInputs,
  config: ResolvedConfig,
  { train, testFolds }: CombinatorialSplit,
  linearSolver: LinearSolver | null,
): ChosenSplit {
  const { strategies, model, backtest } = config;
  const spliced = splicedInputs(inputs, train);
  const window = trainingWindow(engine, spliced, config, spliced.schedule.first);
  const { minHeritability } = model;
  const choices = strategies.map((strategy): Choice => {
    const choice = decide(strategy, {
      ...{ engine, window, minHeritability, previous: () => null, linearSolver },
      functions: {},
    });
    if (!backtest.strict || choice.status === 'ok') return choice;
    throw strictError(strategy.name, choice, `where the folds ${testFolds.join(', ')} are tested`, {
      testFolds,
    });
  });
  const { satOut, notes, fit, conditionNumbers, posteriors, stacks } = window.report();
  return {
    weights: choices.map(({ weights }) => weights),
    shown: {
      trainPeriods: train.length,
      trainStart: spliced.returns.dates[0],
      trainEnd: spliced.returns.dates[train.length - 1],
      testFolds,
      satOut,
      notes: [
        ...notes,
        ...minimumsSetAside(strategies, satOut),
        ...choices.flatMap((choice) => choice.notes ?? []),
      ],
      fit,
      conditionNumbers,
      ...(posteriors === undefined ? {} : { posteriors }),
      ...(stacks === undefined ? {} : { stacks }),
      choices: choices.map(({ weights, status, reason, used, tail }, s) => ({
        ...{ name: strategies[s].name, status, reason, used },
        ...(tail && { tail }),
        weights: Object.fromEntries(inputs.universe.map((asset, i) => [asset, weights[i]])),
      })),
    },
  };
}
