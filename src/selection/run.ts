/** A run with a selection: the strategies beside it, every candidate's own backtest, and the strategy made of these. */
import { accountKeeper, type StrategyAccount } from '../backtest/accounting/keeper.js';
import type { BacktestOptions } from '../backtest/backtest.js';
import { checkpointing } from '../backtest/checkpoint.js';
import { type FinishedRun, finishedRun, type FinishedRunOptions } from '../backtest/finished-run.js';
import type { BacktestInputs } from '../backtest/inputs.types.js';
import type { Threads } from '../backtest/parallel/protocol.js';
import type { Choices, WindowOutcome } from '../backtest/result.js';
import { candidatesOf, type SelectionCandidate } from '../config/candidates.js';
import { resolveConfig } from '../config/resolve.js';
import type { ResolvedConfig, ResolvedSelection } from '../config/types.js';
import type { Engine } from '../create-engine.js';
import { type PriceTable, periodsPerYear } from '../data/types.js';
import { MixfolioError, NotPositiveDefiniteError } from '../errors.js';
import { type CandidatePick, picksOf } from './picks.js';

/** What became of a candidate's own backtest. */
export interface CandidateRun {
  name: string;
  account: StrategyAccount;
  /** decisions × assets of the universe */
  weights: Float64Array;
  /** by position of the decision, how it came by its weights; one that is not here is `ok`, without more to say */
  choices: ReadonlyMap<number, WindowOutcome>;
}

export interface SelectionRun {
  selection: ResolvedSelection;
  /** the strategies of the configuration, deciding on the same days */
  run: FinishedRun;
  candidates: CandidateRun[];
  picks: CandidatePick[];
  /** of the combined strategy */
  account: StrategyAccount;
  /** what the strategies of the configuration chose, and last the combined one */
  choices: Choices;
}

/**
 * Runs the strategies of a configuration and each candidate as a backtest of its own, all on the same decisions, picks one
 * at each decision and holds its weights of that decision: the combined strategy drifts and pays for its trades as any
 * other, those from one candidate's portfolio to another's included.
 *
 * @param config with a selection
 * @throws what a run throws; of a candidate with its name
 */
export async function selectionRun(
  threads: () => Promise<Threads>,
  engine: Engine,
  data: PriceTable,
  config: ResolvedConfig,
  selection: ResolvedSelection,
  { checkpoint, resume, ...options }: BacktestOptions,
): Promise<SelectionRun> {
  const named = candidatesOf(config, selection, resolveConfig);
  const runs = named.length + 1;
  const checkpoints = checkpointing({ checkpoint, resume }, runs);
  const part = (position: number): FinishedRunOptions => ({
    ...options,
    checkpointing: checkpoints(position),
    onProgress: (done, total) => options.onProgress?.(position * total + done, runs * total),
  });
  const base = { ...config };
  delete base.selection;
  const run = await finishedRun(threads, engine, data, base, part(0));
  const candidates: CandidateRun[] = [];
  for (const candidate of named) {
    options.signal?.throwIfAborted();
    const own = { ...part(candidates.length + 1), functions: functionsOf(selection.strategy, options) };
    candidates.push(await candidateRun(threads, engine, data, candidate, own));
  }
  const { inputs } = run;
  const picks = picksOf(
    candidates.map(({ account }) => account),
    inputs.schedule,
    inputs.riskFree,
    periodsPerYear[inputs.returns.frequency],
    selection,
  );
  const weights = pickedWeights(candidates, picks, inputs);
  const keeper = accountKeeper(inputs.schedule, weights, inputs.returns, inputs);
  keeper.through(inputs.schedule.length);
  return {
    selection,
    run,
    candidates,
    picks,
    account: keeper.account,
    choices: allChoices(run, weights, candidates, picks),
  };
}

/** A candidate runs one strategy: functions of others are not its own. */
function functionsOf(strategy: string, { functions = {} }: BacktestOptions): BacktestOptions['functions'] {
  return Object.hasOwn(functions, strategy) ? { [strategy]: functions[strategy] } : {};
}

/** A candidate's own backtest; errors have its name. */
export async function candidateRun(
  threads: () => Promise<Threads>,
  engine: Engine,
  data: PriceTable,
  { name, config }: SelectionCandidate,
  options: FinishedRunOptions,
): Promise<CandidateRun> {
  try {
    const { record, accounts } = await finishedRun(threads, engine, data, config, options);
    const choices = new Map<number, WindowOutcome>();
    for (const [index, window] of record.host)
      if (window.choices[0].status !== 'ok' || window.choices[0].tail !== undefined)
        choices.set(index, window.choices[0]);
    return { name, account: accounts[0], weights: record.weights[0], choices };
  } catch (error) {
    throw ofCandidate(error, name);
  }
}

/** The error of a candidate's run, with its name. */
export function ofCandidate(error: unknown, candidate: string): unknown {
  if (!(error instanceof MixfolioError) || error instanceof NotPositiveDefiniteError) return error;
  const Kind = error.constructor as typeof MixfolioError;
  const message = `the candidate "${candidate}": ${error.message}`;
  return new Kind(error.code, message, error.hint, { ...error.details, candidate });
}

/** Decisions × assets: what the candidate that each decision picked holds from then on. */
function pickedWeights(
  candidates: readonly CandidateRun[],
  picks: readonly CandidatePick[],
  { universe }: BacktestInputs,
): Float64Array {
  const width = universe.length;
  const weights = new Float64Array(picks.length * width);
  picks.forEach(({ candidate }, index) =>
    weights.set(candidates[candidate].weights.subarray(index * width, (index + 1) * width), index * width),
  );
  return weights;
}

/** The combined strategy came by its weights as the candidate did that it picked. */
function allChoices(
  { record }: FinishedRun,
  weights: Float64Array,
  candidates: readonly CandidateRun[],
  picks: readonly CandidatePick[],
): Choices {
  const last = record.weights.length;
  const host = new Map<number, { choices: (WindowOutcome | undefined)[] }>();
  picks.forEach(({ candidate }, index) => {
    const beside = record.host.get(index)?.choices ?? [];
    const { name, choices } = candidates[candidate];
    const own = choices.get(index);
    if (beside.length === 0 && own === undefined) return;
    const all: (WindowOutcome | undefined)[] = Array.from({ length: last }, (_, s) => beside[s]);
    if (own !== undefined)
      all.push(own.status === 'ok' ? own : { ...own, reason: `${name}: ${own.reason ?? own.status}` });
    host.set(index, { choices: all });
  });
  return { weights: [...record.weights, weights], host };
}
