/** From the configuration of a sweep to its backtests. */
import { keepingNulls } from '../../config/paths.js';
import { resolveConfig } from '../../config/resolve.js';
import type { PartialConfig } from '../../config/selection.types.js';
import type { BacktestConfig, ResolvedConfig } from '../../config/types.js';
import type { Frequency } from '../../data/types.js';
import { ConfigError } from '../../errors.js';
import { refuse } from '../../problems.js';
import type { Json, PlannedBacktest, ResolvedSweep } from '../types.js';
import { axesOf, parametersOf, type SweepParameter } from '../space/axes.js';
import { baseProblems, sizeProblems } from './checks.js';
import { strategyNames, trialConfig } from './configuration.js';
import { windowCounter, type DatesOf } from './estimate.js';
import { backtestId, fieldTexts } from './identity.js';
import { planNotes, type Repeated } from './notes.js';
import { sharing } from './order.js';
import { namer, type Names, placesOf, pointsOf, type Place } from './points.js';
import { Refused } from './refused.js';
import { runnerOf } from './runner.js';

/** A backtest with how much there is to do. */
export interface PlannedWork extends PlannedBacktest {
  /** windows, 0 where the data are too short for one */
  windows: number;
}

/** Everything that a sweep runs. */
export interface SweepPlan {
  engine: string;
  base: BacktestConfig;
  /**
   * trials in the order of universes, periods, points and strategies, the last varying fastest, then the baselines; the
   * number of each is its place. A baseline that is a trial too has the same id as that
   */
  backtests: PlannedWork[];
  /** numbers of backtests in the order that they run in, each id once: what shares data and windows one after another */
  order: Uint32Array;
  /** by number: equal where data, returns and windows are the same */
  shared: Uint32Array;
  parameters: SweepParameter[];
  /** backtests left out because they are another one over again */
  repeated: number;
  notes: string[];
}

/** What a plan needs of its surroundings. */
export interface PlanOptions {
  /** what runs the backtests, version and hash */
  engine: string;
  /**
   * hash of what the files hold that a configuration names, and of which field each of them is for; asked for every backtest,
   * so remember it by the fields that name files
   */
  dataOf: (config: ResolvedConfig) => string | Promise<string>;
  datesOf: DatesOf;
  /** of HiGHS, default that of the package highs */
  solverVersion?: () => Promise<string>;
  /** how many of the points in universes and periods, by strategy, are planned */
  onProgress?: (done: number, all: number) => void;
  /** ends planning with its reason */
  signal?: AbortSignal;
}

/** Backtests between two chances for others to run, such as whoever aborts. */
const breath = 256;

/**
 * Plans a sweep: every point in every universe and period for every strategy, resolved, once each, and the baseline of each
 * universe, period and frequency. Nothing is run.
 *
 * @param sweep its configuration, resolved
 * @param base  the configuration that it names, as written
 * @throws ConfigError what `resolveConfig` has against the base or any of the backtests, which it names;
 *         `unknown-strategy`, `unknown-kernel` and `bad-value` of fields that cannot vary, `too-many-backtests` above a
 *         million, `missing-package` where a backtest needs one that is not here
 * @throws what `dataOf` and `datesOf` throw, and the signal's reason
 */
export async function planSweep(
  sweep: ResolvedSweep,
  base: BacktestConfig,
  options: PlanOptions,
): Promise<SweepPlan> {
  const { engine, onProgress, signal } = options;
  signal?.throwIfAborted();
  resolveConfig(base);
  const axes = axesOf(sweep.space);
  refuse([...sizeProblems(sweep, axes), ...baseProblems(sweep, base)]);

  const nameOf = namer(sweep);
  const draft = new Draft(base, options, nameOf);
  const strategies = sweep.strategies ?? strategyNames(base).slice(0, 1);
  const places = placesOf(sweep);
  const all = axes.reduce((product, { size }) => product * size, places.length * strategies.length);
  let done = 0;
  for (const place of places)
    for (const points of pointsOf(axes, strategies))
      for (const [k, { parameters, part }] of points.entries()) {
        await draft.add(place, strategies[k], part, { parameters, isBaseline: false });
        done++;
        if (done % breath > 0 && done < all) continue;
        onProgress?.(done, all);
        await new Promise(setImmediate);
        signal?.throwIfAborted();
      }
  draft.refused.check(all);

  for (const place of places)
    for (const frequency of draft.frequenciesOf(place))
      await draft.add(place, sweep.baseline, { frequency }, { parameters: {}, isBaseline: true });
  draft.refused.check(draft.backtests.length + draft.refused.size);

  const { backtests } = draft;
  const first = new Map<string, number>();
  for (const { id, number } of backtests) if (!first.has(id)) first.set(id, number);
  return {
    engine,
    base,
    backtests,
    order: draft.sharing.order().filter((number) => first.get(backtests[number].id) === number),
    shared: draft.sharing.windows(),
    parameters: parametersOf(axes),
    repeated: draft.repeated.count,
    notes: planNotes(sweep, base, { backtests, repeated: draft.repeated, planned: all, nameOf }),
  };
}

/** A plan that grows. */
class Draft {
  readonly backtests: PlannedWork[] = [];
  readonly refused = new Refused();
  readonly sharing = sharing();
  readonly repeated: Repeated = { count: 0, first: null };
  readonly #trials = new Map<string, number>();
  readonly #frequencies = new Map<Place, Set<Frequency>>();
  readonly #textsOf = fieldTexts();
  readonly #windowsOf: ReturnType<typeof windowCounter>;

  constructor(
    readonly base: BacktestConfig,
    readonly options: PlanOptions,
    readonly nameOf: (of: Names) => string,
  ) {
    this.#windowsOf = windowCounter(options.datesOf);
  }

  async add(
    place: Place,
    strategy: string,
    of: PartialConfig,
    { parameters, isBaseline }: { parameters: Record<string, Json>; isBaseline: boolean },
  ): Promise<void> {
    const { universe, period } = place;
    const part = keepingNulls(place.part, of);
    const names = { universe, period, strategy, parameters };
    const config = this.#resolved(part, names, isBaseline);
    if (config === null) return;
    const found = this.options.dataOf(config);
    const data = typeof found === 'string' ? found : await found;
    const fields = this.#textsOf(config);
    const runner = runnerOf(this.options.engine, config, this.options.solverVersion);
    const id = backtestId(typeof runner === 'string' ? runner : await runner, data, fields);
    if (!isBaseline) {
      const before = this.#trials.get(id);
      if (before !== undefined) {
        this.repeated.first ??= [this.nameOf(names), this.nameOf(this.backtests[before])];
        this.repeated.count++;
        return;
      }
      this.#trials.set(id, this.backtests.length);
      this.#frequencies.set(place, (this.#frequencies.get(place) ?? new Set()).add(config.frequency));
    }
    const { frequency } = config;
    const windows = await this.#windowsOf(config, fields, data);
    this.sharing.add(config, fields, data);
    const number = this.backtests.length;
    this.backtests.push({ id, number, ...names, part, frequency, data, isBaseline, windows });
  }

  /** Frequencies among the trials of a universe and period, as they come. */
  frequenciesOf(place: Place): Frequency[] {
    return [...(this.#frequencies.get(place) ?? [])];
  }

  /** null where it is refused */
  #resolved(part: PartialConfig, names: Names, isBaseline: boolean): ResolvedConfig | null {
    try {
      return trialConfig(this.base, part, names.strategy);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      this.refused.add(error, isBaseline ? `the baseline of ${this.nameOf(names)}` : this.nameOf(names));
      return null;
    }
  }
}
