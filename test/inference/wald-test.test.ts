import { Matrix, inverse } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { type EffectCovariance, type LinearHypothesis, waldTest } from '../../src/inference/wald-test.js';
import { chiSquareTail } from '../../src/numeric/chi-square.js';
import { randomSource } from '../support/random.js';
import { thrown } from '../support/thrown.js';

/** p effects in units of many decades, with a covariance of full rank. */
function randomEffects(seed: number, p: number): EffectCovariance {
  const { normal } = randomSource(seed);
  const unit = Array.from({ length: p }, (_, k) => 10 ** (3 * (k % 3) - 3));
  const root = new Matrix(unit.map((u) => unit.map(() => u * normal())));
  return {
    labels: unit.map((_, k) => `x${k}`),
    estimates: Float64Array.from(unit, (u) => u * normal()),
    values: Float64Array.from(root.mmul(root.transpose()).to1DArray()),
  };
}

describe('Wald test', () => {
  it.each([1, 2, 3, 4, 5])('of %d random rows is the quadratic form by an explicit inverse', (rows) => {
    const p = 5;
    const effects = randomEffects(70 + rows, p);
    const { normal } = randomSource(rows);
    const L = new Matrix(
      Array.from({ length: rows }, () =>
        effects.labels.map((_, k) => normal() / Math.sqrt(effects.values[k * p + k])),
      ),
    );
    const c = Array.from({ length: rows }, () => normal());
    const hypothesis: LinearHypothesis[] = c.map((value, r) => ({
      coefficients: Object.fromEntries(effects.labels.map((label, k) => [label, L.get(r, k)])),
      value,
    }));
    const C = new Matrix(effects.labels.map((_, k) => [...effects.values.subarray(k * p, (k + 1) * p)]));
    const d = Matrix.sub(L.mmul(Matrix.columnVector([...effects.estimates])), Matrix.columnVector(c));
    const M = L.mmul(C).mmul(L.transpose());
    const expected = d.transpose().mmul(inverse(M)).mmul(d).get(0, 0);
    const test = waldTest(effects, hypothesis);
    expect(test.statistic / expected).toBeCloseTo(1, 9);
    expect(test.degreesOfFreedom).toBe(rows);
    expect(test.pValue).toBe(chiSquareTail(test.statistic, rows));
    test.differences.forEach((value, r) => expect(value).toBeCloseTo(d.get(r, 0), 10));
    test.standardErrors.forEach((value, r) => expect(value / Math.sqrt(M.get(r, r))).toBeCloseTo(1, 10));
    expect(test.z === null).toBe(rows > 1);
  });

  it('of one effect is the square of its z, which has the sign of the effect', () => {
    const effects = randomEffects(5, 3);
    effects.labels.forEach((label, k) => {
      const z = effects.estimates[k] / Math.sqrt(effects.values[k * 4]);
      const test = waldTest(effects, [label]);
      expect(test.z).toBeCloseTo(z, 12);
      expect(test.statistic).toBeCloseTo(z * z, 12);
    });
  });

  it('does not depend on which rows span the hypothesis', () => {
    const effects = randomEffects(6, 4);
    const plain = waldTest(effects, ['x1', 'x3']);
    const mixed = waldTest(effects, [
      { coefficients: { x1: 2, x3: 1 } },
      { coefficients: { x3: -4, x1: 0.5 } },
    ]);
    expect(mixed.statistic / plain.statistic).toBeCloseTo(1, 9);
    const reversed = waldTest(effects, ['x3', 'x1']);
    expect(reversed.statistic / plain.statistic).toBeCloseTo(1, 11);
  });

  it('is 0 with the p-value 1 at the estimates', () => {
    const effects = randomEffects(7, 2);
    const rows = effects.labels.map((label, k) => ({
      coefficients: { [label]: 1 },
      value: effects.estimates[k],
    }));
    expect(waldTest(effects, rows)).toMatchObject({ statistic: 0, pValue: 1 });
  });

  it.each([
    ['unknown-effect', /no fixed effect "x7"/, ['x7']],
    ['dependent-hypotheses', /row 1 .* combination/, ['x1', 'x1']],
    ['dependent-hypotheses', /row 0 .* other than 0/, [{ coefficients: {} }]],
    [
      'dependent-hypotheses',
      /row 2 .* combination/,
      [
        { coefficients: { x0: 1, x1: 1 } },
        { coefficients: { x0: 1 } },
        { coefficients: { x1: 3 }, value: 2 },
      ],
    ],
    ['bad-hypothesis', /empty/, []],
    ['bad-hypothesis', /row 0 .* NaN for "x1"/, [{ coefficients: { x1: NaN } }]],
    ['bad-hypothesis', /row 0 .* value Infinity/, [{ coefficients: { x1: 1 }, value: Infinity }]],
  ] as [string, RegExp, string[] | LinearHypothesis[]][])(
    'is refused: %s %s',
    (code, message, hypothesis) => {
      const error = thrown(() => waldTest(randomEffects(8, 3), hypothesis));
      expect(error).toMatchObject({ name: 'ModelError', code });
      expect(error.message).toMatch(message);
    },
  );

  it('is refused where the covariance is singular along the rows', () => {
    const effects = {
      labels: ['a', 'b'],
      estimates: new Float64Array(2),
      values: new Float64Array(4).fill(1),
    };
    expect(thrown(() => waldTest(effects, ['a', 'b'])).code).toBe('singular-covariance');
    const known = { ...effects, values: new Float64Array(4) };
    expect(thrown(() => waldTest(known, ['a'])).code).toBe('singular-covariance');
  });
});
