/** Every strategy's weights at the end of the data. */
import { nearNameNotes } from '../config/near-names.js';
import { resolveConfig } from '../config/resolve.js';
import { candidatesOf } from '../config/candidates.js';
import { usesModel } from '../config/strategies.js';
import type { BacktestConfig, ResolvedConfig, ResolvedSelection } from '../config/types.js';
import type { Engine } from '../create-engine.js';
import { dataHash } from '../data/data-hash.js';
import { type Frequency, type PriceTable, type ReturnTable } from '../data/types.js';
import { ConfigError } from '../errors.js';
import type { LinearSolver } from '../portfolio/tails/linear-solver.js';
import { refuse } from '../problems.js';
import { selectionOf } from '../selection/candidates.js';
import { pickText } from '../selection/result.js';
import { ofCandidate } from '../selection/run.js';
import type { SelectionDecision } from '../selection/types.js';
import { decide, minimumsSetAside } from './decide.js';
import { requireFurther } from './further.js';
import { backtestInputs } from './inputs.js';
import type { BacktestSources } from './inputs.types.js';
import { withRepairedKernels } from './kernels.js';
import { lastDecisionOf } from './last-decision.js';
import { decisionNow } from './schedule.js';
import { unknownTickers } from './ticker-problems.js';
import type { BacktestDecision, BacktestWindow, LastDecision } from './types.js';
import { solverFor } from './tail.js';
import { trainingWindow } from './window.js';

/** The files of the configuration, and what is held now. */
export interface DecideNowOptions {
  /** files that the configuration names, read by the caller */
  sources?: BacktestSources;
  /** weights held now, by ticker, others 0: for limits of turnover, costs of trading, and where nothing else can be had */
  previousWeights?: Readonly<Record<string, number>>;
  /** what the configuration's selection picks now, by `pickNow` of the same data; without it the selection is not decided */
  pick?: SelectionDecision;
  /** solves the linear programs of the objective `minimumCVaR`: `await loadLinearSolver()` in Node */
  linearSolver?: LinearSolver;
}

/** What a strategy holds, and how it came by it. */
export type StrategyNow = Pick<BacktestWindow, 'status' | 'reason' | 'used' | 'weights' | 'tail'> & {
  name: string;
};

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
  /** of the configuration, and last what the picked candidate holds, under the name of the selection */
  strategies: StrategyNow[];
  /** what was picked, where the configuration has a selection and `pick` was given; else null */
  selection: SelectionDecision | null;
  /** the portfolios side by side, and the risk of each */
  comparison: LastDecision;
}

/**
 * The weights of every strategy decided at the end of the data, as a window of a backtest decides them that sees the same
 * periods; a last week or month that has not ended is dropped, with a note, as there.
 *
 * @param data   prices, or returns where `config.input` says so
 * @param config as for `backtest`; the days of decisions and its `lag` have no part in this, nor has its `selection`
 *   without `pick`, which a note says. The candidate that was picked decides as the other strategies do, from `previousWeights`
 * @throws as `backtest` before its first window, `too-few-periods` for less data than one decision looks at, and
 *         ConfigError `unknown-ticker` of `previousWeights`, `other-pick` of a `pick` that is not of this selection and day,
 *         ConfigError `missing-solver` of the objective `minimumCVaR`, EngineError `not-loaded` of filtered covariances before `prepareFilters`
 */
export function decideNow(
  engine: Engine,
  data: PriceTable,
  config: BacktestConfig,
  { sources = {}, previousWeights = {}, pick, linearSolver }: DecideNowOptions = {},
): DecisionNow {
  const resolved = resolveConfig(config);
  const { strategies } = resolved;
  const own = decidedIn(engine, data, resolved, { sources, previousWeights, linearSolver });
  const { inputs, window } = own;
  const { universe, returns } = inputs;
  const { decision, trainStart, satOut, notes, fit } = window.report();
  const picked = pick && pickedCandidate(resolved, pick, decision);
  const selected =
    picked && selectedIn(engine, data, picked, { sources, previousWeights, linearSolver }, satOut);
  const chosen = [...own.chosen, ...(selected ? [selected.chosen] : [])];
  const portfolios = Object.fromEntries(chosen.map(({ name, weights }) => [name, weights]));
  return {
    engineVersion: engine.version,
    dataHash: dataHash(data),
    frequency: returns.frequency,
    universe,
    decision,
    trainStart,
    strategies: chosen,
    selection: pick ?? null,
    comparison: lastDecisionOf(window, decision, portfolios, strategies.some(usesModel)),
    fit,
    satOut,
    notes: [
      ...inputs.notes,
      ...nearNameNotes(resolved),
      ...notes,
      ...minimumsSetAside(strategies, satOut),
      ...own.notes,
      ...(selected?.notes ?? []),
      ...(resolved.selection === undefined || selected
        ? []
        : [
            `${resolved.selection.name} is not decided here: what it picks needs a backtest of each candidate, ` +
              'which pickNow() and mixfolio optimize run',
          ]),
    ],
  };
}

/** What strategies that decide now are given beside the data. */
type Given = Required<Pick<DecideNowOptions, 'sources' | 'previousWeights'>> &
  Pick<DecideNowOptions, 'linearSolver'>;

/** What the strategies of a configuration choose at the end of the data, and the window that they see. */
function decidedIn(
  engine: Engine,
  data: PriceTable,
  resolved: ResolvedConfig,
  { sources, previousWeights, linearSolver }: Given,
) {
  const { strategies, model, backtest: walkForward } = resolved;
  const atEnd = ({ dates }: ReturnTable) => decisionNow(dates.length, walkForward);
  const inputs = withRepairedKernels(engine, backtestInputs(data, resolved, sources, atEnd), resolved);
  requireFurther(engine, strategies);
  const solver = solverFor(strategies, linearSolver);
  const { universe, schedule } = inputs;
  refuse(unknownTickers(Object.keys(previousWeights), universe, 'previousWeights', 'universe'));
  const held = Float64Array.from(universe, (asset) => previousWeights[asset] ?? 0);
  const window = trainingWindow(engine, inputs, resolved, schedule.first);
  const notes: string[] = [];
  const chosen = strategies.map((strategy): StrategyNow => {
    const {
      weights,
      notes: own = [],
      ...choice
    } = decide(strategy, {
      ...{ engine, window, functions: {}, linearSolver: solver },
      minHeritability: model.minHeritability,
      previous: () => (held.some((weight) => weight !== 0) ? held : null),
    });
    notes.push(...own);
    const { name } = strategy;
    return { name, ...choice, weights: Object.fromEntries(universe.map((asset, i) => [asset, weights[i]])) };
  });
  return { inputs, window, chosen, notes };
}

interface PickedCandidate {
  selection: ResolvedSelection;
  pick: SelectionDecision;
  config: ResolvedConfig;
}

/** @throws ConfigError `missing-key`, `other-pick` */
function pickedCandidate(
  resolved: ResolvedConfig,
  pick: SelectionDecision,
  decision: string,
): PickedCandidate {
  const selection = selectionOf(resolved);
  const candidate = candidatesOf(resolved, selection, resolveConfig).find(
    ({ name }) => name === pick.candidate,
  );
  if (candidate !== undefined && pick.decision === decision)
    return { selection, pick, config: candidate.config };
  throw new ConfigError(
    'other-pick',
    candidate === undefined
      ? `the pick is "${pick.candidate}", which is no candidate of the selection`
      : `the pick was made on ${pick.decision}, and the decision is of ${decision}`,
    'pick by pickNow() of the same data and configuration',
    { path: 'pick', candidate: pick.candidate, picked: pick.decision, decision },
  );
}

/** What the picked candidate chooses, and what its window tells beside that of the other strategies. */
function selectedIn(
  engine: Engine,
  data: PriceTable,
  { selection, pick, config }: PickedCandidate,
  given: Given,
  besideSatOut: BacktestDecision['satOut'],
): { chosen: StrategyNow; notes: string[] } {
  const { candidate, reason, scores } = pick;
  try {
    const { window, chosen, notes } = decidedIn(engine, data, config, given);
    const [own] = chosen;
    const { satOut, notes: ofWindow } = window.report();
    const others = satOut.filter(({ asset }) => !besideSatOut.some((one) => one.asset === asset));
    const told = [
      ...others.map(({ asset, reason }) => `${asset} sat out: ${reason}`),
      ...ofWindow,
      ...minimumsSetAside(config.strategies, satOut),
      ...notes,
    ];
    return {
      chosen: {
        ...own,
        name: selection.name,
        reason: own.status === 'ok' ? own.reason : `${candidate}: ${own.reason ?? own.status}`,
      },
      notes: [
        pickText(selection, { candidate, reason, score: scores[candidate] }),
        ...told.map((note) => `${candidate}: ${note}`),
      ],
    };
  } catch (error) {
    throw ofCandidate(error, candidate);
  }
}
