import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError, optimizeWeights } from '../../src/browser.js';
import { parseLinearConstraint } from '../../src/portfolio/linear-constraints.js';
import { engines } from '../support/engines.js';
import { covarianceOf } from '../support/portfolio-problems.js';
import { thrown } from '../support/thrown.js';

const names = [
  'SPY',
  'IWM',
  'TLT',
  'bond',
  'BRK',
  'BRK-B',
  'B',
  'ES=F',
  '^GSPC',
  '2330.TW',
  '7203',
  'US bonds',
];

describe('Linear constraints as text', () => {
  const parsed = (text: string) => {
    const { coefficients, lower, upper } = parseLinearConstraint(text, names);
    return [Object.fromEntries(coefficients), lower, upper];
  };

  it.each([
    ['bond >= 0.2', { bond: 1 }, 0.2, Infinity],
    ['SPY + IWM <= 0.3', { SPY: 1, IWM: 1 }, -Infinity, 0.3],
    ['2*TLT - 0.5*bond == 0.1', { TLT: 2, bond: -0.5 }, 0.1, 0.1],
    ['SPY <= 2*IWM', { SPY: 1, IWM: -2 }, -Infinity, 0],
    ['SPY=IWM', { SPY: 1, IWM: -1 }, 0, 0],
    ['0.1 <= SPY', { SPY: -1 }, -Infinity, -0.1],
    ['-SPY + 0.5 >= IWM * 3 - 1e-1', { SPY: -1, IWM: -3 }, -0.6, Infinity],
    ['SPY + SPY + .5 * SPY <= 1.', { SPY: 2.5 }, -Infinity, 1],
    ['2 * 3 <= SPY', { SPY: -1 }, -Infinity, -6],
    ['BRK-B <= 0.1', { 'BRK-B': 1 }, -Infinity, 0.1],
    ['BRK - B <= 0.1', { BRK: 1, B: -1 }, -Infinity, 0.1],
    ['SPY-BRK-B<=0.1', { SPY: 1, 'BRK-B': -1 }, -Infinity, 0.1],
    ['ES=F<=0.1', { 'ES=F': 1 }, -Infinity, 0.1],
    ['ES=F=0.1', { 'ES=F': 1 }, 0.1, 0.1],
    ['2*^GSPC >= 2330.TW', { '^GSPC': 2, '2330.TW': -1 }, 0, Infinity],
    ['7203 <= SPY', { SPY: -1 }, -Infinity, -7203],
    ['"7203" <= SPY', { '7203': 1, SPY: -1 }, -Infinity, 0],
    ["`US bonds` + 'SPY' <= 1", { 'US bonds': 1, SPY: 1 }, -Infinity, 1],
    ['\tSPY\n<= 1 ', { SPY: 1 }, -Infinity, 1],
  ])('reads %s', (text, coefficients, lower, upper) => {
    const [named, low, high] = parsed(text);
    expect(named).toEqual(coefficients);
    expect(low).toBeCloseTo(lower, 14);
    expect(high).toBeCloseTo(upper, 14);
  });

  it.each([
    ['SPX <= 0.3', 0, 'SPX is neither a ticker nor a group', 'did you mean "SPY"?'],
    ['SPY + bnd <= 0.3', 6, 'bnd is neither', 'did you mean "bond"?'],
    ['SPY + "US bond" <= 0.3', 6, 'US bond is neither', 'did you mean "US bonds"?'],
    ['BRK-A <= 0.3', 4, 'A is neither', ''],
    ['SPYX <= 0.3', 0, 'SPYX is neither', ''],
    ['SPY', 3, 'expected +, -, >=, <= or ==, and found the end', ''],
    ['SPY < 0.3', 4, 'expected +, -, >=, <= or ==, and found "< 0.3"', ''],
    ['SPY 2 <= 0.3', 4, 'expected +, -, >=, <= or ==, and found "2 <= 0.3"', ''],
    ['SPY <=', 6, 'expected a number, a ticker or a group, and found the end', ''],
    ['SPY <= 0.3 <= IWM', 11, 'expected +, - or the end, and found "<= IWM"', ''],
    ['SPY + <= 0.3', 6, 'expected a number, a ticker or a group, and found "<= 0.3"', ''],
    ['SPY - - IWM <= 0.3', 6, 'expected a number, a ticker or a group, and found "- IWM <= 0.3"', ''],
    ['SPY * IWM <= 0.3', 9, 'multiplies two weights', ''],
    ['SPY <= 0.3x', 7, '0.3x is neither', ''],
    ['SPY <= 30%', 7, '30% is neither', ''],
    ['0.2 <= 0.3', 0, 'names no weight', ''],
    ['SPY >= SPY', 0, 'leaves no weight', ''],
    ['SPY <= 1e999', 12, 'has a number that is too large', ''],
    ['', 0, 'expected a number, a ticker or a group', ''],
  ])('refuses "%s" at its position %i', (text, position, what, hint) => {
    const error = thrown(() => parseLinearConstraint(text, names, 3));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.code).toBe('bad-constraint');
    expect(error.message).toContain(`linearConstraints[3], "${text}"`);
    expect(error.message).toContain(what);
    expect(error.details).toMatchObject({ index: 3, constraint: text, position });
    if (hint !== '') expect(error.hint).toBe(hint);
  });

  it('refuses what is no text', () => {
    expect(thrown(() => parseLinearConstraint(3 as unknown as string, names)).code).toBe('bad-constraint');
  });

  it('finds the sums of random expressions, with and without spaces', () => {
    const term = fc.record({
      name: fc.constantFrom(...names.filter((name) => !/[ ]|^7203$/.test(name)), null),
      factor: fc.integer({ min: 1, max: 999 }),
      sign: fc.constantFrom(1, -1),
      style: fc.integer({ min: 0, max: 2 }),
    });
    const sums = fc.array(term, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        sums,
        sums,
        fc.constantFrom('>=', '<=', '==', '='),
        fc.boolean(),
        (left, right, operator, isTight) => {
          const space = isTight ? '' : ' ';
          const expected: Record<string, number> = {};
          let constant = 0;
          const write = (terms: typeof left, side: number): string =>
            terms
              .map(({ name, factor, sign, style }, k) => {
                const value = factor / 100;
                if (name === null) constant -= side * sign * value;
                else expected[name] = (expected[name] ?? 0) + side * sign * value;
                const mark = sign < 0 ? '-' : k > 0 ? '+' : '';
                // a quoted name ends where it ends, whatever there is behind it
                const shown = isTight ? `\`${name}\`` : name;
                const text =
                  name === null
                    ? String(value)
                    : style === 0
                      ? `${value}${space}*${space}${shown}`
                      : `${shown}${space}*${space}${value}`;
                return `${mark}${space}${text}`;
              })
              .join(space);
          const text = `${write(left, 1)}${space}${operator}${space}${write(right, -1)}`;
          if (!Object.values(expected).some((value) => Math.abs(value) > 1e-9)) return;
          const { coefficients, lower, upper } = parseLinearConstraint(text, names);
          for (const [name, value] of coefficients) expect(value, text).toBeCloseTo(expected[name], 10);
          expect(operator === '<=' ? -lower : lower).toBeCloseTo(operator === '<=' ? Infinity : constant, 10);
          expect(operator === '>=' ? upper : upper).toBeCloseTo(operator === '>=' ? Infinity : constant, 10);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is kept by the weights, groups as the sums of their members', () => {
    const [[, engine]] = engines;
    const covariance = covarianceOf(
      [
        [0.04, 0.01, 0],
        [0.01, 0.09, 0.02],
        [0, 0.02, 0.16],
      ],
      ['SPY', 'TLT', 'BRK-B'],
    );
    const text = 'BRK-B + 2*bonds >= 1.7 - SPY';
    const { weights } = optimizeWeights(engine, covariance, {
      groups: { bonds: { assets: ['TLT', 'BRK-B'] } },
      linearConstraints: [text, 'SPY == 0.2'],
    });
    expect(weights.SPY).toBeCloseTo(0.2, 14);
    expect(3 * weights['BRK-B'] + 2 * weights.TLT + weights.SPY).toBeCloseTo(
      1.7 + Math.max(0, weights['BRK-B'] + 0.1),
      12,
    );
  });
});
