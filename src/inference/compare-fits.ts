import { ModelError } from '../errors.js';
import { refuseWeighted } from './check-origin.js';
import { isResidualLabel, residualPositions } from '../model/residual-groups.js';
import type { PanelFit, VarianceComponent } from '../model/types.js';

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

/**
 * The components in which a full fit has a reduced one nested: estimated in the first; left out, or held, in the second;
 * and residual variances that the second takes for one, where its groups are made of whole groups of the first.
 *
 * @throws ModelError `different-data`, `different-fixed-effects` (REML likelihoods of different fixed effects are of
 *         different contrasts of the returns), `different-scale`, `different-contrasts`; `not-nested` naming the term that
 *         stands in the way; `same-model` where nothing is tested
 */
export function testedComponents(reduced: PanelFit, full: PanelFit): TestedComponent[] {
  refuseIncomparable(reduced, full);
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
  if (tested.length > 0) return tested;
  throw new ModelError(
    'same-model',
    'both fits estimate the same variances',
    'leave a random term or the residual groups out of the reduced model, or fix a variance',
  );
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

function refuseIncomparable({ origin: a }: PanelFit, { origin: b }: PanelFit): void {
  refuseWeighted(a.weights !== null || b.weights !== null);
  if (a.returns !== b.returns) {
    throw new ModelError(
      'different-data',
      'the two fits are of different returns, assets or periods: their likelihoods cannot be compared',
      'fit both models to the same panel',
    );
  }
  if (a.fixed !== b.fixed) {
    throw new ModelError(
      'different-fixed-effects',
      'the two fits have different fixed effects: REML takes them out first, and the two likelihoods are of different data',
      'give both models the same fixed effects',
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
  if (a.contrasts !== b.contrasts) {
    throw new ModelError(
      'different-contrasts',
      'one fit is of contrasts of the assets and the other is not',
      'fit both models with the same contrasts',
    );
  }
}

function notNested(label: string, why: string): ModelError {
  return new ModelError(
    'not-nested',
    `the reduced fit is not a special case of the full one: of "${label}" ${why}`,
    'the full model has all random terms of the reduced one, with the same kernels, and its residual groups or parts of them',
    { term: label },
  );
}
