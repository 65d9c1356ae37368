import type { BacktestDecision } from '../backtest/types.js';
import type { BacktestConfig, ResolvedConfig } from '../config/types.js';
import type { PriorEvidence } from '../covariance/posterior/posterior.js';
import type { Stacking } from '../covariance/stacking/types.js';
import type { Covariance, CovarianceName } from '../covariance/types.js';
import type { ReturnTable } from '../data/types.js';
import type { CaseDeletion } from '../inference/case-deletion.js';
import type { HeritabilityInterval } from '../inference/heritability-interval.js';
import type { InformationCriteria } from '../inference/information-criteria.js';
import type { LikelihoodRatioTest } from '../inference/likelihood-ratio.js';
import type { ResidualDiagnostics } from '../inference/residual-diagnostics.js';
import type { KernelLearning } from '../kernels/learn/types.js';
import type { LoadingsMovement } from '../loadings/types.js';
import type { KernelPair } from '../kernels/pairs.js';
import type { WindowKernels } from '../kernels/window.js';
import type { ErrorsSummary } from '../model/errors-summary.js';
import type { FitSummary } from '../model/summary.js';
import type { WeightsByPeriod } from '../model/weights-by-period.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import type { FitPosterior } from './bayes.js';

/** A configured model fitted once, with everything that it was made of. */
export interface ModelFit {
  /** with every default filled in */
  config: ResolvedConfig;
  engineVersion: string;
  /** SHA-256 of the canonical price table */
  dataHash: string;
  /** every asset that was asked for */
  universe: string[];
  /** the one of these that is the market: its ticker, or the asset whose returns the market's file has */
  marketAsset: string | null;
  /** assets that sat out, with the reason */
  satOut: BacktestDecision['satOut'];
  /** repairs, drops and other things that a reader should know */
  notes: string[];
  /** excess returns of the assets that took part over the panel's periods, the market's too where it is one of them */
  returns: ReturnTable;
  /** what the model was fitted to: without the market, which has no residual on itself */
  panel: Panel;
  /** the terms that were fitted, and their kernels cut to the panel */
  model: PanelModel;
  fit: PanelFit;
  /** over the assets of `returns`; null where there are none, and the model does without */
  kernels: WindowKernels | null;
  /** of the assets of `returns`; an estimator that does not work on them is missing here */
  covariances: Partial<Record<CovarianceName, Covariance>>;
  /** why the others are missing */
  covarianceFailures: Partial<Record<CovarianceName, string>>;
  /** of each strategy with the covariance `stacked`: its models and their weights, or why there is none */
  stacks: { strategy: string; stacking: Stacking | null; reason: string | null }[];
}

/** A fit as `mixfolio fit` writes it to `fit.json`: plain numbers, null where one is undefined. */
export interface FitResult extends FitSummary {
  config: BacktestConfig;
  engineVersion: string;
  dataHash: string;
  data: {
    universe: string[];
    /** assets of the panel */
    assets: string[];
    satOut: BacktestDecision['satOut'];
    /** a ticker, or the column of a file: `price of sp500.csv` */
    market: string;
    /** whether the market is an asset that took part, and is therefore outside the panel */
    marketIsAsset: boolean;
    frequency: string;
    periods: { count: number; first: string; last: string };
  };
  notes: string[];
  model: {
    /** the terms that have an effect in the fit: those of `dropped` alone are not there */
    fixed: string[];
    /** the terms that were estimated: with the average as the market there is no `time` */
    random: string[];
    scale: 'none' | 'residual';
    /** the groups whose residual variances differ, as configured; in `variances` they are `residual[…]` */
    residualGroups?: ResolvedConfig['model']['residualGroups'];
    path: PanelFit['path'];
    converged: boolean;
    iterations: number;
    kktResidual: number;
    /** by `method`, on the scale of the returns; with t errors as `PanelFit` has it */
    logLikelihood: number;
    /** of a model with t errors */
    errors?: ErrorsSummary;
    /** of a model with a half-life */
    discount?: PanelFit['discount'];
  };
  heritability: { estimate: number; standardError: number | null };
  /** null where all periods count alike */
  periodWeights: WeightsByPeriod | null;
  /** null where it was not asked for */
  inference: FitInference | null;
  /** the posterior of variances and weights, where it was asked for */
  bayes?: FitPosterior;
  /** of each kernel of the model: the pairs of `correlations.assets` that are most and least related, at most 5 each */
  kernels: { name: string; most: KernelPair[]; least: KernelPair[] }[];
  /** how parameters of kernels were learned, and what they are; only where the configuration asks for it */
  learning?: KernelLearning;
  /** of each covariance: largest over smallest eigenvalue, null where it is singular or missing, with the reason */
  conditionNumbers: { covariance: CovarianceName; conditionNumber: number | null; reason: string | null }[];
  /** how much the covariance `posterior` believes this fit, by the evidence of the returns; null where it is missing */
  posterior: PriorEvidence | null;
  /** of the covariance `filtered` how the loadings move; only where it was estimated */
  movement?: LoadingsMovement;
  /** of each strategy with the covariance `stacked`: its models and their weights, or why there is none; empty without any */
  stacks: { strategy: string; stacking: Stacking | null; reason: string | null }[];
  /** row-major over `assets`, which include the market; null where an estimate is missing or has a zero variance */
  correlations: { assets: string[]; sample: number[] | null; systematic: number[] | null };
}

/** What can be inferred from a fit beside its estimates, see docs/theory.md#inference. */
export interface FitInference {
  criteria: InformationCriteria | null;
  heritabilityInterval: HeritabilityInterval | null;
  /** of each random term, and of the residual groups, against the model without; null where they were not asked for */
  tests: TermTest[] | null;
  reliability: TermReliability[] | null;
  /** what each period does to the variances */
  influence: CaseDeletion | null;
  diagnostics: ResidualDiagnostics;
  /** why something is null, and what makes the rest approximate */
  notes: string[];
}

/** Likelihood-ratio test of leaving a term out, or of one residual variance for all; null with the reason in `notes` where it cannot be made. */
export interface TermTest {
  term: string;
  statistic: number | null;
  pValue: number | null;
  distribution: LikelihoodRatioTest['distribution'] | null;
  notes: string[];
}

/** How well the BLUPs of a term are predicted. */
export interface TermReliability {
  term: string;
  /** over all BLUPs; null where the variance is 0 */
  mean: number | null;
  /** of persistent effects, in the order of the panel: √var(û − u) and 1 − var(û − u)/var(u); empty for other terms */
  assets: { asset: string; predictionError: number; reliability: number | null }[];
}
