import { ModelError } from '../errors.js';
import { refuseDiscounted } from './check-origin.js';
import type { PanelFit } from '../model/types.js';

/** What one fit estimates and the other holds: the null hypothesis of a test. */
export interface TestedComponent {
  label: string;
  /** its variance in the reduced fit: 0 where the term is left out */
  value: number;
}

/**
 * The components in which a full fit has a reduced one nested: estimated in the first; left out, or held, in the second.
 *
 * @throws ModelError `different-data`, `different-fixed-effects` (REML likelihoods of different fixed effects are of
 *         different contrasts of the returns), `different-scale`, `different-contrasts`, `different-weights`, `discounted-likelihood`; `not-nested` naming the term that
 *         stands in the way; `same-model` where nothing is tested
 */
export function testedComponents(reduced: PanelFit, full: PanelFit): TestedComponent[] {
  refuseIncomparable(reduced, full);
  const [small, large] = [components(reduced), components(full)];
  const tested: TestedComponent[] = [];
  for (const label of new Set([...large.keys(), ...small.keys()])) {
    const absent: Component = { term: undefined, estimate: 0, isFree: false };
    const [own, other] = [small.get(label) ?? absent, large.get(label) ?? absent];
    if (own.term !== other.term && (own.isFree || own.estimate > 0)) {
      throw notNested(
        label,
        other.term === undefined ? 'the full fit lacks it' : 'its covariate or kernel differs',
      );
    }
    if (own.isFree && !other.isFree)
      throw notNested(label, 'the reduced fit estimates it and the full one does not');
    if (!own.isFree && !other.isFree && own.estimate !== other.estimate) {
      throw notNested(label, `its variance is held at ${own.estimate} and at ${other.estimate}`);
    }
    if (other.isFree && !own.isFree) tested.push({ label, value: own.estimate });
  }
  if (tested.length > 0) return tested;
  throw new ModelError(
    'same-model',
    'both fits estimate the same variances',
    'leave a random term out of the reduced model, or fix its variance',
  );
}

interface Component {
  /** checksum of the term; undefined where the fit does not have it, '' for the residual */
  term: string | undefined;
  estimate: number;
  isFree: boolean;
}

/** By label without spaces. */
function components({ variances, origin }: PanelFit): Map<string, Component> {
  return new Map(
    variances.map(({ label, estimate, fixed }) => [
      label.replace(/\s/g, ''),
      { term: origin.random[label] ?? '', estimate, isFree: fixed !== true },
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

function notNested(label: string, why: string): ModelError {
  return new ModelError(
    'not-nested',
    `the reduced fit is not a special case of the full one: of "${label}" ${why}`,
    'the full model has all random terms of the reduced one, with the same kernels',
    { term: label },
  );
}
