/** How much of the best Sharpe ratio of a sweep is luck. */

/** Excess net returns of trials over the periods that all of them have; read in pieces, for they may not fit memory. */
export interface ReturnsPanel {
  trials: number;
  periods: number;
  /**
   * trials × periods from the trial `first` to before `end`, row-major; valid until the next call. Asked for in long runs
   * from the first trial on, some times over, and trial by trial in any order once
   */
  rows(first: number, end: number): Float64Array;
}

/** Probability of backtest overfitting by combinatorially symmetric cross-validation (Bailey, Borwein, López de Prado and Zhu 2015). */
export interface Overfitting {
  /** even number of blocks that periods are cut into */
  blocks: number;
  /** C(blocks, blocks/2), each half of the blocks in sample once */
  splits: number;
  /** trials that took part: those that have a Sharpe ratio over all periods */
  trials: number;
  /** trials whose returns do not vary in some half, where their ratio counts as 0 */
  flatTrials: number;
  /** share of splits whose winner in sample ranks in the lower half out of sample, the middle rank included */
  probability: number;
  /** by split: rank of the winner out of sample, from 0 (worst) to 1, ω̄ of the paper */
  ranks: Float64Array;
  /** by split: Sharpe ratios of the winner, a period, in sample and out of sample; NaN where undefined */
  inSample: Float64Array;
  outOfSample: Float64Array;
  /** share of splits in which the winner loses out of sample */
  probabilityOfLoss: number;
  /** slope of the winner's ratio out of sample on that in sample; null where there is no variation */
  degradation: number | null;
}

/** How many independent trials the trials are worth. */
export interface EffectiveTrials {
  /** clusters by average linkage of correlation distances, their number chosen by silhouettes (López de Prado and Lewis 2019) */
  clusters: number;
  /** variance of the Sharpe ratios of the clusters' inverse-variance portfolios, a period; null of one cluster */
  clusterVariance: number | null;
  /** mean silhouette over its standard deviation, of that number of clusters */
  quality: number | null;
  /** trials whose returns are not those of an earlier one: what was clustered or sampled from */
  distinct: number;
  /** trials that were clustered: all distinct ones, or a seeded sample of 1,000 */
  sampled: number;
  /** (Σλ)²/Σλ² of the eigenvalues of the correlation matrix of all trials */
  participation: number;
}

/** One trial that is reported, with what is left of its Sharpe ratio. */
export interface JudgedTrial {
  /** row in the panel */
  trial: number;
  /** Sharpe ratio a period */
  sharpe: number;
  /** probability that it is above 0 */
  probabilistic: number | null;
  /** probability that it is above the maximum expected of so many trials */
  deflated: number | null;
  /** the same of so many clusters */
  deflatedByClusters: number | null;
  /** of the difference to the baseline's, two-sided: alone, and corrected for all trials (Romano and Wolf) */
  difference: number | null;
  pValue: number | null;
  adjustedPValue: number | null;
}

export interface FamilyTest {
  /** trials that were tested */
  tested: number;
  /** trials not tested, such as those whose returns are the baseline's */
  untested: number;
  blockLength: number;
  samples: number;
  seed: number;
  /** level of the counts below */
  level: number;
  /** trials better than the baseline with an adjusted p-value below the level */
  better: number;
  worse: number;
  /** trials better than the baseline with an unadjusted p-value below the level */
  betterAlone: number;
  /** smallest adjusted p-value among the better trials, null where none is */
  smallest: number | null;
}

/** The trials of one universe, period and frequency together. */
export interface LuckAnalysis {
  trials: number;
  /** trials without a Sharpe ratio, which count as none */
  undefinedTrials: number;
  periods: number;
  /** of the Sharpe ratios a period over trials; null with fewer than two */
  sharpeVariance: number | null;
  meanSharpe: number | null;
  /** a period, of so many trials without skill, and of so many clusters */
  expectedMaximum: number | null;
  expectedMaximumByClusters: number | null;
  /** Sharpe ratio a period of each trial, NaN where undefined */
  sharpes: Float64Array;
  baselineSharpe: number | null;
  /** null with why: too few periods, say */
  overfitting: Overfitting | { reason: string };
  effective: EffectiveTrials | { reason: string };
  family: FamilyTest | { reason: string };
  /** the best by Sharpe ratio, first the best */
  best: JudgedTrial[];
}
