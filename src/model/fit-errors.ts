import { twins } from '../data/twins.js';
import { EngineError, ModelError } from '../errors.js';
import { columnTerm, type PanelDesign, varianceLabels } from './design.js';
import { observedCells } from './patterns.js';
import type { PanelInputs, PanelOutputs } from './request.js';
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
  aliasedInAsset: 8,
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
    case status.aliasedInAsset:
      return refuseAliasedInAsset(detail, panel, design);
    case status.noVariation:
      return refuseConstant(detail, panel);
    case status.indefinite:
      throw new ModelError(
        'kernel-indefinite',
        `kernel ${design.kernels[detail]} is not positive semi-definite: its smallest eigenvalue is ${outputs.summary[9].toPrecision(3)} of its largest`,
        'repair it first, for example with repairKernel()',
        { kernel: design.kernels[detail], ratio: outputs.summary[9] },
      );
    case status.noInformation:
      return refuseWithoutInformation(detail, design);
    case status.notIdentifiable:
      return refuseCombination(outputs.variances, design);
    case status.singular:
      return refuseSingular();
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

/** @throws ModelError `aliased-fixed-effect` naming the column's term, those per asset first */
export function refuseAliased(column: number, design: PanelDesign): never {
  const perAsset = column < design.assetFixed.length;
  const term = columnTerm(design, perAsset, perAsset ? column : column - design.assetFixed.length);
  throw new ModelError(
    'aliased-fixed-effect',
    `the fixed effect "${term}" is a combination of the other fixed effects`,
    "leave it out, or the ones that it repeats, or set aliased to 'drop'",
    { term },
  );
}

/** A fixed effect of one asset that its own periods cannot tell from its others. */
function refuseAliasedInAsset(detail: number, panel: Panel, design: PanelDesign): never {
  const N = panel.assets.length;
  const asset = panel.assets[detail % N];
  const effect = `${columnTerm(design, true, Math.floor(detail / N))}[${asset}]`;
  const seen = observedCells(panel)[detail % N];
  throw new ModelError(
    'aliased-fixed-effect',
    `the fixed effect "${effect}" cannot be estimated: ${asset} has returns in ${seen} of ${panel.periods.length} periods` +
      (seen < design.assetFixed.length
        ? `, and ${design.assetFixed.length} are needed`
        : ', in which the covariates depend on each other'),
    'leave the asset out until it has more returns, or use effects common to all assets with random ones an asset, such as asset(K)',
    { term: effect, asset, periods: seen },
  );
}

/** @throws ModelError `no-residual-variation` naming the asset, or the whole panel for −1 */
export function refuseConstant(asset: number, panel: Panel): never {
  const what = asset < 0 ? 'the panel' : `asset ${panel.assets[asset]}`;
  const covariate = asset < 0 ? null : repeatedCovariate(asset, panel);
  if (covariate !== null) {
    throw new ModelError(
      'no-residual-variation',
      `${panel.assets[asset]} moves exactly with the ${covariate === 'market' ? 'market: leave it out of the assets, or name it as the market' : `covariate ${covariate}: leave one of the two out`}`,
      'an asset that repeats a covariate has no risk of its own to estimate',
      { asset: panel.assets[asset], covariate },
    );
  }
  throw new ModelError(
    'no-residual-variation',
    `${what} has no variation beside its fixed effects`,
    'leave out constant assets and assets that repeat a covariate, such as the market itself',
    { asset: asset < 0 ? null : panel.assets[asset] },
  );
}

/** A residual below this share of the largest component, in a fit that did not converge, is what kept it from doing so. */
const VANISHING = 1e-5;

/**
 * Refuses a fit one of whose residual variances fell to the engine's floor, which stands where kernels leave Ω singular
 * without a residual: it goes there only where the returns have no variation in the very directions that the kernels
 * lack, and the likelihood then grows without bound. Two assets of the same returns are the usual cause. Refuses a fit,
 * too, that did not converge since other terms explain nearly all of the variance: the likelihood has no digits left.
 *
 * @throws ModelError `no-residual-variation` naming the two assets, or none; `ill-conditioned` naming the largest term
 */
export function refuseUnbounded(
  outputs: PanelOutputs,
  panel: Panel,
  { design, held }: Pick<PanelInputs, 'design' | 'held'>,
): void {
  const { variances, varianceErrors, shares, summary } = outputs;
  const labels = varianceLabels(design);
  const free = [...labels.keys()].filter((k) => k >= design.random.length && Number.isNaN(held?.[k] ?? NaN));
  if (free.length === 0) return;
  const largest = shares.indexOf(Math.max(...shares));
  const smallest = free.reduce((least, k) => (shares[k] < shares[least] ? k : least));
  const floored = free.find((k) => varianceErrors[k] < 0 && variances[k] > 0);
  const vanishing = shares[smallest] < VANISHING * shares[largest];
  if (floored === undefined && (summary[4] === 1 || !vanishing)) return;
  const pair = twins(panel).at(0);
  if (floored === undefined && pair === undefined) {
    const [term, share] = [labels[largest], shares[smallest] / shares[largest]];
    const whose = labels[smallest] === 'residual' ? "the residual's" : `${labels[smallest]}'s`;
    throw new ModelError(
      'ill-conditioned',
      `the fit did not converge: ${whose} share of the variance is ${share.toExponential(1)} of that of "${term}"`,
      'scale the covariates and kernels of that term, or give it a fixed effect: its kernel may be unable to tell apart what the data do',
      { term, share },
    );
  }
  throw new ModelError(
    'no-residual-variation',
    pair === undefined
      ? withoutMaximum(labels[floored!], design)
      : `${pair[0]} and ${pair[1]} have the same returns in all periods${alikeIn(design)}: nothing is left for ${labels[floored ?? smallest] === 'residual' ? 'the residual' : labels[floored ?? smallest]}`,
    'leave out assets that repeat others',
    { assets: pair ?? [] },
  );
}

/** Why a likelihood grows as a residual variance goes to 0. */
function withoutMaximum(residual: string, design: PanelDesign): string {
  if (residual !== 'residual') {
    return `the variance ${residual} goes to 0, where the other terms leave the covariance singular: the likelihood has no maximum`;
  }
  const kernels = kernelNames(design);
  const which = design.kernels.length === 1 ? `kernel ${kernels} is` : `kernels ${kernels} are`;
  return `${which} singular where the returns do not vary: without a residual the likelihood has no maximum`;
}

function alikeIn(design: PanelDesign): string {
  return design.kernels.length === 0 ? '' : ` and are alike in ${kernelNames(design)}`;
}

function kernelNames({ kernels }: PanelDesign): string {
  return kernels.map((name) => `"${name}"`).join(' and ');
}

/** The covariate that an asset's returns are a straight line of, to within rounding; null where there is none. */
function repeatedCovariate(asset: number, { assets, returns, covariates }: Panel): string | null {
  for (const [name, values] of Object.entries(covariates)) {
    if (!(values instanceof Float64Array)) continue;
    const own = values.map((_, t) => returns[t * assets.length + asset]);
    const [xx, yy, xy] = [
      crossDeviation(values, values),
      crossDeviation(own, own),
      crossDeviation(values, own),
    ];
    if (xx > 0 && yy > 0 && xy * xy >= (1 - 1e-10) * xx * yy) return name;
  }
  return null;
}

/** Σ(x − x̄)(y − ȳ) */
function crossDeviation(x: Float64Array, y: Float64Array): number {
  const mean = (values: Float64Array): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [centreX, centreY] = [mean(x), mean(y)];
  return x.reduce((sum, value, t) => sum + (value - centreX) * (y[t] - centreY), 0);
}

/** @throws ModelError `no-information` naming the term */
export function refuseWithoutInformation(term: number, design: PanelDesign): never {
  const label = termLabel(design, term);
  throw new ModelError(
    'no-information',
    `the data hold no information on the variance of "${label}" beside the fixed effects`,
    'leave the term out, or the fixed effect that takes its place',
    { term: label },
  );
}

/** @throws ModelError `singular-covariance` */
export function refuseSingular(): never {
  throw new ModelError(
    'singular-covariance',
    'the covariance of the returns is singular at the starting variances, or at those that are given',
    'check the kernels for extreme scales',
  );
}

/** @throws ModelError `not-identifiable` naming the terms with a weight in the combination */
export function refuseCombination(weights: ArrayLike<number>, design: PanelDesign): never {
  const terms = varianceLabels(design).filter((_, k) => Math.abs(weights[k]) > NAMED_WEIGHT);
  throw new ModelError(
    'not-identifiable',
    `the variances of ${terms.map((term) => `"${term}"`).join(' and ')} cannot be told apart`,
    'leave one of them out',
    { terms },
  );
}

function termLabel(design: PanelDesign, k: number): string {
  return varianceLabels(design)[k];
}
