import type { PanelFit } from '../../model/types.js';
import type { Features, Kernel } from '../types.js';

/** What of a kernel made of features can be learned. */
export type FeatureParameter = 'lengthScale' | 'relevance' | 'classWeight';

/** What of a kernel can be learned: of one made of features, or the weights of a sum. */
export type KernelParameter = FeatureParameter | 'weights';

/** All of them. */
export const kernelParameters: readonly KernelParameter[] = [
  'lengthScale',
  'relevance',
  'classWeight',
  'weights',
];

/** λ where none is given. */
export const usualPenalty = 1;

/**
 * A kernel of features with d_ij² = Σ_k ρ_k(x_ik − x_jk)² + c²·Σ_l(z_il − z_jl)²: exp(−d/ℓ), exp(−d²/(2ℓ²)), or linear. Where
 * nothing is learned ρ = 1, and ℓ is the median distance, as in `relationshipKernel`.
 */
export interface LearnableFeatures {
  /** default `exponential` */
  kind?: 'exponential' | 'gaussian' | 'linear';
  /** x, standardised; a relevance each */
  characteristics?: Features;
  /** z, indicators; one weight for all */
  classes?: Features;
  /** c, that of the start where it is learned; default 1 with `classes` */
  classWeight?: number;
  learn: readonly FeatureParameter[];
  /** λ of the exponential prior of each relevance, whose log-density −λρ_k is added; default 1, 0 for none */
  penalty?: number;
}

/** A weighted sum of kernels beside it, by name; weights that are learned add up to 1. */
export interface LearnableSum {
  weights: Readonly<Record<string, number>>;
  learn: readonly 'weights'[];
}

/** A kernel that is given, made of features or a sum. */
export type LearnableKernel = Kernel | LearnableFeatures | LearnableSum;

/** The parameters of a kernel where the search ended, learned or not. */
export interface LearnedKernel {
  /** what was learned of it, in this data; empty for the sum of kernels that learn */
  learned: KernelParameter[];
  /** ℓ; null of linear kernels and sums */
  lengthScale: number | null;
  /** ρ by characteristic, 1 where they are not learned; of linear kernels they average 1. Null of sums */
  relevances: Record<string, number> | null;
  /** c; null without classes, and of sums */
  classWeight: number | null;
  /** of sums, those that are learned adding up to 1; else null */
  weights: Record<string, number> | null;
  /** relevances and weights that are exactly 0 */
  zero: string[];
  /** parameters at an end of what was searched other than 0 */
  atBound: string[];
}

/** One search from one start. */
export interface LearningStart {
  start: string;
  /** null where the start itself was refused */
  logLikelihood: number | null;
  iterations: number;
  converged: boolean;
}

/** How the parameters were found. */
export interface KernelLearning {
  /** by kernel, those given aside */
  kernels: Record<string, LearnedKernel>;
  /** of the fixed kernel */
  startLogLikelihood: number;
  /** at the end, without the penalty; not below that of the fixed kernel */
  logLikelihood: number;
  /** their difference */
  gain: number;
  /** Σ λρ_k at the end */
  penalty: number;
  /** of the search that is kept; 0 where the fixed kernel is */
  iterations: number;
  /** fits of all searches, and how many of them were refused */
  evaluations: number;
  refused: number;
  converged: boolean;
  /** `fixed` where no learned kernel has a larger likelihood */
  kept: 'learned' | 'fixed';
  starts: LearningStart[];
  /** what a reader should know, in words */
  notes: string[];
}

/** The kernels that were learned, the fit at their parameters and how they were found. */
export interface LearnedKernels {
  /** by name, those of `learnables` */
  kernels: Record<string, Kernel>;
  fit: PanelFit;
  learning: KernelLearning;
}
