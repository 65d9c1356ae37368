import { EngineError, ModelError } from '../errors.js';
import type { MixedDesign } from './design.js';
import type { MixedOutputs } from './request.js';

/** The engine's MixedStatus. */
export const mixedStatus = {
  fitted: 0,
  aliased: 1,
  noVariation: 2,
  indefinite: 3,
  noInformation: 4,
  notIdentifiable: 5,
  eigenFailed: 6,
  singular: 7,
  unbounded: 8,
  needsDense: 9,
} as const;

/** Weight in the indistinguishable combination from which on a component is named. */
const NAMED_WEIGHT = 1e-3;

/** Turns the engine's status into an error that names the cause; does nothing for a fit. */
export function refuseMixedFit(outputs: MixedOutputs, design: MixedDesign, columns: readonly string[]): void {
  const detail = outputs.summary[0];
  switch (outputs.status) {
    case mixedStatus.fitted:
      return;
    case mixedStatus.aliased:
      throw new ModelError(
        'aliased-fixed-effect',
        `the fixed effect "${columns[detail]}" is a combination of the earlier ones`,
        "leave it out, or the ones that it repeats, or give aliased: 'drop'",
        { term: columns[detail] },
      );
    case mixedStatus.noVariation:
      throw new ModelError(
        'no-residual-variation',
        'y has no variation beside the fixed effects',
        'use observations that vary, or fewer fixed effects',
        { observations: design.rows.length, fixedEffects: columns.length },
      );
    case mixedStatus.indefinite:
      return refuseKernel(outputs, design, detail);
    case mixedStatus.noInformation:
      throw new ModelError(
        'no-information',
        `the data hold no information on the variance of "${design.components[detail]}" beside the fixed effects`,
        'leave the term out, or the fixed effect that takes its place',
        { term: design.components[detail] },
      );
    case mixedStatus.notIdentifiable:
      return refuseCombination(outputs.variances, design);
    case mixedStatus.singular:
      throw new ModelError(
        'singular-covariance',
        'the covariance of the observations is singular at the variances given',
        'give a positive residual variance',
        { terms: design.components },
      );
    case mixedStatus.needsDense:
      throw new ModelError(
        'vanishing-residual',
        `the variance "${design.components[detail]}" falls below 1e-8 of the total, which takes V of all ${design.rows.length} observations to follow`,
        'give that variance in fixedVariances, or use fewer observations',
        { term: design.components[detail] },
      );
    case mixedStatus.unbounded:
      throw new ModelError(
        'unbounded-likelihood',
        `the likelihood grows without bound as "${design.components[detail]}" goes to 0: the other effects explain these observations exactly`,
        'use fewer effects, or give that variance in fixedVariances',
        { term: design.components[detail] },
      );
    default:
      throw new EngineError(
        'no-convergence',
        'an eigenvalue iteration did not converge',
        'report this model',
        {
          status: outputs.status,
        },
      );
  }
}

function refuseKernel(outputs: MixedOutputs, design: MixedDesign, kernel: number): never {
  const { label } = design.kernels[kernel];
  const ratio = outputs.kernelRepairs[2 * kernel + 1];
  throw new ModelError(
    'kernel-indefinite',
    `the kernel of "${label}" is not positive semi-definite: its smallest eigenvalue is ${ratio.toPrecision(3)} of its largest`,
    'repair it first, for example with repairKernel()',
    { term: label, ratio },
  );
}

function refuseCombination(weights: Float64Array, design: MixedDesign): never {
  const terms = design.components.filter((_, k) => Math.abs(weights[k]) > NAMED_WEIGHT);
  throw new ModelError(
    'not-identifiable',
    `the variances of ${terms.map((term) => `"${term}"`).join(' and ')} cannot be told apart`,
    'leave one of them out',
    { terms },
  );
}

/** @throws ModelError `too-large` */
export function refuseSize(
  design: MixedDesign,
  columns: readonly string[],
  largest: number,
  hint = `use at most ${largest} observations, or at most ${Math.max(0, largest - columns.length)} levels`,
): never {
  const levels = design.terms.reduce((total, term) => total + term.levels.length, 0);
  throw new ModelError(
    'too-large',
    `the model has ${design.rows.length} observations and ${levels} levels with ${columns.length} fixed effects; ` +
      `the engine fits up to ${largest} observations with any number of levels, or any number of observations with up to ${largest} levels and fixed effects together`,
    hint,
    { observations: design.rows.length, levels, fixedEffects: columns.length, largest },
  );
}
