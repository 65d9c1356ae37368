import { resolveConfig } from '../config/resolve.js';
import type { BacktestConfig, ResolvedConfig, ResolvedStrategy } from '../config/types.js';
import { strategyCovarianceLabel, strategyCovarianceOptions } from '../config/stacking.js';
import type { Covariance } from '../covariance/types.js';
import type { Engine } from '../create-engine.js';
import { type PriceTable, periodsPerYear } from '../data/types.js';
import { LONGEST_TURN_MILLISECONDS, pacemaker } from './calling-thread.js';
import { type Forecast, ForecastTally } from './forecast-tally.js';
import { requireFurther } from './further.js';
import { backtestInputs } from './inputs.js';
import type { BacktestInputs, BacktestSources } from './inputs.types.js';
import { withRepairedKernels } from './kernels.js';
import { attempt, type Outcome } from './outcome.js';
import type { ScheduledDecision } from './schedule.js';
import { trainingWindow } from './window.js';

/** A number of each of two portfolios of a covariance; null where it is undefined. */
export interface ByPortfolio {
  /** 1/N each of the covariance's assets */
  equalWeight: number | null;
  /** Σ⁻¹1/(1'Σ⁻¹1), the portfolio that estimation errors hurt most */
  minimumVariance: number | null;
}

/** How well a covariance foretold the returns of the periods that its decisions were held for. */
export interface ForecastScores {
  /** the estimator with its options, as in `conditionNumbers` */
  covariance: string;
  /** names of the strategies that use it */
  strategies: string[];
  /** holding periods that were scored, and the decisions that they belong to */
  periods: number;
  decisions: number;
  /** what was not scored: decisions, or single periods after one, with the reason */
  skipped: { decision: string; period?: string; reason: string }[];
  /** sd(r_p/σ_p), ddof 1, σ_p² = w'Σw: 1 where risk is as foretold, above where it is understated */
  bias: ByPortfolio;
  /** mean of (log|Σ| + r'Σ⁻¹r)/N, the quasi-likelihood loss: lower is better */
  qlike: number | null;
  /** of d² = r'Σ⁻¹r: the mean of d²/N, 1 where calibrated, and the share of periods with d² within the 95 % quantile of χ²_N */
  mahalanobis: { mean: number | null; coverage: number | null };
  /** √P·sd(r_p) of the minimum-variance portfolio, rebalanced to its weights each period: lower is better */
  minimumVarianceVolatility: number | null;
  /** mean over decisions of ½Σ|w_k − w_{k−1}|, w the weights of that portfolio, without drift; null for one decision */
  minimumVarianceTurnover: number | null;
}

/** The files of the configuration, and how scoring reports and stops. */
export interface ForecastScoresOptions {
  /** the files that the configuration names, read by the caller */
  sources?: BacktestSources;
  /** called after each window with how many are done, of how many */
  onProgress?: (done: number, total: number) => void;
  /** stops between two windows; nothing else runs meanwhile, so it is `onProgress` that can abort it */
  signal?: AbortSignal;
}

/**
 * Scores of every covariance that the strategies of a configuration use, out of sample: each holding period's returns
 * against the covariance of the decision before it. A run of its own, window by window, whose windows are those of
 * `backtest`; a backtest with `backtest.forecastScores` has the same in its result.
 *
 * Returns are what the covariance is of (simple or log, in excess of the risk-free rate) and are not centred. A covariance
 * of the model is scored whatever the heritability; an estimate that fails or is singular, and periods in which one of
 * its assets has no return, are skipped with the reason.
 *
 * @param prices prices, or returns where `config.input` says so
 * @returns one entry a covariance, in the order in which strategies first use it; none for equal weights
 * @throws as `backtest`, before the first window; EngineError `not-loaded` of filtered covariances before `prepareFilters`
 * @throws the signal's reason when it is aborted
 * @see docs/theory.md#scores-of-covariance-forecasts
 */
export function forecastScores(
  engine: Engine,
  prices: PriceTable,
  config: BacktestConfig,
  { sources = {}, onProgress, signal }: ForecastScoresOptions = {},
): ForecastScores[] {
  signal?.throwIfAborted();
  const resolved = resolveConfig(config);
  requireFurther(engine, resolved.strategies);
  const inputs = withRepairedKernels(engine, backtestInputs(prices, resolved, sources), resolved);
  const steps = scoring(engine, inputs, resolved);
  for (let windows = 1; ; windows++) {
    const { done, value } = steps.next();
    if (done) return value;
    onProgress?.(windows, inputs.schedule.length);
    signal?.throwIfAborted();
  }
}

/** The same of inputs that are made, with the event loop let run now and then, until the signal is aborted. */
export async function runForecastScores(
  engine: Engine,
  inputs: BacktestInputs,
  config: ResolvedConfig,
  { onProgress, signal }: Omit<ForecastScoresOptions, 'sources'> = {},
): Promise<ForecastScores[]> {
  const steps = scoring(engine, inputs, config);
  const pause = pacemaker();
  for (let windows = 1; ; windows++) {
    signal?.throwIfAborted();
    const { done, value } = steps.next();
    if (done) return value;
    onProgress?.(windows, inputs.schedule.length);
    await pause(LONGEST_TURN_MILLISECONDS);
  }
}

/** Scores what each decision foretold, a window a step. */
function* scoring(
  engine: Engine,
  inputs: BacktestInputs,
  resolved: ResolvedConfig,
): Generator<undefined, ForecastScores[]> {
  const scored = covariancesOf(resolved.strategies);
  const tallies = scored.map(() => new ForecastTally());
  const skipped = scored.map((): ForecastScores['skipped'] => []);
  for (const decision of inputs.schedule) {
    const window = trainingWindow(engine, inputs, resolved, decision);
    const day = inputs.returns.dates[decision.decision];
    scored.forEach(({ name, options }, k) => {
      const estimate = window.covariance(name, options);
      const forecast = 'failure' in estimate ? estimate : forecastOf(engine, estimate.value, tallies[k]);
      if ('failure' in forecast) {
        skipped[k].push({ decision: day, reason: forecast.failure });
        return;
      }
      const { assets, of } = forecast.value;
      for (const { period, returns, missing } of held(inputs, decision, assets)) {
        if (missing === null) tallies[k].add(of, returns);
        else skipped[k].push({ decision: day, period, reason: `${missing} has no return` });
      }
    });
    yield;
  }
  const perYear = periodsPerYear[inputs.returns.frequency];
  return scored.map(({ label, strategies }, k) => ({
    covariance: label,
    strategies,
    skipped: skipped[k],
    ...tallies[k].scores(perYear),
  }));
}

/** A forecast, or why there is none: rounding may leave a singular covariance a factor, and absurd weights. */
function forecastOf(
  engine: Engine,
  { assets, values, conditionNumber }: Covariance,
  tally: ForecastTally,
): Outcome<{ assets: string[]; of: Forecast }> {
  if (conditionNumber === null) return { failure: `the covariance of ${assets.length} assets is singular` };
  return attempt(() => ({ assets, of: tally.decide(engine, values, assets) }));
}

/** The covariances that strategies use, each once. */
function covariancesOf(strategies: readonly ResolvedStrategy[]) {
  const uses = strategies.flatMap((strategy) => {
    const { covariance: name } = strategy;
    if (name === undefined) return [];
    const options = strategyCovarianceOptions(strategy);
    return [{ name, options, label: strategyCovarianceLabel(name, options), strategy: strategy.name }];
  });
  const labels = [...new Set(uses.map(({ label }) => label))];
  return labels.map((label) => {
    const [first, ...others] = uses.filter((use) => use.label === label);
    const { name, options } = first;
    return { name, options, label, strategies: [first, ...others].map(({ strategy }) => strategy) };
  });
}

/** Returns of these assets in the periods that a decision is held for, and the first asset without one. */
function* held({ universe, excess }: BacktestInputs, decision: ScheduledDecision, assets: readonly string[]) {
  const positions = assets.map((asset) => universe.indexOf(asset));
  for (let t = decision.holdStart; t < decision.holdEnd; t++) {
    const returns = Float64Array.from(
      positions,
      (position) => excess.returns[t * universe.length + position],
    );
    const missing = returns.findIndex(Number.isNaN);
    yield { period: excess.dates[t], returns, missing: missing < 0 ? null : assets[missing] };
  }
}
