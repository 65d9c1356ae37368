import { resolveConfig } from '../config/resolve.js';
import { usesModel } from '../config/strategies.js';
import type { BacktestConfig } from '../config/types.js';
import type { Engine } from '../create-engine.js';
import { dataHash } from '../data/data-hash.js';
import { type PriceTable, periodsPerYear } from '../data/types.js';
import { formatFormula } from '../model/formula.js';
import { backtestInputs } from './inputs.js';
import type { BacktestSources } from './inputs.types.js';
import { withRepairedKernels } from './kernels.js';
import { lastDecisionOf } from './last-decision.js';
import { modelFailures } from './model-failures.js';
import { exitNotes, strategyResult } from './result.js';
import { windowRunner } from './run-windows.js';
import { periodSnapshot } from './period-snapshot.js';
import { snapshotOf } from './snapshot.js';
import type { BacktestResult } from './types.js';
import { view } from './view.js';

export interface BacktestOptions {
  /** called after each window */
  onProgress?: (done: number, total: number) => void;
  /** stops the run between two windows */
  signal?: AbortSignal;
  /**
   * whether the condition numbers in `decisions` are computed in the run, or when these are first read (default), from the
   * same data and variances: they take a fifth of a run's time
   */
  conditionNumbers?: 'in the run' | 'when read';
  /** the files that the configuration names, read by the caller */
  sources?: BacktestSources;
}

/** How long the loop keeps the event loop waiting. */
const LONGEST_TURN_MILLISECONDS = 50;

/**
 * Walk-forward backtest: at each decision every strategy gets weights from the data up to that day, which are held,
 * drift and pay their costs until the next decision's are.
 *
 * Each window depends on its own data alone, so that neither a later price nor another strategy changes a weight.
 * What fails within a window falls back with its reason, see the windows' `status`.
 *
 * @param data   prices, or returns where `config.input` says so
 * @param config as in the JSON file; its `prices` is not read here
 * @throws ConfigError as `resolveConfig`, `unknown-ticker`, `infeasible-bounds`, `source-not-loaded`
 * @throws DataError `too-few-periods`, `market-missing`, `missing-asset`, `indefinite-kernel`, and what reading the
 *         series throws
 * @throws ModelError `kernel-asymmetric`, `kernel-not-finite`, … of a kernel given as a matrix
 * @throws the signal's reason when it is aborted
 */
export async function backtest(
  engine: Engine,
  data: PriceTable,
  config: BacktestConfig,
  options: BacktestOptions = {},
): Promise<BacktestResult> {
  const { onProgress, signal, sources = {} } = options;
  signal?.throwIfAborted();
  const resolved = resolveConfig(config);
  const inputs = withRepairedKernels(engine, backtestInputs(data, resolved, sources), resolved);
  const { schedule, returns, universe } = inputs;
  const { strategies, model } = resolved;
  const withModel = strategies.some(usesModel);

  const runner = windowRunner(engine, inputs, resolved, options.conditionNumbers === 'in the run');
  const record = runner.record(0, schedule.length);
  const pause = pacemaker();
  for (let index = 0; index < schedule.length;) {
    const next = runner.run(index, record);
    for (; index < next; index++) {
      signal?.throwIfAborted();
      onProgress?.(index + 1, schedule.length);
    }
    await pause();
  }
  signal?.throwIfAborted();

  const held = strategies.map((strategy, s) => strategyResult(strategy, s, record, inputs));
  const exits = exitNotes(
    held.map(({ account }) => account),
    inputs,
  );
  const window = runner.window(schedule.length - 1);
  const decision = returns.dates[schedule.last.decision];
  const portfolios = Object.fromEntries(
    strategies.map(({ name }, s) => {
      const weights = held[s].result.columns!.weights.subarray(-universe.length);
      return [name, Object.fromEntries(universe.map((asset, i) => [asset, weights[i]]))];
    }),
  );
  return view(
    {
      config: resolved,
      formula: formatFormula(model),
      engineVersion: engine.version,
      dataHash: dataHash(data),
      frequency: returns.frequency,
      periodsPerYear: periodsPerYear[returns.frequency],
      universe,
      notes: [
        ...inputs.notes,
        ...modelFailures(record.host, schedule.length),
        ...(schedule.first.holdStart === returns.dates.length - 1
          ? ['1 holding period: too few for a volatility and a Sharpe ratio']
          : []),
      ],
      strategies: held.map(({ result }) => result),
      snapshot: {
        ...snapshotOf(window, decision, withModel),
        periods: withModel ? periodSnapshot(engine, window) : null,
      },
      lastDecision: lastDecisionOf(window, decision, portfolios, withModel),
    },
    {
      decisions: () =>
        runner.decisions(record).map((seen, index) => ({
          ...seen,
          notes: [...seen.notes, ...(exits.get(index) ?? [])],
        })),
    },
  );
}

/** A pause that lets the event loop run when its last turn is long ago: an abort arrives, a page stays alive. */
function pacemaker(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < LONGEST_TURN_MILLISECONDS) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    last = performance.now();
  };
}
