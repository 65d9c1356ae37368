import { describe, expect, it } from 'vitest';
import { ConfigError, DataError, type QuadraticProgram } from '../../src/browser.js';
import { engines } from '../support/engines.js';
import { thrown } from '../support/thrown.js';

const vector = (...values: number[]): Float64Array => Float64Array.from(values);
const good: QuadraticProgram = {
  ...{ n: 2, P: vector(2, 1, 1, 2), q: vector(1, 1), A: vector(1, 1), l: vector(1), u: vector(1) },
  ...{ lower: vector(0, 0), upper: vector(1, 1) },
};
const engine = engines[0][1];
const refusal = (change: Partial<QuadraticProgram>): ReturnType<typeof thrown> =>
  thrown(() => engine.solveQP({ ...good, ...change }));

describe('Input of solveQP', () => {
  it.each([
    [{ P: vector(1, 0, 0) }, 'P has 3 elements when 4 are expected'],
    [{ q: vector(1) }, 'q has 1 elements when 2 are expected'],
    [{ A: vector(1, 1, 1) }, 'A has 3 elements when 4 are expected'],
    [{ l: vector(1, 2) }, 'l has 2 elements when 1 are expected'],
    [{ u: vector() }, 'u has 0 elements when 1 are expected'],
    [{ lower: vector(1, 2, 3) }, 'lower has 3 elements when 2 are expected'],
    [{ upper: vector(1) }, 'upper has 1 elements when 2 are expected'],
  ])('refuses an array of the wrong length %#', (change, message) => {
    const error = refusal(change);
    expect(error).toBeInstanceOf(DataError);
    expect([error.code, error.message]).toEqual(['wrong-length', message]);
  });

  it.each([
    [{ P: vector(2, NaN, NaN, 2) }, 'P has NaN in row 0, column 1'],
    [{ P: vector(Infinity, 1, 1, 2) }, 'P has Infinity in row 0, column 0'],
    [{ q: vector(0, -Infinity) }, 'q has -Infinity in row 1, column 0'],
    [{ A: vector(1, NaN) }, 'A has NaN in row 0, column 1'],
  ])('refuses what is not finite %#', (change, message) => {
    const error = refusal(change);
    expect(error).toBeInstanceOf(DataError);
    expect([error.code, error.message]).toEqual(['not-finite', message]);
  });

  it.each([
    [{ l: vector(NaN) }, 'l has NaN in place 0'],
    [{ u: vector(-Infinity) }, 'u has -Infinity in place 0'],
    [{ lower: vector(0, Infinity) }, 'lower has Infinity in place 1'],
    [{ upper: vector(NaN, 1) }, 'upper has NaN in place 0'],
  ])('refuses a bound that is none %#', (change, message) => {
    const error = refusal(change);
    expect(error).toBeInstanceOf(DataError);
    expect([error.code, error.message]).toEqual(['not-a-bound', message]);
  });

  it('notices one wrong value in any place of any array', () => {
    const n = 7;
    const m = 3;
    const identity = Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 0));
    const program = (): Required<Omit<QuadraticProgram, 'convex'>> => ({
      ...{ n, P: identity.slice(), q: new Float64Array(n), A: new Float64Array(m * n).fill(1) },
      ...{ l: new Float64Array(m), u: new Float64Array(m).fill(Infinity) },
      ...{ lower: new Float64Array(n).fill(-Infinity), upper: new Float64Array(n) },
    });
    const start = engine.solveQP(program());
    expect(start.status).toBe('optimal');
    const wrongs = {
      ...{ P: [NaN, Infinity, 2], q: [NaN, -Infinity], A: [NaN, Infinity] },
      ...{ l: [NaN, Infinity], u: [NaN, -Infinity], lower: [NaN, Infinity], upper: [NaN, -Infinity] },
    };
    for (const [name, values] of Object.entries(wrongs)) {
      const key = name as keyof typeof wrongs;
      for (const value of values) {
        for (let place = 0; place < program()[key].length; place++) {
          // an element of the diagonal has nothing to differ from
          if (value === 2 && place % (n + 1) === 0) continue;
          const problem = program();
          problem[key][place] = value;
          const error = thrown(() => engine.solveQP(problem, start));
          const code = value === 2 ? 'not-symmetric' : /^[PqA]$/.test(name) ? 'not-finite' : 'not-a-bound';
          expect([name, place, value, error.code]).toEqual([name, place, value, code]);
          if (code === 'not-a-bound') expect(error.details).toEqual({ name, index: place });
          if (key === 'P' && value !== 2) {
            // the same in both triangles
            problem.P[(place % n) * n + Math.floor(place / n)] = value;
            expect(thrown(() => engine.solveQP(problem)).code).toBe('not-finite');
          }
        }
      }
    }
  });

  it('makes an answer of arrays that are its own', () => {
    const first = engine.solveQP(good);
    const kept = structuredClone(first);
    engine.solveQP({ ...good, q: vector(-3, 2) });
    expect(first).toEqual(kept);
    expect([first.x.length, first.multipliers.length, first.boundMultipliers.length]).toEqual([2, 1, 2]);
  });

  it('refuses a P that is not symmetric, and says where', () => {
    const error = refusal({ P: vector(2, 1, 1.001, 2) });
    expect(error).toBeInstanceOf(DataError);
    expect(error.code).toBe('not-symmetric');
    expect(error.details).toEqual({ row: 1, column: 0, below: 1.001, above: 1 });
  });

  it.each([0, -1, 1.5, NaN])('refuses %d variables', (n) => {
    const error = refusal({ n });
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.code).toBe('wrong-size');
  });

  it('refuses bounds of rows without rows', () => {
    const error = thrown(() => engine.solveQP({ n: 1, P: vector(1), u: vector(1) }));
    expect([error.constructor, error.code]).toEqual([ConfigError, 'missing-rows']);
  });

  it('refuses a warm start of another shape or with impossible codes', () => {
    const other = engine.solveQP({ n: 1, P: vector(1) });
    const error = thrown(() => engine.solveQP(good, other));
    expect([error.constructor, error.code]).toEqual([ConfigError, 'warm-start-size']);
    expect(error.details).toEqual({ variables: 1, rows: 0, n: 2, m: 1 });
    const wrong = { ...engine.solveQP(good), activeSet: Int32Array.of(1, -4) };
    expect(thrown(() => engine.solveQP(good, wrong)).code).toBe('warm-start-code');
  });

  it('takes rows without a bound on one side, or on either', () => {
    expect(engine.solveQP({ ...good, l: undefined }).status).toBe('optimal');
    expect(engine.solveQP({ ...good, l: undefined, u: undefined }).status).toBe('optimal');
  });
});
