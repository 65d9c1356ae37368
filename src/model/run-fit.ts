import type { EngineCore } from '../engine/core.js';
import { ModelError } from '../errors.js';
import { refuseFit, refuseUnbounded } from './fit-errors.js';
import { type PanelDesign, fixedEffectPlaces, varianceLabels } from './design.js';
import { type PanelInputs, type PanelOutputs, requestBytes, writeRequest } from './request.js';
import type { FixedEffect, Panel, PanelFit } from './types.js';

/** The engine's Path, and that of low-rank/. */
const paths = ['collapsed', 'spectral', 'patterns', 'lowRank'] as const;

/**
 * One fit by the engine, after every check of its inputs.
 *
 * @throws ModelError for kernels and components that cannot be estimated, naming assets of the panel
 */
export function runFit(core: EngineCore, inputs: PanelInputs, panel: Panel): PanelOutputs {
  const outputs = core.run(
    () => requestBytes(inputs),
    (engine, frame) => {
      const { address, read } = writeRequest(inputs, engine, frame);
      frame.reserve(engine.fitPanelWorkspace(address));
      return read(engine.fitPanel(address));
    },
  );
  refuseFit(outputs, panel, inputs.design);
  refuseUnbounded(outputs, panel, inputs);
  return outputs;
}

/**
 * @param held what `heldVariances` says
 * @param cells observed ones, where some are missing
 * @throws ModelError `too-few-periods`
 */
export function checkDegrees(
  T: number,
  N: number,
  design: PanelDesign,
  held: readonly number[] | null,
  cells = T * N,
): void {
  const absent = design.absent?.reduce((sum, value) => sum + value, 0) ?? 0;
  const fixed = design.assetFixed.length * N + design.commonFixed.length - absent;
  const estimated = held === null ? varianceLabels(design).length : held.filter(Number.isNaN).length;
  if (T > design.assetFixed.length && cells - fixed >= Math.max(1, estimated)) return;
  throw new ModelError(
    'too-few-periods',
    `${T} periods of ${N} assets${cells < T * N ? `, ${cells} returns in all,` : ''} cannot estimate ${fixed} fixed effects and ${estimated} variances`,
    'use more periods or fewer terms',
    { periods: T, assets: N, returns: cells, fixedEffects: fixed, variances: estimated },
  );
}

/**
 * Variances of a fit of the same terms.
 *
 * @throws ModelError `start-terms`
 */
export function startingValues(design: PanelDesign, start?: PanelFit): number[] | null {
  if (!start) return null;
  const labels = varianceLabels(design);
  const { variances } = start;
  const fits =
    variances.length === labels.length &&
    variances.every(({ label, estimate }, k) => label === labels[k] && estimate >= 0 && estimate < Infinity);
  if (!fits) {
    throw new ModelError(
      'start-terms',
      `the starting fit has the variances ${variances.map(({ label, estimate }) => `${label} ${estimate}`).join(', ')} when the model has ${labels.join(', ')}`,
      'start from a fit of the same random terms and residual groups',
      { terms: labels },
    );
  }
  return variances.map(({ estimate }) => estimate);
}

/** The engine's answer in the terms of the model. */
export function describeFit(
  outputs: PanelOutputs,
  assets: readonly string[],
  { design, held, origin }: Pick<PanelInputs, 'design' | 'held' | 'origin'>,
): PanelFit {
  const [, logLikelihood, kktResidual, iterations, converged, heritability, heritabilityError, path] =
    outputs.summary;
  const labels = varianceLabels(design);
  const { assets: assetGroups, periods } = design.residual;
  const isHeld = (k: number): boolean => held !== null && !Number.isNaN(held[k]);
  return {
    variances: labels.map((label, k) => ({
      label,
      estimate: outputs.variances[k],
      standardError: orNull(outputs.varianceErrors[k]),
      atBoundary: !isHeld(k) && outputs.varianceErrors[k] < 0,
      ...(isHeld(k) ? { fixed: true } : {}),
    })),
    fixedEffects: describeFixedEffects(outputs, assets, design),
    randomEffects: Object.fromEntries(design.random.map(({ label }, k) => [label, outputs.randomEffects[k]])),
    fitted: outputs.fitted,
    residuals: outputs.residuals,
    logLikelihood,
    heritability: { estimate: heritability, standardError: orNull(heritabilityError) },
    converged: converged === 1,
    iterations,
    kktResidual,
    path: paths[path],
    scales: outputs.scales,
    notes: [...describeRepairs(outputs), ...design.dropNotes],
    dropped: design.dropped,
    ...((assetGroups ?? periods) && {
      residualGroups: { ...(assetGroups && { assets: assetGroups }), ...(periods && { periods }) },
    }),
    origin,
  };
}

function describeFixedEffects(
  outputs: PanelOutputs,
  assets: readonly string[],
  design: PanelDesign,
): FixedEffect[] {
  const N = assets.length;
  return fixedEffectPlaces(design, assets).map(({ label, perAsset, index, asset }) => {
    const effects = perAsset ? outputs.assetEffects : outputs.commonEffects;
    const position = perAsset ? index * N + asset : index;
    const [estimate, standardError] = [effects[position], effects[effects.length / 2 + position]];
    return { label, estimate, standardError, tValue: estimate / standardError };
  });
}

function describeRepairs({ summary }: PanelOutputs): string[] {
  const [clipped, smallest] = [summary[8], summary[9]];
  if (clipped === 0) return [];
  return [
    `${clipped} negative kernel eigenvalues, down to ${smallest.toExponential(1)} of the largest, were set to 0`,
  ];
}

/** The engine writes −1 for what is undefined. */
function orNull(value: number): number | null {
  return value < 0 ? null : value;
}
