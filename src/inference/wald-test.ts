import { ModelError } from '../errors.js';
import type { EffectCovariance } from '../model/types.js';
import { chiSquareTail } from '../numeric/chi-square.js';
import { suggestion } from '../suggest.js';

export type { EffectCovariance };

/** One row of L b = c: Σ coefficient·b_label = value. */
export interface LinearHypothesis {
  /** by label; effects that are not named have the coefficient 0 */
  coefficients: Record<string, number>;
  /** c; default 0 */
  value?: number;
}

/** Test of one or several linear hypotheses on fixed effects. */
export interface WaldTest {
  /** (Lb̂ − c)'(LCL')⁻¹(Lb̂ − c) */
  statistic: number;
  /** number of rows of L */
  degreesOfFreedom: number;
  /** upper tail of χ² with these degrees of freedom: variances count as known */
  pValue: number;
  /** (Lb̂ − c)/standard error, with the sign of the difference; null for several rows */
  z: number | null;
  /** Lb̂ − c by row */
  differences: Float64Array;
  /** √diag(LCL') by row */
  standardErrors: Float64Array;
}

/** Share of its length beside the earlier rows below which a row is a combination of them. */
const DEPENDENT = 1e-10;

/**
 * Wald test of H₀: L b = c, with W = (Lb̂ − c)'(LCL')⁻¹(Lb̂ − c) ~ χ²_r for r rows, C the sampling covariance of b̂.
 *
 * The χ² takes the variances of the model for known: p-values are too small where few levels or observations stand
 * behind an effect.
 *
 * @param hypothesis labels of effects that are all 0, or rows of coefficients by label
 * @throws ModelError `bad-hypothesis` for none at all or a coefficient that is not finite; `unknown-effect` naming the
 *         label; `dependent-hypotheses` naming a row that is a combination of the earlier ones; `singular-covariance`
 *         where C is not positive definite along the rows
 */
export function waldTest(
  effects: EffectCovariance,
  hypothesis: readonly string[] | readonly LinearHypothesis[],
): WaldTest {
  const rows = hypothesis.map((row, k) => readRow(row, k, effects.labels));
  if (rows.length === 0) {
    throw new ModelError(
      'bad-hypothesis',
      'the hypothesis is empty: there is nothing to test',
      'name at least one effect, or give one row of coefficients',
    );
  }
  refuseDependent(rows, effects);
  const p = effects.labels.length;
  const differences = Float64Array.from(
    rows,
    ({ coefficients, value }) =>
      coefficients.reduce((sum, l, k) => sum + l * effects.estimates[k], 0) - value,
  );
  const images = rows.map(({ coefficients }) =>
    Float64Array.from({ length: p }, (_, k) =>
      coefficients.reduce((sum, l, j) => sum + l * effects.values[j * p + k], 0),
    ),
  );
  const covariance = rows.map(({ coefficients }) => images.map((image) => dot(coefficients, image)));
  const standardErrors = Float64Array.from(covariance, (row, k) => Math.sqrt(row[k]));
  const statistic = quadraticForm(covariance, standardErrors, differences);
  return {
    statistic,
    degreesOfFreedom: rows.length,
    pValue: chiSquareTail(statistic, rows.length),
    z: rows.length === 1 ? differences[0] / standardErrors[0] : null,
    differences,
    standardErrors,
  };
}

interface Row {
  /** p */
  coefficients: Float64Array;
  value: number;
}

function readRow(row: string | LinearHypothesis, index: number, labels: readonly string[]): Row {
  const { coefficients: given, value = 0 } = typeof row === 'string' ? { coefficients: { [row]: 1 } } : row;
  const coefficients = new Float64Array(labels.length);
  for (const [label, coefficient] of Object.entries(given)) {
    const k = labels.indexOf(label);
    if (k < 0) {
      throw new ModelError(
        'unknown-effect',
        `the fit has no fixed effect "${label}"`,
        suggestion(label, labels),
        { effect: label, row: index },
      );
    }
    if (!Number.isFinite(coefficient))
      throw notFinite(index, `the coefficient ${coefficient} for "${label}"`);
    coefficients[k] = coefficient;
  }
  if (!Number.isFinite(value)) throw notFinite(index, `the value ${value}`);
  return { coefficients, value };
}

function notFinite(row: number, what: string): ModelError {
  return new ModelError(
    'bad-hypothesis',
    `row ${row} of the hypothesis has ${what}`,
    'coefficients and values are finite numbers',
    { row },
  );
}

/** By Gram–Schmidt on rows in units of the effects' standard errors, so that the units of covariates do not matter. */
function refuseDependent(rows: readonly Row[], { labels, values }: EffectCovariance): void {
  const p = labels.length;
  const basis: Float64Array[] = [];
  rows.forEach(({ coefficients }, index) => {
    const row = coefficients.map((l, k) => l * Math.sqrt(values[k * p + k]));
    const before = Math.sqrt(dot(row, row));
    const isEmpty = coefficients.every((l) => l === 0);
    if (before === 0 && !isEmpty) return; // of effects without variance, which quadraticForm refuses
    for (let pass = 0; pass < 2; pass++) {
      for (const unit of basis) {
        const along = dot(unit, row);
        row.forEach((_, k) => (row[k] -= along * unit[k]));
      }
    }
    const left = Math.sqrt(dot(row, row));
    if (!(left > DEPENDENT * before)) {
      throw new ModelError(
        'dependent-hypotheses',
        `row ${index} of the hypothesis ${isEmpty ? 'has no coefficient other than 0' : 'is a combination of the earlier ones'}`,
        'leave it out: it tests nothing that the others do not',
        { row: index },
      );
    }
    basis.push(row.map((value) => value / left));
  });
}

/** d'M⁻¹d by the Cholesky factor of M in units of its standard errors. */
function quadraticForm(M: readonly number[][], errors: Float64Array, d: Float64Array): number {
  const L = M.map(() => new Float64Array(M.length));
  let total = 0;
  const solved = new Float64Array(M.length);
  for (let i = 0; i < M.length; i++) {
    for (let j = 0; j <= i; j++) {
      const left = M[i][j] / (errors[i] * errors[j]) - dot(L[i].subarray(0, j), L[j].subarray(0, j));
      if (j < i) L[i][j] = left / L[j][j];
      else if (left > 0) L[i][i] = Math.sqrt(left);
      else {
        throw new ModelError(
          'singular-covariance',
          `the sampling covariance of the effects is not positive definite along row ${i} of the hypothesis`,
          'test fewer rows at a time',
          { row: i },
        );
      }
    }
    solved[i] = (d[i] / errors[i] - dot(L[i].subarray(0, i), solved.subarray(0, i))) / L[i][i];
    total += solved[i] * solved[i];
  }
  return total;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, k) => sum + value * b[k], 0);
}
