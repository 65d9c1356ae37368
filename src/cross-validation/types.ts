import type { BacktestDecision, BacktestWindow } from '../backtest/types.js';
import type { BacktestConfig } from '../config/types.js';
import type { BacktestStatistics } from '../statistics/types.js';

/** What one split showed, and what the strategies chose by it. */
export interface CrossValidationSplit {
  /** periods trained on, and the first and last of them */
  trainPeriods: number;
  trainStart: string;
  trainEnd: string;
  /** folds that were tested, from 0 */
  testFolds: number[];
  satOut: BacktestDecision['satOut'];
  notes: string[];
  fit: BacktestDecision['fit'];
  conditionNumbers: BacktestDecision['conditionNumbers'];
  posteriors?: BacktestDecision['posteriors'];
  stacks?: BacktestDecision['stacks'];
  /** by strategy, in their order: weights of every asset of the universe, and how it came by them */
  choices: (Pick<BacktestWindow, 'status' | 'reason' | 'used' | 'weights' | 'tail'> & { name: string })[];
}

/** A statistic over the paths on which it is defined; quantiles are of type 7. */
export interface PathDistribution {
  /** paths on which it is defined */
  count: number;
  mean: number;
  /** ddof 1; null of one path */
  standardDeviation: number | null;
  minimum: number;
  lowerQuartile: number;
  median: number;
  upperQuartile: number;
  maximum: number;
}

/** A strategy over all periods, each fold held with the weights of a split that did not see it. */
export interface CrossValidationPath {
  statistics: BacktestStatistics;
  grossReturns: number[];
  netReturns: number[];
}

/** A strategy on all paths of a cross-validation. */
export interface CrossValidatedStrategy {
  name: string;
  /** φ of them */
  paths: CrossValidationPath[];
  /** of every statistic over the paths; null where it is defined on none */
  distribution: Record<keyof BacktestStatistics, PathDistribution | null>;
  /** share of paths with a Sharpe ratio above 0, of those that have one; null where none has */
  positiveSharpe: number | null;
}

/** Strategies on the paths of a combinatorial purged cross-validation. */
export interface CrossValidation {
  /** the configuration with every default filled in */
  config: BacktestConfig;
  engineVersion: string;
  /** SHA-256 of the canonical price table */
  dataHash: string;
  frequency: string;
  periodsPerYear: number;
  universe: string[];
  notes: string[];
  /** last trading day of each period; all are held on each path */
  periods: string[];
  /** first and last period of each fold */
  folds: { start: string; end: string; periods: number }[];
  splits: CrossValidationSplit[];
  /** of each path the split that serves its folds, fold by fold */
  paths: number[][];
  strategies: CrossValidatedStrategy[];
}
