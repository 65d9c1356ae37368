import { ModelError } from '../errors.js';
import { isResidualLabel, residualPositions } from '../model/residual-groups.js';
import { refuseDiscounted } from './check-origin.js';
import type { FitOrigin, PanelFit, VarianceComponent } from '../model/types.js';

/** What one fit estimates and the other holds, or takes for equal: the null hypothesis of a test. */
export interface TestedComponent {
  label: string;
  /** its variance in the reduced fit: 0 where the term is left out, the common one of residual groups */
  value: number;
  /** of the hypothesis: 1, and g − 1 for g residual variances that the reduced fit takes for equal */
  degreesOfFreedom: number;
  /** whether it says that variances are equal, which is inside the boundary whatever they are */
  isEquality: boolean;
}

/** Fixed effects that a full fit has and a reduced one does not. */
export interface TestedFixedEffects {
  /** as the full fit labels them; effects of the reduced fit may be sums of them and others, as `1` is of `asset` */
  labels: string[];
  /** by how many effects the full fit has more: the dimension of the hypothesis */
  degreesOfFreedom: number;
}

/**
 * The components in which a full fit has a reduced one nested: estimated in the first; left out, or held, in the second;
 * and residual variances that the second takes for one, where its groups are made of whole groups of the first.
 *
 * @throws ModelError `different-data`, `different-methods`, `different-fixed-effects`, `different-scale`,
 *         `different-contrasts`, `different-weights`, `discounted-likelihood`; `not-nested` naming the term that stands in
 *         the way; `same-model` where nothing is tested
 */
export function testedComponents(reduced: PanelFit, full: PanelFit): TestedComponent[] {
  refuseIncomparable(reduced, full);
  if (reduced.origin.fixed !== full.origin.fixed) throw differentFixedEffects(reduced.origin);
  const tested = nestedComponents(reduced, full);
  if (tested.length > 0) return tested;
  throw sameModel();
}

/**
 * What is tested by two fits, of the same method, one of which is nested in the other: variances, or fixed effects of ML fits.
 *
 * @throws ModelError as `testedComponents`; `different-fixed-effects` for REML fits alone; `fixed-and-random` where the fits
 *         differ in both
 */
export function testedEffects(
  reduced: PanelFit,
  full: PanelFit,
): { components: TestedComponent[]; fixed: TestedFixedEffects | null } {
  refuseIncomparable(reduced, full);
  if (reduced.origin.fixed === full.origin.fixed) {
    return { components: testedComponents(reduced, full), fixed: null };
  }
  if (full.origin.method === 'REML') throw differentFixedEffects(reduced.origin);
  const components = nestedComponents(reduced, full);
  const fixed = nestedFixedEffects(reduced, full);
  if (components.length > 0) {
    const labels = components.map(({ label }) => label);
    throw new ModelError(
      'fixed-and-random',
      `the fits differ in fixed effects and in ${labels.map((label) => `"${label}"`).join(' and ')}: of both at once the statistic has no simple distribution`,
      'test fixed effects between models with the same random terms, and variances between models with the same fixed effects',
      { components: labels, fixedEffects: fixed.labels },
    );
  }
  return { components, fixed };
}

/** As `testedComponents`, without a look at the fixed effects; empty where nothing is tested. */
function nestedComponents(reduced: PanelFit, full: PanelFit): TestedComponent[] {
  const [small, large] = [components(reduced), components(full)];
  const tested = testedResiduals(reduced, full);
  for (const label of new Set([...large.keys(), ...small.keys()])) {
    const absent: Component = { term: undefined, estimate: 0, isFree: false };
    const [own, other] = [small.get(label) ?? absent, large.get(label) ?? absent];
    if (own.term !== other.term && (own.isFree || own.estimate > 0)) {
      throw notNested(
        label,
        other.term === undefined ? 'the full fit lacks it' : 'its covariate or kernel differs',
      );
    }
    tested.push(...testedVariance(label, own, other));
  }
  return tested;
}

/**
 * Every column of the reduced fit is one of the full fit's: one per asset as one per asset, a common one as either, since
 * it is the sum of the effects per asset.
 *
 * @throws ModelError `not-nested` naming the effect; `same-model` where both have the same effects
 */
function nestedFixedEffects(reduced: PanelFit, full: PanelFit): TestedFixedEffects {
  const [small, large] = [reduced.origin.fixedColumns, full.origin.fixedColumns];
  const perAsset = new Set(Object.values(large.perAsset));
  const any = new Set([...perAsset, ...Object.values(large.common)]);
  const lost =
    Object.entries(small.perAsset).find(([, sum]) => !perAsset.has(sum))?.[0] ??
    Object.entries(small.common).find(([, sum]) => !any.has(sum))?.[0];
  if (lost !== undefined) {
    const isOwn = Object.hasOwn(small.perAsset, lost);
    const term = isOwn ? (lost === '1' ? 'asset' : `asset:${lost}`) : lost;
    throw notNested(term, 'the full fit lacks the fixed effect');
  }
  const degreesOfFreedom = reduced.origin.degreesOfFreedom - full.origin.degreesOfFreedom;
  if (degreesOfFreedom === 0) throw sameModel();
  const known = new Set(reduced.fixedEffects.map(({ label }) => label));
  const labels = full.fixedEffects.map(({ label }) => label).filter((label) => !known.has(label));
  return { labels, degreesOfFreedom };
}

/** A variance that both fits have. */
function testedVariance(
  label: string,
  own: Pick<Component, 'estimate' | 'isFree'>,
  other: Pick<Component, 'estimate' | 'isFree'>,
): TestedComponent[] {
  if (own.isFree && !other.isFree)
    throw notNested(label, 'the reduced fit estimates it and the full one does not');
  if (!own.isFree && !other.isFree && own.estimate !== other.estimate) {
    throw notNested(label, `its variance is held at ${own.estimate} and at ${other.estimate}`);
  }
  if (!other.isFree || own.isFree) return [];
  return [{ label, value: own.estimate, degreesOfFreedom: 1, isEquality: false }];
}

/**
 * What the reduced fit says of the residual variances that the full one does not. Groups are compared by the cells that
 * they hold, whatever they are called.
 */
function testedResiduals(reduced: PanelFit, full: PanelFit): TestedComponent[] {
  const N = full.scales.length;
  const T = full.residuals.length / N;
  const [own, other] = [residualPositions(reduced, T, N), residualPositions(full, T, N)];
  const within = new Map<number, number>();
  own.forEach((group, cell) => {
    if (Number.isNaN(full.residuals[cell])) return;
    const known = within.get(other[cell]) ?? group;
    if (known !== group) {
      throw notNested(
        full.variances[other[cell]].label,
        `the cells are in two groups of the reduced fit, ${reduced.variances[known].label} and ${reduced.variances[group].label}`,
      );
    }
    within.set(other[cell], group);
  });
  return [...new Set(own)].flatMap((group) => {
    if (group < 0) return [];
    const common = component(reduced.variances[group]);
    const parts = full.variances.filter((_, k) => within.get(k) === group);
    if (parts.length === 1 || !common.isFree) {
      return parts.flatMap((part) => testedVariance(part.label, common, component(part)));
    }
    for (const part of parts) testedVariance(part.label, common, component(part));
    return [
      {
        label: parts.map(({ label }) => label).join(' = '),
        value: common.estimate,
        degreesOfFreedom: parts.length - 1,
        isEquality: true,
      },
    ];
  });
}

function component({ estimate, fixed }: VarianceComponent): Pick<Component, 'estimate' | 'isFree'> {
  return { estimate, isFree: fixed !== true };
}

interface Component {
  /** checksum of the term; undefined where the fit does not have it */
  term: string | undefined;
  estimate: number;
  isFree: boolean;
}

/** The random terms, by label without spaces. */
function components({ variances, origin }: PanelFit): Map<string, Component> {
  return new Map(
    variances
      .filter(({ label }) => !isResidualLabel(label))
      .map((variance) => [
        variance.label.replace(/\s/g, ''),
        { term: origin.random[variance.label], ...component(variance) },
      ]),
  );
}

function refuseIncomparable(reduced: PanelFit, full: PanelFit): void {
  const [a, b] = [reduced.origin, full.origin];
  refuseDiscounted(reduced.discount !== undefined || full.discount !== undefined, 'a likelihood-ratio test');
  if (a.returns !== b.returns) {
    throw new ModelError(
      'different-data',
      'the two fits are of different returns, assets or periods: their likelihoods cannot be compared',
      'fit both models to the same panel',
    );
  }
  if (a.method !== b.method) {
    throw new ModelError(
      'different-methods',
      `one fit is by ${a.method} and the other by ${b.method}: a likelihood of contrasts beside the fixed effects and one of the returns`,
      'fit both models by the same method: ML to test fixed effects, REML or ML to test variances',
      { methods: [a.method, b.method] },
    );
  }
  if (a.scale !== b.scale) {
    throw new ModelError(
      'different-scale',
      `one fit has scale ${a.scale} and the other ${b.scale}`,
      'fit both models with the same scale',
      { scales: [a.scale, b.scale] },
    );
  }
  if (a.weights !== b.weights) {
    throw new ModelError(
      'different-weights',
      'the two fits have different period weights, or different errors',
      'fit both models with the same periodWeights and errors',
    );
  }
  if (a.contrasts !== b.contrasts) {
    throw new ModelError(
      'different-contrasts',
      'one fit is of contrasts of the assets and the other is not',
      'fit both models with the same contrasts',
    );
  }
}

function differentFixedEffects({ method }: FitOrigin): ModelError {
  return new ModelError(
    'different-fixed-effects',
    method === 'REML'
      ? 'the two fits have different fixed effects: REML takes them out first, and the two likelihoods are of different data'
      : 'the two fits have different fixed effects',
    method === 'REML'
      ? "give both models the same fixed effects, or fit both with method: 'ML' to test them"
      : 'give both models the same fixed effects',
  );
}

function sameModel(): ModelError {
  return new ModelError(
    'same-model',
    'both fits estimate the same variances and fixed effects',
    'leave a term or the residual groups out of the reduced model, or fix a variance',
  );
}

function notNested(label: string, why: string): ModelError {
  return new ModelError(
    'not-nested',
    `the reduced fit is not a special case of the full one: of "${label}" ${why}`,
    'the full model has all terms of the reduced one, with the same covariates and kernels, and its residual groups or parts of them',
    { term: label },
  );
}
