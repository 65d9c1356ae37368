import { ConfigError, DataError, ModelError } from '../errors.js';
import { checkFinite, checkLength } from '../engine/linear-algebra.js';
import { suggestion } from '../suggest.js';
import type { MixedModel, MixedTerm } from './types.js';

/** By which share the square of a covariance may exceed the product of its variances: a fit may end at ±1. */
const ROUNDING = 1e-12;

/**
 * What can be told from the arguments alone.
 *
 * @throws DataError `wrong-length`, `not-finite`, `infinite-observation`, `bad-weight`, `bad-level`, `duplicate-column`;
 *         ModelError `bad-term`, `duplicate-term`, `bad-correlation`, `unknown-term`, `bad-variance`;
 *         ConfigError `bad-method`, `bad-value` for `aliased`
 */
export function checkMixedModel(model: MixedModel): void {
  const { y, X, columns, random } = model;
  checkLength('X', X, y.length * columns.length);
  const infinite = y.findIndex((value) => Math.abs(value) === Infinity);
  if (infinite >= 0) {
    throw new DataError(
      'infinite-observation',
      `y is ${y[infinite]} in row ${infinite}`,
      'observations are finite numbers, or NaN where there is none',
      { row: infinite },
    );
  }
  if (columns.length > 0) checkFinite('X', X, columns.length);
  const repeated = columns.find((column, k) => columns.indexOf(column) !== k);
  if (repeated !== undefined) {
    throw new DataError('duplicate-column', `columns names "${repeated}" twice`, 'name each column once', {
      column: repeated,
    });
  }
  if (model.method !== undefined && model.method !== 'REML' && model.method !== 'ML') {
    throw new ConfigError('bad-method', `method is ${String(model.method)}`, 'method is REML or ML', {
      method: String(model.method),
    });
  }
  if (model.aliased !== undefined && model.aliased !== 'refuse' && model.aliased !== 'drop') {
    throw new ConfigError('bad-value', `aliased is ${String(model.aliased)}`, 'aliased is refuse or drop', {
      path: 'aliased',
      value: String(model.aliased),
    });
  }
  random.forEach((term, k) => checkTerm(term, random.slice(0, k), y.length));
  checkRows(model);
  checkFixedVariances(model);
}

function checkTerm(term: MixedTerm, earlier: readonly MixedTerm[], n: number): void {
  const { label, levels, covariate } = term;
  if (label === '' || label === 'residual' || /^residual\[|^cov\(/.test(label)) {
    throw new ModelError(
      'bad-term',
      `a random term cannot be labelled "${label}"`,
      'residual, residual[…] and cov(…) are names of other components',
      { term: label },
    );
  }
  if (earlier.some((other) => other.label === label)) {
    throw new ModelError('duplicate-term', `random names "${label}" twice`, 'name each term once', {
      term: label,
    });
  }
  checkLength(`levels of ${label}`, levels as unknown as ArrayLike<number>, n);
  const bad = levels.findIndex((level) => typeof level !== 'string' || level === '');
  if (bad >= 0) {
    throw new DataError(
      'bad-level',
      `random term "${label}" has no level in row ${bad}`,
      'give one level an observation, as a string',
      { term: label, row: bad },
    );
  }
  if (covariate) {
    checkLength(`covariate of ${label}`, covariate, n);
    checkFinite(`covariate of ${label}`, covariate, 1);
  }
  if (term.correlatedWith !== undefined) checkCorrelation(term, term.correlatedWith, earlier);
}

function checkCorrelation(term: MixedTerm, partner: string, earlier: readonly MixedTerm[]): void {
  const other = earlier.find(({ label }) => label === partner);
  const refuse = (what: string, hint: string): never => {
    throw new ModelError(
      'bad-correlation',
      `random term "${term.label}" cannot be correlated with "${partner}": ${what}`,
      hint,
      { term: term.label, correlatedWith: partner },
    );
  };
  if (!other) {
    const labels = earlier.map(({ label }) => label);
    return refuse('there is no earlier term of that label', suggestion(partner, labels));
  }
  if (
    other.correlatedWith !== undefined ||
    earlier.some(({ correlatedWith }) => correlatedWith === partner)
  ) {
    refuse('that one is in a pair already', 'covariance matrices of effects are 2×2');
  }
  const row = other.levels.findIndex((level, i) => level !== term.levels[i]);
  if (row >= 0) {
    refuse(
      `in row ${row} their levels are ${term.levels[row]} and ${other.levels[row]}`,
      'correlated effects belong to the same levels',
    );
  }
  if (term.kernel && !sameKernel(term.kernel, other.kernel)) {
    refuse('their kernels differ', "leave the kernel out: the pair has the earlier term's");
  }
}

function sameKernel(a: NonNullable<MixedTerm['kernel']>, b: MixedTerm['kernel']): boolean {
  if (a === b) return true;
  if (!b || a.values.length !== b.values.length || a.labels.length !== b.labels.length) return false;
  return (
    a.labels.every((label, k) => label === b.labels[k]) && a.values.every((value, k) => value === b.values[k])
  );
}

function checkRows({ y, residualGroups, weights }: MixedModel): void {
  if (residualGroups) {
    checkLength('residualGroups', residualGroups as unknown as ArrayLike<number>, y.length);
    const bad = residualGroups.findIndex((group) => typeof group !== 'string' || group === '');
    if (bad >= 0) {
      throw new DataError('bad-level', `residualGroups has no group in row ${bad}`, 'groups are strings', {
        row: bad,
      });
    }
  }
  if (!weights) return;
  checkLength('weights', weights, y.length);
  const bad = weights.findIndex((weight) => !(weight > 0 && weight < Infinity));
  if (bad >= 0) {
    throw new DataError(
      'bad-weight',
      `the weight of row ${bad} is ${weights[bad]}`,
      'weights are positive numbers: residual variance is σ²/weight',
      { row: bad, weight: weights[bad] },
    );
  }
}

function checkFixedVariances({ fixedVariances = {}, random, residualGroups }: MixedModel): void {
  const labels = [
    ...random.map(({ label }) => label),
    ...random.flatMap((term) => (term.correlatedWith === undefined ? [] : [covarianceLabel(term)])),
    'residual',
    ...new Set((residualGroups ?? []).map((group) => `residual[${group}]`)),
  ];
  for (const [label, value] of Object.entries(fixedVariances)) {
    if (!labels.includes(label)) {
      throw new ModelError(
        'unknown-term',
        `fixedVariances names "${label}", which is no component of the model`,
        suggestion(label, labels),
        { name: label, known: labels },
      );
    }
    const isCovariance = label.startsWith('cov(');
    if (!Number.isFinite(value) || (value < 0 && !isCovariance)) {
      throw new ModelError(
        'bad-variance',
        `fixedVariances has ${value} for "${label}"`,
        'a variance is a finite number, 0 or larger',
        { term: label, value },
      );
    }
  }
  for (const term of random) {
    if (term.correlatedWith === undefined) continue;
    const values = [term.correlatedWith, covarianceLabel(term), term.label].map(
      (label) => fixedVariances[label] as number | undefined,
    );
    const given = values.filter((value) => value !== undefined);
    const [a, b, c] = given;
    if (given.length === 0 || (given.length === 3 && b * b <= a * c * (1 + ROUNDING))) continue;
    throw new ModelError(
      'bad-variance',
      given.length === 3
        ? `the variances ${a} and ${c} of "${term.correlatedWith}" and "${term.label}" do not allow a covariance of ${b}`
        : `fixedVariances has some of the three components of the pair "${term.correlatedWith}" and "${term.label}"`,
      `give ${term.correlatedWith}, ${term.label} and ${covarianceLabel(term)}, a covariance matrix, or none of them`,
      { term: term.label, correlatedWith: term.correlatedWith },
    );
  }
}

/** Label of the covariance of a term with its partner: `cov(a, b)`. */
export function covarianceLabel({ label, correlatedWith }: MixedTerm): string {
  return covarianceOf(correlatedWith!, label);
}

/** `cov(a, b)` */
export function covarianceOf(a: string, b: string): string {
  return `cov(${a}, ${b})`;
}
