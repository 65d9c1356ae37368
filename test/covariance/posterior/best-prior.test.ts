import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coreOf } from '../../../src/engine/core.js';
import { bestPrior, type Spectrum } from '../../../src/covariance/posterior/evidence.js';
import { engines } from '../../support/engines.js';
import '../../support/property-seed.js';
import { evidenceGain, searchedPrior } from '../../support/searched-evidence.js';

/** Spectra of 1 to 12 eigenvalues over twelve powers of 2, with more degrees of freedom than these, whole or not. */
const spectra = fc
  .record({
    logs: fc.array(fc.double({ min: -4, max: 8, noNaN: true }), { minLength: 1, maxLength: 12 }),
    more: fc.integer({ min: 0, max: 30 }),
    part: fc.double({ min: 0, max: 0.9, noNaN: true }),
  })
  .map(({ logs, more, part }) => ({
    size: logs.length + (more % 3),
    degrees: logs.length + more + part,
    values: Float64Array.from(logs, (u) => 2 ** u),
  }));

/** dg/du, u = log k, of an even ν: ψ(b + ν/2) − ψ(b) = Σ_{m < ν/2} 1/(b + m), all sums written out. */
function plainSlope({ size, degrees, values }: Spectrum, k: number): number {
  let slope = -0.5 * degrees * size;
  for (let i = 1; i <= size; i++) {
    const b = (k + size + 2 - i) / 2;
    for (let m = 0; m < degrees / 2; m++) slope += (0.5 * k) / (b + m);
  }
  for (const d of values)
    slope += -0.5 * k * Math.log1p(d / k) + (0.5 * (k + size + 1 + degrees) * d) / (k + d);
  return slope;
}

describe.each(engines)('the best k on the %s engine', (_, engine) => {
  const core = coreOf(engine)!;

  it('is the best of a fine grid over all weights of the prior, both ends included', () => {
    fc.assert(
      fc.property(spectra, (spectrum) => {
        const { degrees } = spectrum;
        const best = bestPrior(core, spectrum);
        expect(best.gain).toBeGreaterThanOrEqual(0);
        expect(best.priorWeight).toBeCloseTo(best.k === Infinity ? 1 : best.k / (best.k + degrees), 12);
        expect(evidenceGain(spectrum, best.k)).toBeCloseTo(best.gain, 8);
        for (let kappa = 0.0005; kappa < 1; kappa += 0.0005) {
          const gain = evidenceGain(spectrum, (kappa * degrees) / (1 - kappa));
          expect(gain).toBeLessThanOrEqual(best.gain + 1e-7);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is that of a search over values', () => {
    let finite = 0;
    fc.assert(
      fc.property(spectra, (spectrum) => {
        const best = bestPrior(core, spectrum);
        const searched = searchedPrior(spectrum);
        expect(Math.abs(best.gain - searched.gain)).toBeLessThan(1e-9 * Math.max(1, best.gain));
        expect(best.atBoundary).toBe(searched.atBoundary);
        expect(best.priorWeight).toBeCloseTo(searched.priorWeight, 4);
        if (best.k < Infinity) finite++;
      }),
      { numRuns: 300 },
    );
    expect(finite).toBeGreaterThan(100);
  });

  it('is where the derivative with all its sums written out is 0', () => {
    let inside = 0;
    for (let seed = 0; seed < 60; seed++) {
      const N = 1 + (seed % 13);
      const values = Float64Array.from({ length: N }, (_, j) => (40 * (1 + ((seed * 7 + j * 13) % 29))) / 9);
      const spectrum = { size: N, degrees: 2 * (N + (seed % 17)), values };
      const { k } = bestPrior(core, spectrum);
      if (k === Infinity) continue;
      inside++;
      let [low, high] = [k * (1 - 1e-4), k * (1 + 1e-4)];
      expect(plainSlope(spectrum, low)).toBeGreaterThan(0);
      expect(plainSlope(spectrum, high)).toBeLessThan(0);
      while (high - low > 1e-14 * k) {
        const middle = 0.5 * (low + high);
        if (middle === low || middle === high) break;
        if (plainSlope(spectrum, middle) > 0) low = middle;
        else high = middle;
      }
      expect(Math.abs(k / low - 1)).toBeLessThan(1e-10 * Math.max(1, k / spectrum.degrees));
    }
    expect(inside).toBeGreaterThan(30);
  });

  it('does not depend on where the search starts', () => {
    fc.assert(
      fc.property(spectra, fc.double({ min: -12, max: 12, noNaN: true }), (spectrum, u) => {
        const cold = bestPrior(core, spectrum);
        const others = [2 ** u, 1e-300, Infinity, cold.k, cold.k * 1.1, cold.k * 0.7];
        for (const start of others) {
          const warm = bestPrior(core, spectrum, start);
          if (cold.k === Infinity) expect(warm).toEqual(cold);
          else {
            expect(Math.abs(warm.k / cold.k - 1)).toBeLessThan(
              1e-10 * Math.max(1, cold.k / spectrum.degrees),
            );
            expect(Math.abs(warm.priorWeight - cold.priorWeight)).toBeLessThan(1e-10);
            expect(Math.abs(warm.gain - cold.gain)).toBeLessThan(1e-10 * Math.max(1, cold.gain));
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('finds the larger of two maxima', () => {
    // one direction with much more variance than Ω says, the others with exactly as much
    const values = Float64Array.from({ length: 40 }, (_, j) => (j === 0 ? 4000 : 60));
    const spectrum = { size: 40, degrees: 60, values };
    const { k, gain } = bestPrior(core, spectrum);
    let most = 0;
    for (let u = -10; u < 25; u += 0.01) most = Math.max(most, evidenceGain(spectrum, 2 ** u));
    expect(gain).toBeGreaterThanOrEqual(most - 1e-6);
    expect(evidenceGain(spectrum, k)).toBeCloseTo(gain, 9);
  });

  it('is Ω alone where the data scatter less about it than chance would', () => {
    const alone = { k: Infinity, priorWeight: 1, gain: 0, atBoundary: true };
    expect(bestPrior(core, { size: 5, degrees: 50, values: new Float64Array(5).fill(50) })).toEqual(alone);
  });

  it('is the smallest that is searched where the data do not scatter at all', () => {
    for (const values of [new Float64Array(0), new Float64Array(3)]) {
      const spectrum = { size: 3, degrees: 40, values };
      const { k, atBoundary, gain } = bestPrior(core, spectrum);
      const searched = searchedPrior(spectrum);
      expect([k, atBoundary, searched.atBoundary]).toEqual([40 * 2 ** -16, true, true]);
      expect(searched.k / k).toBeCloseTo(1, 12);
      expect(gain / searched.gain).toBeCloseTo(1, 12);
    }
  });

  it('is inside the search however little the prior says of the data', () => {
    const spectrum = { size: 3, degrees: 40, values: Float64Array.of(1e9, 3e9, 5e9) };
    const { k, atBoundary } = bestPrior(core, spectrum);
    expect(atBoundary).toBe(false);
    expect(plainSlope(spectrum, k * (1 - 1e-6))).toBeGreaterThan(0);
    expect(plainSlope(spectrum, k * (1 + 1e-6))).toBeLessThan(0);
  });

  it('keeps its digits from one asset to many, with few degrees of freedom and many', () => {
    for (const size of [1, 2, 3, 40, 300])
      for (const degrees of [1, 2.5, 60, 1000]) {
        const count = Math.min(size, Math.ceil(degrees));
        const values = Float64Array.from({ length: count }, (_, j) => degrees * (0.2 + (4 * j) / count));
        const spectrum = { size, degrees, values };
        const best = bestPrior(core, spectrum);
        const searched = searchedPrior(spectrum);
        const unit = Math.max(1, Math.abs(searched.gain), size * 1e-2);
        expect(Math.abs(best.gain - searched.gain)).toBeLessThan(1e-9 * unit);
        expect(Math.abs(best.priorWeight - searched.priorWeight)).toBeLessThan(1e-5);
      }
  });
});
