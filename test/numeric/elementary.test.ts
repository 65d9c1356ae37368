import { describe, expect, it } from 'vitest';
import { exp, log, log1p, power } from '../../src/numeric/elementary.js';
import { randomSource } from '../support/random.js';

const words = new BigInt64Array(1);
const double = new Float64Array(words.buffer);

/** Position of a double among all doubles in ascending order; neighbours differ by 1. */
function order(x: number): bigint {
  double[0] = x;
  return words[0] < 0n ? -0x8000_0000_0000_0000n - words[0] : words[0];
}

/** How many doubles apart two numbers are; NaN is 0 from itself and far from everything else. */
function distance(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Object.is(a, b) ? 0 : Infinity;
  const steps = order(a) - order(b);
  return Number(steps < 0n ? -steps : steps);
}

/** Correctly rounded values from mpmath 1.3 with 300 bits. */
const exact = {
  exp: [
    [1e-300, 1],
    [-1e-10, 0.9999999999],
    [0.1, 1.1051709180756477],
    [0.34, 1.4049475905635938],
    [-0.4, 0.6703200460356393],
    [1, 2.718281828459045],
    [-1, 0.36787944117144233],
    [2.4484851256136766, 11.570805119613178],
    [2.5, 12.182493960703473],
    [10, 22026.465794806718],
    [-30.25, 7.287724095819692e-14],
    [100, 2.6881171418161356e43],
    [709, 8.218407461554972e307],
    [-708.5, 2.006132305331306e-308],
    [-740, 4.2e-322],
  ],
  log: [
    [5e-324, -744.4400719213812],
    [1e-310, -713.8013788281542],
    [1e-100, -230.25850929940458],
    [0.1, -2.3025850929940455],
    [0.5, -0.6931471805599453],
    [0.7, -0.35667494393873245],
    [0.99, -0.01005033585350145],
    [0.9999999, -1.0000000494736474e-7],
    [1.0000001, 9.999999505838704e-8],
    [1.01, 0.009950330853168092],
    [1.3, 0.26236426446749106],
    [1.6278245584287818, 0.4872444966803879],
    [2, 0.6931471805599453],
    [3, 1.0986122886681098],
    [10, 2.302585092994046],
    [12345.678, 9.421061321291832],
    [1e100, 230.25850929940458],
    [1.7976931348623157e308, 709.782712893384],
  ],
  log1p: [
    [1e-300, 1e-300],
    [-1e-20, -1e-20],
    [1e-10, 9.999999999500001e-11],
    [-1e-8, -1.0000000050000001e-8],
    [0.003, 0.002995508979798479],
    [-0.02, -0.02020270731751945],
    [0.1, 0.09531017980432487],
    [-0.25, -0.2876820724517809],
    [-0.29, -0.3424903089467759],
    [-0.3, -0.35667494393873234],
    [0.4142, 0.3465640001880034],
    [0.41421356, 0.34657358860194104],
    [0.4143, 0.3466347090443171],
    [0.5, 0.4054651081081644],
    [-0.9, -2.302585092994046],
    [-0.999999999, -20.723265865228342],
    [1, 0.6931471805599453],
    [10, 2.3978952727983707],
    [12345.678, 9.42114231801815],
    [1e17, 39.14394658089878],
    [1e300, 690.7755278982137],
  ],
  power: [
    [2, 10, 1024],
    [10, -3, 0.001],
    [1.05, 12, 1.79585632602213],
    [1.0123, 1 / 12, 1.0010192665680118],
    [0.87, 7, 0.37725479487783],
    [3, 0.5, 1.7320508075688772],
    [2, -0.5, 0.7071067811865476],
    [7, 13, 96889010407],
    [1.5, 333.3, 4.9115282149970815e58],
    [0.3333333333333333, -2.0000000001, 9.000000000988752],
    [5e-324, 0.3, 1.018908996936868e-97],
    [1e-310, -0.9, 1.0000000000000186e279],
    [1.7976931348623157e308, 0.99, 1.4865119482528833e305],
    [1.0000000001, 1e12, 2.6881393700484107e43],
    [0.9999999999, -3e12, 1.9424746401009598e130],
    [1.00000001, 5e9, 5.184702656916642e21],
    [-1.7, 3, -4.912999999999999],
    [-1.7, 4, 8.352099999999998],
    [2, -1073.5, 5e-324],
  ],
};

/** Less than 1 ulp from the true value is the correctly rounded double or the one on the other side of the value. */
const ULP = 1;

describe.each([
  ['exp', exp],
  ['log', log],
  ['log1p', log1p],
] as const)('%s', (name, f) => {
  it.each(exact[name])('at %d is %d', (x, y) => {
    expect(distance(f(x), y)).toBeLessThanOrEqual(ULP);
  });

  it('is within two units in the last place of Math over random arguments', () => {
    const { uniform } = randomSource(7);
    for (let i = 0; i < 20_000; i++) {
      const width = [1e-6, 1e-2, 1, 700][i % 4];
      const u = 2 * uniform() - 1;
      const x = { exp: width * u, log: Math.exp(width * u), log1p: i % 8 < 4 ? u : Math.exp(width * u) }[
        name
      ];
      expect(distance(f(x), Math[name](x)), `at ${x}`).toBeLessThanOrEqual(2);
    }
  });

  it('treats zeros, infinities, NaN and the ends of its domain as Math does', () => {
    for (const x of [0, -0, 1, -1, Infinity, -Infinity, NaN, -1.5, -5e-324, 5e-324, 710, -746, 1e-17]) {
      expect(f(x), `at ${x}`).toBe(Math[name](x));
    }
  });
});

describe('power', () => {
  it.each(exact.power)('%d to the %d is %d', (base, exponent, y) => {
    expect(distance(power(base, exponent), y)).toBeLessThanOrEqual(ULP);
  });

  it('is within two units in the last place of Math.pow over random arguments', () => {
    const { uniform } = randomSource(8);
    for (let i = 0; i < 20_000; i++) {
      const base = i % 2 ? 0.2 + 5 * uniform() : 1 + (uniform() - 0.5) * 1e-9;
      const exponent = (2 * uniform() - 1) * (i % 2 ? [0.1, 10, 400][i % 3] : 1e11);
      const y = power(base, exponent);
      expect(distance(y, Math.pow(base, exponent)), `${base} to the ${exponent}`).toBeLessThanOrEqual(2);
    }
  });

  it('treats signed zeros, infinities, NaN, overflow and underflow as Math.pow does', () => {
    const bases = [0, -0, 1, -1, 2, -2, 0.5, -0.5, Infinity, -Infinity, NaN, 1e300, -1e300, 5e-324];
    const exponents = [
      0,
      -0,
      1,
      -1,
      2,
      3,
      -3,
      0.5,
      -0.5,
      Infinity,
      -Infinity,
      NaN,
      1025,
      -1076,
      2 ** 53,
      1e20,
      -1e20,
    ];
    for (const base of bases)
      for (const exponent of exponents) {
        const y = power(base, exponent);
        const expected = Math.pow(base, exponent);
        expect(
          Object.is(y, expected) || distance(y, expected) === 1,
          `${base} to the ${exponent}: ${y}`,
        ).toBe(true);
        if (expected === 0 || !Number.isFinite(expected)) expect(y).toBe(expected);
      }
  });
});

it('gives the same bits in every engine', () => {
  const { uniform } = randomSource(9);
  let hash = 0;
  const add = (x: number): void => {
    double[0] = x;
    hash = (Math.imul(hash, 31) + Number(BigInt.asIntN(32, words[0]))) | 0;
    hash = (Math.imul(hash, 31) + Number(words[0] >> 32n)) | 0;
  };
  for (let i = 0; i < 10_000; i++) {
    const u = uniform();
    add(exp(u * 40 - 20));
    add(log(u * 10));
    add(log1p(u * 2 - 1));
    add(power(u * 3, i / 500 - 10));
  }
  expect(hash).toBe(922455784);
});
