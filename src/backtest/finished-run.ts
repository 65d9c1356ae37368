/** A run from its data to its accounts. */
import type { ResolvedConfig } from '../config/types.js';
import type { Engine } from '../create-engine.js';
import { dayNumber } from '../data/calendar.js';
import { dataHashBeside } from '../data/data-hash.js';
import { leastDays } from '../data/rebalance-rule.js';
import type { PriceTable } from '../data/types.js';
import { coreOf } from '../engine/core.js';
import { ConfigError } from '../errors.js';
import type { LinearSolver } from '../portfolio/tails/linear-solver.js';
import { type AccountKeeper, accountKeeper } from './accounting/keeper.js';
import type { BacktestOptions } from './backtest.js';
import { CHUNK } from './batch/batch.js';
import { checkpointKeeper, identityOf, resume, type RunCheckpointOptions } from './checkpoint.js';
import { backtestInputs } from './inputs.js';
import { withRepairedKernels } from './kernels.js';
import { once } from './outcome.js';
import { type Crew, crewOf } from './parallel/crew.js';
import { jobOf } from './parallel/job.js';
import type { Threads } from './parallel/protocol.js';
import { checkWorkers } from './parallel/worker-count.js';
import { prepareFurther } from './prepare-further.js';
import { runAllWindows } from './run-all.js';
import { windowRunner } from './run-windows.js';
import { checkFunctions, hasFunctions } from './user-functions.js';
import type { SharedData } from './shared-data.js';
import { strictness } from './strict.js';
import { solverFor, usesLinearSolver } from './tail.js';

/** What a run chose, and what holding that came to. */
export type FinishedRun = Awaited<ReturnType<typeof runWith>>;

/** What a walk forward is told, be it the whole of a run or one of several. */
export type FinishedRunOptions = Omit<BacktestOptions, 'checkpoint' | 'resume'> & {
  checkpointing?: RunCheckpointOptions;
  /** what runs on the same data have in common */
  shared?: SharedData;
};

/**
 * Does a run. Workers that were asked for come up while its inputs are made.
 *
 * @param threads how workers are started, loaded when they are
 */
export async function finishedRun(
  threads: () => Promise<Threads>,
  engine: Engine,
  data: PriceTable,
  config: ResolvedConfig,
  { workers: asked = 1, ...options }: FinishedRunOptions,
): Promise<FinishedRun> {
  const workers = checkWorkers(asked);
  checkFunctions(options.functions ?? {}, config.strategies);
  if (hasFunctions(options.functions ?? {}) && workers !== 1 && workers !== 'auto')
    throw notInWorkers(workers);
  await prepareFurther(engine, config);
  const linearSolver = await solverOf(threads, config, options.linearSolver);
  if (options.linearSolver !== undefined && linearSolver !== null && workers !== 1 && workers !== 'auto')
    throw solverInWorkers(workers);
  const crew = crewOf(threads, options.workerScript, options.signal);
  let run: FinishedRun;
  try {
    const isSure =
      workers !== 'auto' &&
      workers > 1 &&
      coreOf(engine) !== undefined &&
      mostChunks(data, config) >= workers;
    const opened = isSure ? await crew.open(() => workers) : 1;
    run = await runWith(crew, opened > 1, engine, data, config, { ...options, workers }, linearSolver);
  } catch (error) {
    await crew.close();
    throw error;
  }
  // nobody waits for threads to be gone: should that fail, it is an unhandled rejection
  void crew.close();
  return run;
}

function notInWorkers(workers: number): ConfigError {
  return new ConfigError(
    'functions-in-workers',
    `${workers} workers are asked for, and a strategy has functions of the caller, which other threads cannot run`,
    'leave out workers, or the functions',
    { workers },
  );
}

/** The solver that the run needs: the caller's, or the one that there is here. */
async function solverOf(
  threads: () => Promise<Threads>,
  { strategies }: ResolvedConfig,
  given: LinearSolver | undefined,
): Promise<LinearSolver | null> {
  const { loadLinearSolver } =
    given === undefined && strategies.some(usesLinearSolver) ? await threads() : {};
  return solverFor(strategies, given ?? (await loadLinearSolver?.()));
}

function solverInWorkers(workers: number): ConfigError {
  return new ConfigError(
    'solver-in-workers',
    `${workers} workers are asked for, and a linear solver of the caller is given, which other threads cannot run`,
    'leave out workers, or linearSolver where mixfolio loads its own: in Node',
    { workers },
  );
}

/** No run over these data has more chunks, whatever its periods. */
function mostChunks({ dates }: PriceTable, { backtest: { train, rebalance } }: ResolvedConfig): number {
  const most =
    typeof rebalance === 'number'
      ? (dates.length - train) / rebalance
      : 1 + (dayNumber(dates[dates.length - 1]) - dayNumber(dates[0])) / leastDays(rebalance);
  return Math.ceil(most / CHUNK);
}

async function runWith(
  crew: Crew,
  isOpen: boolean,
  engine: Engine,
  data: PriceTable,
  config: ResolvedConfig,
  {
    sources = {},
    conditionNumbers,
    functions = {},
    checkpointing = {},
    shared,
    ...options
  }: FinishedRunOptions & { workers: number | 'auto' },
  linearSolver: LinearSolver | null,
) {
  const inputs = withRepairedKernels(
    engine,
    backtestInputs(data, config, sources, undefined, shared?.returns),
    config,
  );
  const { schedule, returns } = inputs;
  const measures = conditionNumbers === 'in the run';
  const runner = windowRunner(engine, inputs, config, measures, functions, linearSolver);
  const record = runner.record(0, schedule.length);
  const core = coreOf(engine);
  const job =
    core === undefined ||
    hasFunctions(functions) ||
    (linearSolver !== null && options.linearSolver !== undefined)
      ? null
      : once(() => jobOf(core, inputs, config, measures, record));
  // what becomes of it is seen when windows are spread
  if (job !== null && isOpen) crew.start(job).catch(() => {});
  const keepers: AccountKeeper[] = record.weights.map((targets) =>
    accountKeeper(schedule, targets, returns, inputs),
  );
  const accounts = keepers.map(({ account }) => account);
  const refuseOthers = strictness(config, inputs, record, accounts);
  const dataHash = shared === undefined ? dataHashBeside(data) : Promise.resolve(shared.hash);
  const { resume: standing, save } = checkpointing;
  const identity =
    save === undefined && standing === undefined
      ? null
      : await identityOf(config, measures, dataHash, sources);
  const from = standing === undefined ? 0 : resume(standing, identity!, record);
  const saver = save && checkpointKeeper(checkpointing, identity!, runner.chunk, record, from);
  const onKnown = (end: number): void => {
    keepers.forEach((keeper) => keeper.through(end));
    refuseOthers(end);
    saver?.through(end);
  };
  let notes: string[];
  try {
    onKnown(from);
    notes = await runAllWindows({ runner, record, job }, { ...options, crew, from, onKnown });
  } catch (error) {
    await saver?.stopped();
    throw error;
  }
  await saver?.ended();
  return { inputs, runner, record, notes, accounts, dataHash: await dataHash };
}
