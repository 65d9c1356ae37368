import { ModelError } from '../errors.js';
import { covarianceOf } from '../mixed/checks.js';
import type { MixedModelFit } from '../mixed/types.js';

/** What one fit estimates and the other holds or leaves out: the null hypothesis of a test. */
export interface TestedParameters {
  /** variances, covariances as `cov(a, b)`, and fixed effects, as the full fit labels them */
  labels: string[];
  /** those of them at their bound under the null hypothesis: variances of 0, and a pair held at a correlation of ±1 */
  boundary: string[];
  /** number of the others: these may go either way */
  interior: number;
}

/**
 * The parameters in which a full general fit has a reduced one nested.
 *
 * A covariance counts as interior; so do g − 1 of g residual groups beside one residual, and fixed effects.
 *
 * @throws ModelError `different-data`, `different-weights`, `different-method`, `different-fixed-effects` (of REML fits:
 *         their likelihoods are of different contrasts of y), `not-nested` naming what stands in the way, `same-model`
 *         where nothing is tested
 */
export function testedParameters(reduced: MixedModelFit, full: MixedModelFit): TestedParameters {
  refuseIncomparable(reduced, full);
  const effects = addedEffects(reduced, full);
  const groups = addedGroups(reduced, full);
  const random = addedComponents(reduced, full, groups.length > 0);
  // a covariance matrix held at one of rank 1 may leave the boundary in one direction alone
  const boundary = random.filter(({ isVariance, value }) => isVariance && value === 0);
  const singular = random.filter(({ isHeldSingular }) => isHeldSingular);
  const labels = [...random.map(({ label }) => label), ...groups, ...effects];
  if (labels.length === 0) {
    throw new ModelError(
      'same-model',
      'both fits estimate the same parameters',
      'leave something out of the reduced model, or hold a variance of it',
    );
  }
  return {
    labels,
    boundary: [...new Set([...boundary, ...singular])].map(({ label }) => label),
    interior:
      random.filter((own) => !boundary.includes(own) && !singular.includes(own)).length +
      Math.max(0, groups.length - 1) +
      effects.length,
  };
}

/** Labels of the fixed effects that only the full fit has. */
function addedEffects(reduced: MixedModelFit, full: MixedModelFit): string[] {
  const { origin: small } = reduced;
  const { origin: large } = full;
  const missing = small.fixed.findIndex((column) => !large.fixed.includes(column));
  const added = full.fixedEffects.filter((_, k) => !small.fixed.includes(large.fixed[k]));
  if (small.method === 'REML' && (missing >= 0 || added.length > 0)) {
    throw new ModelError(
      'different-fixed-effects',
      'the two fits have different fixed effects: REML takes them out first, and the two likelihoods are of different data',
      "fit both models with method: 'ML', or give them the same fixed effects",
    );
  }
  if (missing >= 0) {
    throw notNested(reduced.fixedEffects[missing].label, 'the full fit lacks that column of X');
  }
  return added.map(({ label }) => label);
}

/** Labels of the residual groups, where the reduced fit has one residual instead. */
function addedGroups(reduced: MixedModelFit, full: MixedModelFit): string[] {
  if (reduced.origin.groups === full.origin.groups) return [];
  const residuals = residualsOf(full);
  if (reduced.origin.groups !== null) {
    throw notNested('residual', 'the reduced fit has residual groups that the full one does not have');
  }
  if ([...residualsOf(reduced), ...residuals].some(({ fixed }) => fixed)) {
    throw notNested('residual', 'one fit has residual groups, and a residual variance is held');
  }
  return residuals.map(({ label }) => label);
}

function residualsOf({ variances, origin }: MixedModelFit): MixedModelFit['variances'] {
  return variances.slice(Object.keys(origin.random).length);
}

interface Component {
  label: string;
  /** checksum of the term; undefined where the fit does not have it, '' of residuals and covariances */
  term: string | undefined;
  estimate: number;
  isFree: boolean;
  isVariance: boolean;
  /** of a covariance whose matrix is given: whether that is singular */
  isSingular: boolean;
}

interface AddedComponent {
  label: string;
  isVariance: boolean;
  /** in the reduced fit; 0 where it is left out */
  value: number;
  isHeldSingular: boolean;
}

/** The components that the full fit estimates and the reduced one holds or lacks. */
function addedComponents(
  reduced: MixedModelFit,
  full: MixedModelFit,
  withoutResiduals: boolean,
): AddedComponent[] {
  const [small, large] = [components(reduced, withoutResiduals), components(full, withoutResiduals)];
  const added: AddedComponent[] = [];
  for (const key of new Set([...large.keys(), ...small.keys()])) {
    const isVariance = !key.startsWith('cov(');
    const { label } = large.get(key) ?? small.get(key)!;
    const absent = { label, term: undefined, estimate: 0, isFree: false, isVariance, isSingular: false };
    const [own, other]: Component[] = [small.get(key) ?? absent, large.get(key) ?? absent];
    if (own.term !== other.term && (own.isFree || own.estimate !== 0)) {
      const differing = isVariance ? 'its levels, covariate or kernel differ' : 'it is another pair';
      throw notNested(label, other.term === undefined ? 'the full fit lacks it' : differing);
    }
    if (own.isFree && !other.isFree) {
      throw notNested(label, 'the reduced fit estimates it and the full one does not');
    }
    if (!own.isFree && !other.isFree && own.estimate !== other.estimate) {
      throw notNested(label, `it is held at ${own.estimate} and at ${other.estimate}`);
    }
    if (other.isFree && !own.isFree) {
      added.push({ label, isVariance, value: own.estimate, isHeldSingular: own.isSingular });
    }
  }
  return added;
}

/** By label; a covariance by its two labels in alphabetical order, since pairs may be written either way. */
function components(fit: MixedModelFit, withoutResiduals: boolean): Map<string, Component> {
  const { variances, covariances = [], origin } = fit;
  const terms = Object.keys(origin.random).length;
  const variance = (label: string): MixedModelFit['variances'][number] =>
    variances.find((own) => own.label === label)!;
  return new Map([
    ...(withoutResiduals ? variances.slice(0, terms) : variances).map(
      ({ label, estimate, fixed }): [string, Component] => [
        label,
        {
          label,
          term: origin.random[label] ?? '',
          estimate,
          isFree: !fixed,
          isVariance: true,
          isSingular: false,
        },
      ],
    ),
    ...covariances.map(({ labels, estimate }): [string, Component] => {
      const [a, b] = labels.map(variance);
      return [
        covarianceOf(...(labels.toSorted() as [string, string])),
        {
          label: covarianceOf(...labels),
          term: '',
          estimate,
          isFree: !a.fixed,
          isVariance: false,
          isSingular: a.fixed && estimate !== 0 && estimate * estimate >= a.estimate * b.estimate,
        },
      ];
    }),
  ]);
}

function refuseIncomparable({ origin: a }: MixedModelFit, { origin: b }: MixedModelFit): void {
  if (a.y !== b.y) {
    throw new ModelError(
      'different-data',
      'the two fits are of different observations: their likelihoods cannot be compared',
      'fit both models to the same y, with the same rows missing',
    );
  }
  if (a.weights !== b.weights) {
    throw new ModelError(
      'different-weights',
      'the two fits have different weights',
      'give both models the same weights',
    );
  }
  if (a.method !== b.method) {
    throw new ModelError(
      'different-method',
      `one fit is by ${a.method} and the other by ${b.method}`,
      'fit both models by the same method',
      { methods: [a.method, b.method] },
    );
  }
}

function notNested(label: string, why: string): ModelError {
  return new ModelError(
    'not-nested',
    `the reduced fit is not a special case of the full one: of "${label}" ${why}`,
    'the full model has all terms of the reduced one, with the same levels, covariates and kernels',
    { term: label },
  );
}
