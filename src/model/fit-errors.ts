import { EngineError, ModelError } from '../errors.js';
import type { PanelDesign } from './design.js';
import type { PanelOutputs } from './request.js';
import type { Panel } from './types.js';

/** The engine's FitStatus. */
const status = {
  fitted: 0,
  aliased: 1,
  noVariation: 2,
  indefinite: 3,
  noInformation: 4,
  notIdentifiable: 5,
  eigenFailed: 6,
  singular: 7,
} as const;

/** Weight in the indistinguishable combination from which on a term is named. */
const NAMED_WEIGHT = 1e-3;

/** Turns the engine's status into an error that names the cause; does nothing for a fit. */
export function refuseFit(outputs: PanelOutputs, panel: Panel, design: PanelDesign): void {
  const detail = outputs.summary[0];
  switch (outputs.status) {
    case status.fitted:
      return;
    case status.aliased:
      return refuseAliased(detail, design);
    case status.noVariation:
      return refuseConstant(detail, panel.assets);
    case status.indefinite:
      throw new ModelError(
        'kernel-indefinite',
        `kernel ${design.kernels[detail]} is not positive semi-definite: its smallest eigenvalue is ${outputs.summary[9].toPrecision(3)} of its largest`,
        'repair it first, for example with repairKernel()',
        { kernel: design.kernels[detail], ratio: outputs.summary[9] },
      );
    case status.noInformation:
      throw new ModelError(
        'no-information',
        `the data hold no information on the variance of "${termLabel(design, detail)}" beside the fixed effects`,
        'leave the term out, or the fixed effect that takes its place',
        { term: termLabel(design, detail) },
      );
    case status.notIdentifiable:
      return refuseCombination(outputs.variances, design);
    case status.singular:
      throw new ModelError(
        'singular-covariance',
        'the covariance of the returns is singular at the starting variances',
        'check the kernels for extreme scales',
      );
    default:
      throw new EngineError(
        'no-convergence',
        'an eigenvalue iteration did not converge',
        'report this panel',
        {
          status: outputs.status,
        },
      );
  }
}

function refuseAliased(column: number, design: PanelDesign): never {
  const perAsset = column < design.assetFixed.length;
  const { label } = perAsset
    ? design.assetFixed[column]
    : design.commonFixed[column - design.assetFixed.length];
  const term = !perAsset ? label : label === '1' ? 'asset' : `asset:${label}`;
  throw new ModelError(
    'aliased-fixed-effect',
    `the fixed effect "${term}" is a combination of the other fixed effects`,
    'leave it out, or the ones that it repeats',
    { term },
  );
}

/** @throws ModelError `no-residual-variation` naming the asset, or the whole panel for −1 */
export function refuseConstant(asset: number, assets: readonly string[]): never {
  const what = asset < 0 ? 'the panel' : `asset ${assets[asset]}`;
  throw new ModelError(
    'no-residual-variation',
    `${what} has no variation beside its fixed effects`,
    'leave out constant assets and assets that repeat a covariate, such as the market itself',
    { asset: asset < 0 ? null : assets[asset] },
  );
}

function refuseCombination(weights: Float64Array, design: PanelDesign): never {
  const terms = [...weights.keys()]
    .filter((k) => Math.abs(weights[k]) > NAMED_WEIGHT)
    .map((k) => termLabel(design, k));
  throw new ModelError(
    'not-identifiable',
    `the variances of ${terms.map((term) => `"${term}"`).join(' and ')} cannot be told apart`,
    'leave one of them out',
    { terms },
  );
}

function termLabel(design: PanelDesign, k: number): string {
  return design.random[k]?.label ?? 'residual';
}
