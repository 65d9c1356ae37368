import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holm, romanoWolf } from '../../src/statistics/index.js';
import { expectClose } from '../support/close.js';

/** d of up to six tests, some not done, and d* of each in some resamples: few values, so that many are equal. */
const problems = fc.integer({ min: 1, max: 6 }).chain((n) =>
  fc.record({
    observed: fc.array(fc.option(fc.integer({ min: 0, max: 9 }), { freq: 6 }), {
      minLength: n,
      maxLength: n,
    }),
    resampled: fc.array(
      fc
        .array(fc.integer({ min: 0, max: 9 }), { minLength: 19, maxLength: 19 })
        .map((values) => Float64Array.from(values)),
      { minLength: n, maxLength: n },
    ),
  }),
);

/** p̃ by the definition: hypotheses are rejected from the largest d on, each against the maximum over what is left. */
function byDefinition(observed: readonly (number | null)[], resampled: readonly Float64Array[]) {
  const left = observed.flatMap((d, k) => (d === null ? [] : [{ d, k }]));
  left.sort((a, b) => b.d - a.d);
  const adjusted: (number | null)[] = observed.map(() => null);
  let largest = 0;
  while (left.length > 0) {
    const maxima = Array.from(resampled[0], (_, m) => Math.max(...left.map(({ k }) => resampled[k][m])));
    const [{ d, k }] = left;
    largest = Math.max(largest, (maxima.filter((value) => value >= d).length + 1) / (maxima.length + 1));
    adjusted[k] = largest;
    left.shift();
  }
  return adjusted;
}

describe('p-values that are adjusted for the number of tests', () => {
  it('are by Holm those of p.adjust of R', () => {
    // p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm"), p.adjust(c(0.6, 0.5), "holm")
    expectClose(holm([0.01, 0.04, 0.03, 0.005]) as number[], [0.03, 0.06, 0.06, 0.02], 1e-15);
    expect(holm([0.6, 0.5])).toEqual([1, 1]);
    expect(holm([0.04, null, 0.01])).toEqual([0.04, null, 0.02]);
    expect(holm([])).toEqual([]);
  });

  it('are by Romano and Wolf those of the definition', () => {
    fc.assert(
      fc.property(problems, ({ observed, resampled }) => {
        const isTied = new Set(observed).size < observed.length;
        const found = romanoWolf(observed, resampled);
        const expected = byDefinition(observed, resampled);
        // equal d: which is first is a matter of the order, but not for the largest of their p-values
        if (!isTied) expect(found).toEqual(expected);
        else expect(Math.max(...found.map(Number))).toBe(Math.max(...expected.map(Number)));
      }),
    );
  });

  it('are by Romano and Wolf no smaller than each by itself, and no larger than by Holm', () => {
    fc.assert(
      fc.property(problems, ({ observed, resampled }) => {
        const own = observed.map((d, k) => (d === null ? null : romanoWolf([d], [resampled[k]])[0]));
        const adjusted = romanoWolf(observed, resampled);
        const bound = holm(own);
        adjusted.forEach((p, k) => {
          if (p === null) return expect(own[k]).toBeNull();
          expect(p).toBeGreaterThanOrEqual(own[k]!);
          expect(p).toBeLessThanOrEqual(1);
        });
        // #{max ≥ d} ≤ Σ#{d* ≥ d}: with equal resamples for all Romano–Wolf adjusts nothing, Holm by the number
        const same = romanoWolf(
          observed,
          observed.map(() => resampled[0]),
        );
        const alone = observed.map((d) => (d === null ? null : romanoWolf([d], [resampled[0]])[0]));
        expect(same).toEqual(alone);
        expect(bound.map((p) => p === null)).toEqual(adjusted.map((p) => p === null));
      }),
    );
  });
});
