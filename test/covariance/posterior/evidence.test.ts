import { inverse, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { coreOf } from '../../../src/engine/core.js';
import { bestPrior, type Spectrum } from '../../../src/covariance/posterior/evidence.js';
import { spectrumOf, whitenRows } from '../../../src/covariance/posterior/spectrum.js';
import { denseEvidence, denseGaussian, logMultivariateGamma } from '../../support/dense-posterior.js';
import { engines } from '../../support/engines.js';
import { logGammaRatio } from '../../support/gamma-ratio.js';
import { randomMatrix, randomSource } from '../../support/random.js';
import { evidenceGain } from '../../support/searched-evidence.js';

/** AA'/n + ½I */
function randomOmega(seed: number, n: number): Matrix {
  const A = Matrix.from1DArray(n, n, Array.from(randomMatrix(seed, n, n)));
  return A.mmul(A.transpose())
    .div(n)
    .add(Matrix.eye(n, n, 0.5));
}

const matrixOf = (values: Float64Array, rows: number): Matrix =>
  Matrix.from1DArray(rows, values.length / rows, Array.from(values));

describe('logGammaRatio', () => {
  it('is the ratio of multivariate gamma functions over its power of k', () => {
    for (const N of [1, 2, 3, 8, 41])
      for (const nu of [1, 2.5, 17, 200])
        for (const k of [1e-4, 0.3, 1, 7.7, 60, 1000]) {
          const expected =
            logMultivariateGamma(N, (k + N + 1 + nu) / 2) -
            logMultivariateGamma(N, (k + N + 1) / 2) -
            0.5 * nu * N * Math.log(k / 2);
          expect(Math.abs(logGammaRatio(N, nu, k) - expected)).toBeLessThan(
            2e-12 * Math.max(1, Math.abs(logMultivariateGamma(N, (k + N + 1 + nu) / 2))),
          );
        }
  });

  it('keeps its digits where it tends to 0', () => {
    // Σ_i x(x + 2b_i − 1)/2 over k/2 to first order, b_i = (N + 2 − i)/2
    const [N, nu] = [5, 30];
    const x = nu / 2;
    let slope = 0;
    for (let i = 1; i <= N; i++) slope += x * (x - 1 + 2 * ((N + 2 - i) / 2));
    for (const k of [1e8, 1e10, 1e12]) expect(logGammaRatio(N, nu, k) * k).toBeCloseTo(slope, 1);
  });
});

describe.each(engines)('the evidence on the %s engine', (_, engine) => {
  const core = coreOf(engine)!;

  it('is the density of determinants and multivariate gamma functions, with more periods than assets or fewer', () => {
    for (const [seed, N, T] of [
      [1, 1, 4],
      [2, 3, 12],
      [3, 6, 4],
      [4, 9, 9],
    ]) {
      const Omega = randomOmega(seed, N);
      const Z = randomMatrix(seed + 50, T, N);
      const S = matrixOf(Z, T).transpose().mmul(matrixOf(Z, T));
      const { rows, logDeterminant } = whitenRows(core, Float64Array.from(Omega.to1DArray()), Z, N);
      const values = spectrumOf(core, rows, N);
      expect(values.length).toBeLessThanOrEqual(Math.min(N, T));
      for (const degrees of [T, T - 0.4]) {
        const gaussian = denseGaussian(Omega, S, degrees);
        const own =
          -0.5 * (degrees * (N * Math.log(2 * Math.PI) + logDeterminant) + values.reduce((a, b) => a + b, 0));
        expect(own).toBeCloseTo(gaussian, 9);
        for (const k of [0.05, 1, 13.7, 400]) {
          const gain = evidenceGain({ size: N, degrees, values }, k);
          expect(own + gain).toBeCloseTo(denseEvidence(Omega, S, degrees, k), 8);
        }
      }
    }
  });

  it('is the integral of the likelihood over the prior, for one asset', () => {
    // Σ ~ IW(kω, k + 2): inverse gamma of shape (k + 2)/2 and scale kω/2
    const [omega, T] = [0.7, 5];
    const Z = Float64Array.of(0.3, -1.4, 0.9, 2, -0.2);
    const s = Z.reduce((sum, z) => sum + z * z, 0);
    for (const k of [0.5, 4, 30]) {
      const [shape, scale] = [(k + 2) / 2, (k * omega) / 2];
      let integral = 0;
      const step = 1e-3;
      for (let u = -12; u < 12; u += step) {
        const variance = Math.exp(u);
        const logPrior =
          shape * Math.log(scale) - logMultivariateGamma(1, shape) - shape * u - scale / variance;
        integral += step * Math.exp(logPrior - 0.5 * (T * (Math.log(2 * Math.PI) + u) + s / variance));
      }
      const gain = evidenceGain({ size: 1, degrees: T, values: Float64Array.of(s / omega) }, k);
      const gaussian = -0.5 * (T * Math.log(2 * Math.PI * omega) + s / omega);
      expect(gaussian + gain).toBeCloseTo(Math.log(integral), 8);
    }
  });

  it('is the mean of the likelihood over draws of the prior, for two assets', () => {
    const [k, T, draws] = [6, 3, 200_000];
    const Omega = randomOmega(9, 2);
    const Z = matrixOf(randomMatrix(10, T, 2), T);
    const S = Z.transpose().mmul(Z);
    const source = randomSource(11);
    let [sum, squares] = [0, 0];
    const root = choleskyOf(inverse(Matrix.mul(Omega, k)));
    for (let d = 0; d < draws; d++) {
      // Σ⁻¹ = (LA)(LA)', A 2 × (k + 3) standard normal
      const [p, q, r] = wishart2(source.normal, k + 3);
      const W = root.mmul(new Matrix([[p, q], [q, r]])).mmul(root.transpose()); // prettier-ignore
      const determinant = W.get(0, 0) * W.get(1, 1) - W.get(0, 1) ** 2;
      const value = (2 * Math.PI) ** -T * determinant ** (T / 2) * Math.exp(-0.5 * W.mmul(S).trace());
      sum += value;
      squares += value * value;
    }
    const mean = sum / draws;
    const error = Math.sqrt((squares / draws - mean * mean) / draws) / mean;
    const expected = denseEvidence(Omega, S, T, k);
    expect(error).toBeLessThan(0.01);
    expect(Math.abs(Math.log(mean) - expected)).toBeLessThan(4 * error);
  });

  it('does not change when assets are permuted or data and Ω are scaled together', () => {
    const [N, T] = [4, 11];
    const Omega = randomOmega(21, N);
    const Z = randomMatrix(22, T, N);
    const spectrum = (omega: Matrix, rows: Float64Array): Spectrum => ({
      size: N,
      degrees: T,
      values: spectrumOf(core, whitenRows(core, Float64Array.from(omega.to1DArray()), rows, N).rows, N),
    });
    const order = [2, 0, 3, 1];
    const own = bestPrior(core, spectrum(Omega, Z));
    const permuted = bestPrior(
      core,
      spectrum(
        Omega.selection(order, order),
        Z.map((_, cell) => Z[Math.floor(cell / N) * N + order[cell % N]]),
      ),
    );
    const D = [0.01, 3, 1, 200];
    const scaled = bestPrior(
      core,
      spectrum(
        Matrix.diag(D).mmul(Omega).mmul(Matrix.diag(D)),
        Z.map((value, cell) => value * D[cell % N]),
      ),
    );
    for (const other of [permuted, scaled]) {
      expect(other.gain).toBeCloseTo(own.gain, 9);
      expect(other.priorWeight).toBeCloseTo(own.priorWeight, 5);
    }
  });
});

/** Wishart of two dimensions by Bartlett's decomposition. */
function wishart2(normal: () => number, degrees: number): [number, number, number] {
  const chi = (n: number): number => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += normal() ** 2;
    return sum;
  };
  const [a, b, c] = [Math.sqrt(chi(degrees)), normal(), Math.sqrt(chi(degrees - 1))];
  return [a * a, a * b, b * b + c * c];
}

function choleskyOf(A: Matrix): Matrix {
  const a = Math.sqrt(A.get(0, 0));
  const b = A.get(1, 0) / a;
  return new Matrix([[a, 0], [b, Math.sqrt(A.get(1, 1) - b * b)]]); // prettier-ignore
}

describe('the evidence', () => {
  it('tends to the likelihood of Ω for large k', () => {
    const spectrum = { size: 6, degrees: 20, values: Float64Array.of(3, 9, 14, 22, 31, 60) };
    const gains = [1e3, 1e5, 1e7, 1e9].map((k) => Math.abs(evidenceGain(spectrum, k)));
    gains.slice(1).forEach((gain, i) => expect(gain).toBeLessThan(gains[i] / 50));
    expect(gains[3]).toBeLessThan(1e-5);
  });
});
