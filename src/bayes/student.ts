import { ConfigError, ModelError } from '../errors.js';
import type { PanelDesign } from '../model/design.js';
import type { PanelInputs } from '../model/request.js';
import { SMALLEST_DEGREES } from '../model/student-likelihood.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import type { DegreesPrior, PanelPosterior, PosteriorErrors } from './types.js';

/** Juárez and Steel (2010): the mode at 10, the mean at 20. */
const defaultPrior: DegreesPrior = { shape: 2, rate: 0.1 };

/** Below as many degrees of freedom the covariance is more than three times Ω. */
export const FEW_DEGREES = 3;

/** t errors as the engine takes them. */
export interface StudentInputs {
  /** null where they are drawn */
  degrees: number | null;
  prior: DegreesPrior;
  /** below which the prior is 0 */
  least: number;
}

/**
 * The t errors of a model as the sampler takes them, null where errors are normal.
 *
 * @throws ModelError `t-errors` of models whose posterior with t errors is not drawn; ConfigError `bad-value`, `unused-prior`
 */
export function studentInputs(
  panel: Panel,
  { errors, contrasts }: PanelModel,
  design: PanelDesign,
  given: DegreesPrior | undefined,
): StudentInputs | null {
  const isDrawn = errors?.degreesOfFreedom === 'estimate';
  if (given !== undefined && !isDrawn) {
    throw new ConfigError(
      'unused-prior',
      'degreesOfFreedomPrior is of degrees of freedom that are drawn, and the model has none to draw',
      'leave it out, or set errors to { kind: "t", degreesOfFreedom: "estimate" }',
      { path: 'degreesOfFreedomPrior' },
    );
  }
  if (errors === undefined) return null;
  const { shape, rate } = given ?? defaultPrior;
  for (const [name, value] of Object.entries({ shape, rate })) {
    if (value > 0 && value < Infinity) continue;
    const path = `degreesOfFreedomPrior.${name}`;
    throw new ConfigError('bad-value', `${path} is ${String(value)}`, 'give a positive number', {
      path,
      value: String(value),
    });
  }
  const has = [
    ...(panel.returns.some(Number.isNaN) ? ['returns that are missing'] : []),
    ...(contrasts === undefined ? [] : ['contrasts to the average']),
    ...(design.commonFixed.length === 0 ? [] : ['fixed effects that assets have in common']),
    ...(design.persistent.length === 0 ? [] : ['random effects that persist']),
  ];
  if (has.length > 0) {
    throw new ModelError(
      't-errors',
      `a posterior with t errors is of complete returns, fixed effects per asset and random effects within a period: the model has ${has.join(', ')}`,
      'use normal errors, or a model without these',
      { has: has.join(', ') },
    );
  }
  return {
    degrees: isDrawn ? null : (errors.degreesOfFreedom as number),
    prior: { shape, rate },
    least: SMALLEST_DEGREES,
  };
}

/** The rows with the residual scales of the fit taken out: those of weighted rows would change with every draw of the weights. */
export function withScales(inputs: PanelInputs, { scales }: PanelFit): PanelInputs {
  if (!inputs.scaleResidual) return inputs;
  const N = scales.length;
  const returns = inputs.returns.map((value, cell) => value / scales[cell % N]);
  return { ...inputs, returns, scaleResidual: false };
}

/** What the draws say of t errors; undefined where errors are normal. */
export function posteriorErrors(
  student: StudentInputs | null,
  degreesOfFreedom: Float64Array,
  chainWeights: Float64Array,
  chains: number,
): PosteriorErrors | undefined {
  if (student === null) return undefined;
  const T = chainWeights.length / chains;
  const weights = Float64Array.from({ length: T }, (_, t) => {
    let total = 0;
    for (let c = 0; c < chains; c++) total += chainWeights[c * T + t];
    return total / chains;
  });
  const estimated = student.degrees === null;
  const prior = estimated ? { ...student.prior, above: student.least } : null;
  return { degreesOfFreedom, estimated, prior, weights };
}

/** df/(df − 2) of a draw, by which covariances within a period are more than Ω; 1 with normal errors. */
export function tailFactor({ errors }: Pick<PanelPosterior, 'errors'>, draw: number): number {
  if (errors === undefined) return 1;
  const degrees = errors.degreesOfFreedom[draw];
  return degrees / (degrees - 2);
}
