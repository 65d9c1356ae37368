import { resolveConfig } from '../config/resolve.js';
import { usesModel } from '../config/strategies.js';
import type { BacktestConfig } from '../config/types.js';
import type { Engine } from '../create-engine.js';
import { dataHash } from '../data/data-hash.js';
import { type PriceTable, periodsPerYear } from '../data/types.js';
import { formatFormula } from '../model/formula.js';
import { driftedWeights } from './accounting.js';
import { type Choice, decide, minimumsSetAside } from './decide.js';
import { backtestInputs } from './inputs.js';
import type { BacktestSources } from './inputs.types.js';
import { withRepairedKernels } from './kernels.js';
import { lastDecisionOf } from './last-decision.js';
import { modelFailures } from './model-failures.js';
import { noteExits, strategyResult } from './result.js';
import { periodSnapshot } from './period-snapshot.js';
import { snapshotOf } from './snapshot.js';
import type { BacktestDecision, BacktestResult } from './types.js';
import { type TrainingWindow, trainingWindow } from './window.js';

export interface BacktestOptions {
  /** called after each window */
  onProgress?: (done: number, total: number) => void;
  /** stops the run between two windows */
  signal?: AbortSignal;
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
  const { schedule, returns, riskFree } = inputs;
  const { strategies, model } = resolved;
  const withModel = strategies.some(usesModel);

  const choices: Choice[][] = strategies.map(() => []);
  const decisions: BacktestDecision[] = [];
  let lastWindow: TrainingWindow | undefined;
  const fits = modelFailures();
  const pause = pacemaker();
  for (const [index, decision] of schedule.entries()) {
    signal?.throwIfAborted();
    const window = trainingWindow(engine, inputs, resolved, decision);
    strategies.forEach((strategy, s) => {
      const last = choices[s].at(-1)?.weights;
      const previous =
        last && driftedWeights(last, schedule[index - 1].holdStart, decision.decision, returns, riskFree);
      const { minHeritability } = model;
      choices[s].push(decide(strategy, { engine, window, minHeritability, previous: previous ?? null }));
    });
    fits.see(window.fitted.result());
    const report = window.report();
    decisions.push({ ...report, notes: [...report.notes, ...minimumsSetAside(strategies, report.satOut)] });
    lastWindow = window;
    onProgress?.(index + 1, schedule.length);
    await pause();
  }
  signal?.throwIfAborted();

  const held = strategies.map((strategy, s) => strategyResult(strategy, choices[s], inputs));
  noteExits(
    decisions,
    held.map(({ account }) => account),
    inputs,
  );
  // The schedule holds at least one decision.
  const window = lastWindow!;
  const { decision } = decisions[decisions.length - 1];
  const results = held.map(({ result }) => result);
  return {
    config: resolved,
    formula: formatFormula(model),
    engineVersion: engine.version,
    dataHash: dataHash(data),
    frequency: returns.frequency,
    periodsPerYear: periodsPerYear[returns.frequency],
    universe: inputs.universe,
    notes: [
      ...inputs.notes,
      ...fits.notes(),
      ...(schedule[0].holdStart === returns.dates.length - 1
        ? ['1 holding period: too few for a volatility and a Sharpe ratio']
        : []),
    ],
    decisions,
    strategies: results,
    snapshot: {
      ...snapshotOf(window, decision, withModel),
      periods: withModel ? periodSnapshot(engine, window) : null,
    },
    lastDecision: lastDecisionOf(window, decision, results, withModel),
  };
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
