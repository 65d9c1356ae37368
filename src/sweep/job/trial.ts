/** Backtests of a sweep, each as a row of numbers and a series of returns. */
import { linearCosts } from '../../backtest/accounting/cost-model.js';
import { accountKeeper, type StrategyAccount } from '../../backtest/accounting/keeper.js';
import { type FinishedRun, finishedRun } from '../../backtest/finished-run.js';
import type { BacktestInputs } from '../../backtest/inputs.types.js';
import { outcomeOf } from '../../backtest/result.js';
import { modelFailures } from '../../backtest/model-failures.js';
import { runStatistics } from '../../backtest/run-statistics.js';
import type { SharedData } from '../../backtest/shared-data.js';
import { usesLinearSolver } from '../../backtest/tail.js';
import type { ResolvedConfig } from '../../config/types.js';
import type { Engine } from '../../create-engine.js';
import { EngineError, MixfolioError } from '../../errors.js';
import type { LinearSolver } from '../../portfolio/tails/linear-solver.js';
import { loadLinearSolver } from '../../portfolio/tails/load-linear-solver.js';
import type { BacktestStatistics } from '../../statistics/types.js';
import type { BundledData } from '../data/bundle.js';
import type { FieldTexts } from '../plan/identity.js';
import { decisionsKey, sharingDecisions } from './decisions.js';

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

/** Strategies of one run at most. */
const MOST_STRATEGIES = 64;

/** A configuration of one strategy, and the texts of its fields. */
export interface TrialConfig {
  config: ResolvedConfig;
  texts: FieldTexts;
}

/**
 * Runs configurations on the same data. Those that share their decisions, see `decisionsKey`, do their windows once, and each
 * comes to the bits that it would come to alone. An error of configuration, data or model is what a backtest came to, and
 * the same wherever it is run; one of the engine, and a package that is missing here, is not, and is thrown on.
 *
 * @param loadSolver for strategies that need one, default the package highs
 * @returns in the order of the configurations
 */
export async function runTrials(
  engine: Engine,
  data: BundledData,
  shared: SharedData,
  all: readonly TrialConfig[],
  loadSolver: () => Promise<LinearSolver> = loadLinearSolver,
): Promise<Trial[]> {
  const trials: Trial[] = [];
  const keys = all.map(({ config, texts }) => decisionsKey(config, texts));
  for (const positions of sharingDecisions(keys)) {
    const configs = positions.map((position) => all[position].config);
    const own = await runTogether(engine, data, shared, configs, loadSolver);
    positions.forEach((position, k) => (trials[position] = own[k]));
  }
  return trials;
}

/** @param configs that have the same `decisionsKey` */
async function runTogether(
  engine: Engine,
  data: BundledData,
  shared: SharedData,
  configs: readonly ResolvedConfig[],
  loadSolver: () => Promise<LinearSolver>,
): Promise<Trial[]> {
  const [first] = configs;
  const texts = configs.map(({ strategies: [strategy] }) => JSON.stringify(strategy));
  const distinct = [...new Set(texts)];
  const strategies = distinct.map((text) => configs[texts.indexOf(text)].strategies[0]);
  // before what is tried: a package that is not here says nothing of a backtest
  const linearSolver = strategies.some(usesLinearSolver) ? await loadSolver() : undefined;
  if (distinct.length <= MOST_STRATEGIES) {
    try {
      const { prices, sources } = data;
      const options = { sources, shared, ...(linearSolver && { linearSolver }) };
      const run = await finishedRun(noThreads, engine, prices, { ...first, strategies }, options);
      if (distinct.length === 1 || run.record.unsolved.size === 0) {
        const costs = configs.map(({ backtest }) => JSON.stringify(backtest.costs));
        return configs.map((config, k) =>
          trialOf(run, distinct.indexOf(texts[k]), config, costs[k] === costs[0]),
        );
      }
    } catch (error) {
      if (!(error instanceof MixfolioError) || error instanceof EngineError) throw error;
      if (distinct.length === 1) return configs.map(() => refused(error));
    }
  }
  // what one of them cannot do touches the windows of all: in halves, until that one is alone
  const half = new Set(distinct.slice(0, distinct.length >> 1));
  const trials: Trial[] = [];
  for (const isFirst of [true, false]) {
    const positions = configs.flatMap((_, k) => (half.has(texts[k]) === isFirst ? [k] : []));
    const some = positions.map((position) => configs[position]);
    const own = await runTogether(engine, data, shared, some, loadSolver);
    positions.forEach((position, k) => (trials[position] = own[k]));
  }
  return trials;
}

function refused({ code, message }: MixfolioError): Trial {
  return {
    ...{ status: 'refused', code, error: message, windows: 0, fallbacks: 0, skipped: 0 },
    ...{ reason: null, notes: null, statistics: null },
    ...{ dates: [], netReturns: new Float64Array(), riskFree: new Float64Array() },
  };
}

/**
 * What one strategy of a run came to.
 *
 * @param hasCosts whether the costs of its configuration are those of the run
 */
function trialOf(
  { inputs, record, accounts, notes }: FinishedRun,
  position: number,
  config: ResolvedConfig,
  hasCosts: boolean,
): Trial {
  const { schedule, returns } = inputs;
  const first = schedule.first.holdStart;
  const account = hasCosts ? accounts[position] : accountOf(record.weights[position], config, inputs);
  const outcomes = Array.from({ length: schedule.length }, (_, index) =>
    outcomeOf(position, index, account.lostAt, record, inputs),
  );
  const count = (status: string): number => outcomes.filter((outcome) => outcome.status === status).length;
  const said = [...inputs.notes, ...notes, ...modelFailures(record.host, schedule.length)];
  return {
    ...{ status: 'ok', code: null, error: null, windows: schedule.length },
    ...{ fallbacks: count('fallback'), skipped: count('skipped') },
    reason: outcomes.find(({ status }) => status !== 'ok')?.reason ?? null,
    notes: said.length === 0 ? null : said.join('\n'),
    statistics: runStatistics([account], config, inputs).of(0, record.weights[position]),
    dates: returns.dates.slice(first),
    netReturns: account.netReturns,
    riskFree: inputs.riskFree.subarray(first),
  };
}

/** The account of the same decisions at other proportional costs. */
function accountOf(
  targets: Float64Array,
  { backtest }: ResolvedConfig,
  inputs: BacktestInputs,
): StrategyAccount {
  const { schedule, returns, universe } = inputs;
  const costs = linearCosts(backtest, universe);
  const keeper = accountKeeper(schedule, targets, returns, { ...inputs, costs });
  keeper.through(schedule.length);
  return keeper.account;
}

/** A backtest of a sweep stays in its thread: sweeps have a thread for each. */
function noThreads(): never {
  throw new Error('a backtest of a sweep was to start threads');
}
