/** What a decision's entry in the result says of its kernels and its fit. */
import { type KernelDefinition, withParts } from '../kernels/definitions.js';
import type { WindowKernels } from '../kernels/window.js';
import { summarizeErrors } from '../model/errors-summary.js';
import type { PanelFit } from '../model/types.js';
import type { DatedMatrix } from './kernel-timeline.js';
import type { BacktestDecision } from './types.js';

/** The kernels of a window, and the dated matrices that sums among them are made of. */
export function kernelSummaries(
  { kernels, repairs }: WindowKernels,
  definitions: Readonly<Record<string, KernelDefinition>>,
  dated: Readonly<Record<string, DatedMatrix>>,
): BacktestDecision['kernels'] {
  const names = Object.keys(kernels);
  const parts = withParts(names, definitions).filter(
    (name) => !names.includes(name) && Object.hasOwn(dated, name),
  );
  return [...names, ...parts].map((name) => {
    const matrix = Object.hasOwn(dated, name) ? dated[name] : null;
    const repair = repairs[name] ?? matrix?.repair ?? null;
    return matrix === null ? { name, repair } : { name, repair, date: matrix.date };
  });
}

/** A fit in short. */
export function fitSummary(fit: PanelFit, periods: readonly string[]): BacktestDecision['fit'] {
  const errors = summarizeErrors(periods, fit);
  return {
    path: fit.path,
    converged: fit.converged,
    iterations: fit.iterations,
    logLikelihood: fit.logLikelihood,
    heritability: fit.heritability.estimate,
    heritabilityStandardError: fit.heritability.standardError,
    variances: fit.variances.map((variance) => ({ ...variance })),
    ...(errors && { errors }),
    ...(fit.discount && { discount: fit.discount }),
  };
}
