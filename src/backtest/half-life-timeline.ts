/** Scores of half-lives over the periods of a run: each decision sees those of the blocks that have ended. */
import { isBuiltIn } from '../config/covariates.js';
import type { ResolvedConfig } from '../config/types.js';
import { columnsOf, slopesOf } from '../covariance/asset-rows.js';
import {
  candidateHalfLives,
  completeAssets,
  type HalfLifeScores,
  noScores,
  type ScoredBlock,
  selected,
  withBlock,
} from '../covariance/posterior/half-life-scores.js';
import { decisionsPerYear } from '../data/rebalance-rule.js';
import { periodsPerYear, type ReturnTable } from '../data/types.js';
import type { Kernel } from '../kernels/types.js';
import { designPanel } from '../model/design.js';
import { parseFixedTerm, parseRandomTerm } from '../model/terms.js';
import type { Panel } from '../model/types.js';
import { windowCovariates } from './covariates/window-covariates.js';
import type { BacktestInputs } from './inputs.types.js';
import { averageMarket } from './average-market.js';

/** What scores are made of: rows by period, of which a block reads none behind its end. */
type Sources = Pick<BacktestInputs, 'excess' | 'market' | 'covariates'>;

/** No covariate of a model reads a kernel: it is there for terms to be read. */
const NO_KERNEL: Kernel = { labels: [], values: new Float64Array() };

/**
 * Predictive scores of half-lives of loadings and volatilities, see `withBlock`. Blocks are as long as weights are usually
 * held, on a grid from the first period of the data on, and each is predicted from the training window before it, from
 * half of one on, over all assets of the universe that are seen throughout both. Nothing depends on when the first
 * decision is, nor on which decisions are asked for in which order.
 */
class HalfLifeTimeline {
  private readonly candidates: (number | null)[];
  private readonly length: number;
  /** scores after each block so far */
  private readonly known: HalfLifeScores[] = [];

  constructor(
    private readonly sources: Sources,
    private readonly config: Pick<ResolvedConfig, 'model' | 'backtest'>,
  ) {
    const { frequency } = sources.excess;
    this.candidates = candidateHalfLives(config.backtest.train);
    this.length = blockLength(config.backtest, frequency);
  }

  /** Those of the blocks that end by a period, the last that a decision sees. */
  at(decision: number): HalfLifeScores {
    const blocks = Math.floor((decision + 1) / this.length);
    while (this.known.length < blocks) {
      const before = this.known[this.known.length - 1] ?? this.none();
      const block = this.block(this.known.length * this.length);
      this.known.push(block === null ? before : withBlock(before, block));
    }
    return blocks === 0 ? this.none() : this.known[blocks - 1];
  }

  private none(): HalfLifeScores {
    return noScores(hasOwnLoadings(this.config.model) ? this.candidates : [null], this.candidates);
  }

  /** The block from a period on with the window before it; null where there is too little of one, or no asset. */
  private block(start: number): ScoredBlock | null {
    const { train, window: kind } = this.config.backtest;
    const { excess, market: given } = this.sources;
    const from = kind === 'expanding' ? 0 : Math.max(0, start - train);
    const end = start + this.length;
    if (start - from < Math.max(2, train / 2)) return null;
    const N = excess.assets.length;
    const positions = completeAssets(excess.returns, N, from, end);
    if (positions.length === 0) return null;
    const market = given ?? averageMarket(excess, positions, end - 1);
    const covariates = this.covariatesOf(market, from, end);
    if (covariates === null || covariates.first >= start) return null;
    const { first } = covariates;
    const panel: Panel = {
      assets: positions.map((i) => excess.assets[i]),
      periods: excess.dates.slice(first, end),
      returns: selected(excess.returns, N, positions, first, end),
      covariates: covariates.covariates,
      conditioning: covariates.conditioning,
    };
    const { fixed, random } = covariates;
    const named = random.map(parseRandomTerm).flatMap((term) => ('kernel' in term ? [term.kernel] : []));
    const kernels = Object.fromEntries(named.map((name) => [name, NO_KERNEL]));
    const columns = columnsOf(designPanel(panel, { fixed, random, kernels, scale: 'residual' }));
    return {
      rows: panel.returns,
      assets: positions.length,
      window: start - first,
      end: end - first,
      columns: columns.map(({ values }) => values),
      slopes: slopesOf(panel, { fixed, random }, columns).slopes,
    };
  }

  /** Of window and block; null where a covariate or the market is not known in all of them. */
  private covariatesOf(market: Float64Array, from: number, end: number) {
    const { excess, covariates: user } = this.sources;
    const isKnown = (values: Float64Array): boolean =>
      values.length >= end && !values.subarray(from, end).includes(NaN);
    if (!isKnown(market) || !Object.values(user).every(isKnown)) return null;
    return windowCovariates(
      { dates: excess.dates, frequency: excess.frequency, market, user },
      this.config.model,
      { trainStart: from, decision: end - 1 },
    );
  }
}

const timelines = new WeakMap<Sources['excess'], { of: ResolvedConfig; timeline: HalfLifeTimeline }>();

/** That of a run, whose blocks are scored once: it is no part of the inputs, which go to workers as plain data. */
export function halfLifeTimeline(inputs: Sources, config: ResolvedConfig): HalfLifeTimeline {
  const known = timelines.get(inputs.excess);
  if (known?.of === config) return known.timeline;
  const timeline = new HalfLifeTimeline(inputs, config);
  timelines.set(inputs.excess, { of: config, timeline });
  return timeline;
}

/** Whether loadings are each asset's own, so that another half-life than the model's can be chosen of them. */
function hasOwnLoadings({ fixed, random }: ResolvedConfig['model']): boolean {
  const isKnownBefore = (name: string): boolean => isBuiltIn(name) && name !== 'market';
  return [...fixed.map(parseFixedTerm), ...random.map(parseRandomTerm)].every(
    (term) =>
      !('covariate' in term) ||
      isKnownBefore(term.covariate) ||
      (term.kind === 'assetSlope' && !('kernel' in term)),
  );
}

/** Periods that weights are usually held for. */
function blockLength({ rebalance }: ResolvedConfig['backtest'], frequency: ReturnTable['frequency']): number {
  if (typeof rebalance === 'number') return rebalance;
  return Math.max(1, Math.round(periodsPerYear[frequency] / decisionsPerYear(rebalance)));
}
