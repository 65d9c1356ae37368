/** Every strategy's weights at the end of the data. */
import { resolveConfig } from '../config/resolve.js';
import { usesModel } from '../config/strategies.js';
import type { BacktestConfig } from '../config/types.js';
import type { Engine } from '../create-engine.js';
import { dataHash } from '../data/data-hash.js';
import { type Frequency, type PriceTable, type ReturnTable } from '../data/types.js';
import { refuse } from '../problems.js';
import { decide, minimumsSetAside } from './decide.js';
import { backtestInputs } from './inputs.js';
import type { BacktestSources } from './inputs.types.js';
import { withRepairedKernels } from './kernels.js';
import { lastDecisionOf } from './last-decision.js';
import { decisionNow } from './schedule.js';
import { unknownTickers } from './ticker-problems.js';
import type { BacktestDecision, BacktestWindow, LastDecision } from './types.js';
import { trainingWindow } from './window.js';

/** The files of the configuration, and what is held now. */
export interface DecideNowOptions {
  /** files that the configuration names, read by the caller */
  sources?: BacktestSources;
  /** weights held now, by ticker, others 0: for limits of turnover, costs of trading, and where nothing else can be had */
  previousWeights?: Readonly<Record<string, number>>;
}

/** What each strategy of a configuration would hold from the next period on. */
export interface DecisionNow extends Pick<
  BacktestDecision,
  'decision' | 'trainStart' | 'satOut' | 'notes' | 'fit'
> {
  engineVersion: string;
  /** SHA-256 of the canonical price table */
  dataHash: string;
  frequency: Frequency;
  universe: string[];
  strategies: (Pick<BacktestWindow, 'status' | 'reason' | 'used' | 'weights'> & { name: string })[];
  /** the portfolios side by side, and the risk of each */
  comparison: LastDecision;
}

/**
 * The weights of every strategy decided at the end of the data, as a window of a backtest decides them that sees the same
 * periods; a last week or month that has not ended is dropped, with a note, as there.
 *
 * @param data   prices, or returns where `config.input` says so
 * @param config as for `backtest`; the days of decisions, its `lag` and its `selection` have no part in this
 * @throws as `backtest` before its first window, `too-few-periods` for less data than one decision looks at, and
 *         ConfigError `unknown-ticker` of `previousWeights`
 */
export function decideNow(
  engine: Engine,
  data: PriceTable,
  config: BacktestConfig,
  { sources = {}, previousWeights = {} }: DecideNowOptions = {},
): DecisionNow {
  const resolved = resolveConfig(config);
  const { strategies, model, selection, backtest: walkForward } = resolved;
  const atEnd = ({ dates }: ReturnTable) => decisionNow(dates.length, walkForward);
  const inputs = withRepairedKernels(engine, backtestInputs(data, resolved, sources, atEnd), resolved);
  const { universe, returns, schedule } = inputs;
  refuse(unknownTickers(Object.keys(previousWeights), universe, 'previousWeights', 'universe'));
  const held = Float64Array.from(universe, (asset) => previousWeights[asset] ?? 0);
  const window = trainingWindow(engine, inputs, resolved, schedule.first);
  const chosenNotes: string[] = [];
  const chosen = strategies.map((strategy) => {
    const {
      weights,
      notes: own = [],
      ...choice
    } = decide(strategy, {
      ...{ engine, window, functions: {} },
      minHeritability: model.minHeritability,
      previous: () => (held.some((weight) => weight !== 0) ? held : null),
    });
    chosenNotes.push(...own);
    const { name } = strategy;
    return { name, ...choice, weights: Object.fromEntries(universe.map((asset, i) => [asset, weights[i]])) };
  });
  const { decision, trainStart, satOut, notes, fit } = window.report();
  const portfolios = Object.fromEntries(chosen.map(({ name, weights }) => [name, weights]));
  return {
    engineVersion: engine.version,
    dataHash: dataHash(data),
    frequency: returns.frequency,
    universe,
    decision,
    trainStart,
    strategies: chosen,
    comparison: lastDecisionOf(window, decision, portfolios, strategies.some(usesModel)),
    fit,
    satOut,
    notes: [
      ...inputs.notes,
      ...notes,
      ...minimumsSetAside(strategies, satOut),
      ...chosenNotes,
      ...(selection === undefined
        ? []
        : [`${selection.name} is not decided here: what it picks needs a backtest of each candidate`]),
    ],
  };
}
