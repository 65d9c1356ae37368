import { inverse, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { type Panel, type PanelModel, residualPosterior } from '../../../src/browser.js';
import { halfLifeScores } from '../../../src/covariance/posterior/half-life.js';
import { modelRows } from '../../../src/covariance/posterior/rows.js';
import { coreOf } from '../../../src/engine/core.js';
import { expectClose } from '../../support/close.js';
import { denseEvidence, logDeterminant, logMultivariateGamma } from '../../support/dense-posterior.js';
import { engines } from '../../support/engines.js';
import { randomSource } from '../../support/random.js';
import { thrown } from '../../support/thrown.js';

const model: PanelModel = {
  fixed: ['asset', 'asset:market'],
  random: ['time'],
  kernels: {},
  scale: 'residual',
};

/** Returns whose volatilities and correlations are `change` times others in the last third. */
function panelOf(seed: number, T: number, N: number, change: number): Panel {
  const { normal } = randomSource(seed);
  const market = Float64Array.from({ length: T }, () => 0.04 * normal());
  const returns = new Float64Array(T * N);
  for (let t = 0; t < T; t++) {
    const isLate = t >= (2 * T) / 3;
    const common = normal();
    for (let i = 0; i < N; i++) {
      const own = isLate && i % 2 === 0 ? change : 1;
      returns[t * N + i] = (0.5 + i / N) * market[t] + 0.01 * own * (normal() + 0.5 * common);
    }
  }
  return {
    assets: Array.from({ length: N }, (_, i) => `A${i}`),
    periods: Array.from({ length: T }, (_, t) => `${t}`),
    returns,
    covariates: { market },
  };
}

interface Weighted {
  degrees: number;
  B: Matrix;
  G: Matrix;
  S: Matrix;
}

/** Weighted least squares of the first s periods, with the discount of their end. */
function weightedTo(s: number, Y: Matrix, C: Matrix, halfLife: number | null): Weighted {
  const d = Array.from({ length: s }, (_, t) => (halfLife === null ? 1 : 2 ** (-(s - 1 - t) / halfLife)));
  const sum = d.reduce((a, b) => a + b, 0);
  const c = sum / d.reduce((a, b) => a + b * b, 0);
  const D = Matrix.diag(d.map((value) => c * value));
  const [y, x] = [Y.subMatrix(0, s - 1, 0, Y.columns - 1), C.subMatrix(0, s - 1, 0, C.columns - 1)];
  const G = x.transpose().mmul(D).mmul(x);
  const B = inverse(G).mmul(x.transpose()).mmul(D).mmul(y);
  const residuals = Matrix.sub(y, x.mmul(B));
  const squared = x.transpose().mmul(D).mmul(D).mmul(x);
  return {
    degrees: c * sum - inverse(G).mmul(squared).trace(),
    B,
    G,
    S: residuals.transpose().mmul(D).mmul(residuals),
  };
}

describe.each(engines)('half-lives on the %s engine', (_, engine) => {
  const panel = panelOf(1, 40, 4, 3);
  const given = { ...model, fixedVariances: { time: 0.02, residual: 2 } }; // no good model: k is finite
  const fit = engine.fitPanel(panel, given);
  const core = coreOf(engine)!;
  const Y = Matrix.from1DArray(40, 4, Array.from(panel.returns));
  const C = new Matrix(Array.from(panel.covariates.market as Float64Array, (x) => [1, x]));
  const D = Matrix.diag(Array.from(fit.scales));
  const [time, residual] = fit.variances.map(({ estimate }) => estimate);
  const Omega = D.mmul(
    Matrix.ones(4, 4)
      .mul(time)
      .add(Matrix.eye(4, 4, residual)),
  ).mmul(D);

  it.each([[40], [10], [5], [null]])(
    'give the cross-products and degrees of weighted least squares: %s',
    (h) => {
      const { degrees, S } = weightedTo(40, Y, C, h);
      const { values, evidence } = residualPosterior(engine, panel, given, fit, h ?? undefined);
      expect(evidence.degreesOfFreedom).toBeCloseTo(degrees, 9);
      expect(evidence.halfLife).toBe(h);
      const k = evidence.k!;
      expect(evidence.logEvidence).toBeCloseTo(denseEvidence(Omega, S, degrees, k), 6);
      expectClose(values, Matrix.mul(Omega, k).add(S).div(k + degrees).to1DArray(), 1e-9, 1e-5); // prettier-ignore
    },
  );

  it.each([[null], [20], [5]])(
    'are scored by matrix t densities of blocks, in the returns as given: %s',
    (h) => {
      const [{ score }] = halfLifeScores(core, modelRows(core, panel, given, fit), [h]);
      let expected = 0;
      const ends = Array.from({ length: 7 }, (__, b) => 20 + Math.round((20 * b) / 6));
      for (let b = 0; b < 6; b++) {
        const [from, to] = [ends[b], ends[b + 1]];
        const { degrees, B, G, S } = weightedTo(from, Y, C, h);
        const x = C.subMatrix(from, to - 1, 0, 1);
        const R = Matrix.sub(Y.subMatrix(from, to - 1, 0, 3), x.mmul(B));
        const M = Matrix.eye(to - from).add(x.mmul(inverse(G)).mmul(x.transpose()));
        const quadratic = R.transpose().mmul(inverse(M)).mmul(R);
        // the best k by ever finer grids
        let best = 4;
        for (const step of [0.1, 0.005, 0.0002]) {
          const at = (u: number): number => denseEvidence(Omega, S, degrees, degrees * 2 ** u);
          const reach = step === 0.1 ? 10 : 25 * step;
          const grid = Array.from(
            { length: 1 + Math.round((2 * reach) / step) },
            (___, j) => best - reach + j * step,
          );
          best = grid.reduce((most, u) => (at(u) > at(most) ? u : most));
        }
        const k = degrees * 2 ** best;
        const Psi = Matrix.mul(Omega, k).add(S);
        const [n0, rows] = [k + 5 + degrees, to - from];
        expected +=
          logMultivariateGamma(4, (n0 + rows) / 2) -
          logMultivariateGamma(4, n0 / 2) -
          2 * rows * Math.log(Math.PI) -
          2 * logDeterminant(M) +
          (n0 / 2) * logDeterminant(Psi) -
          ((n0 + rows) / 2) * logDeterminant(Matrix.add(Psi, quadratic));
      }
      expect(Math.abs(score! - expected)).toBeLessThan(1e-3);
    },
  );
});

const [[, engine]] = engines;

describe('a half-life that is chosen', () => {
  const chosen = (panel: Panel) =>
    residualPosterior(engine, panel, model, engine.fitPanel(panel, model), 'auto').evidence;

  it('is the one with the largest score, of none, T, T/2, T/4 and T/8', () => {
    const { halfLife, halfLifeScores: scores } = chosen(panelOf(2, 48, 5, 1.5));
    expect(scores!.map((own) => own.halfLife)).toEqual([null, 48, 24, 12, 6]);
    const most = Math.max(...scores!.map(({ score }) => score!));
    expect(scores!.find(({ score }) => score === most)!.halfLife).toBe(halfLife);
  });

  it('is short where variances change, and none or long where they do not', () => {
    for (const seed of [1, 2, 3]) {
      expect(chosen(panelOf(seed, 160, 6, 5)).halfLife).toBeLessThanOrEqual(40);
      expect(chosen(panelOf(seed, 160, 6, 1)).halfLife ?? 160).toBeGreaterThanOrEqual(80);
    }
  });

  it('gives the covariance of that half-life', () => {
    const panel = panelOf(1, 160, 6, 5);
    const fit = engine.fitPanel(panel, model);
    const auto = residualPosterior(engine, panel, model, fit, 'auto');
    const fixed = residualPosterior(engine, panel, model, fit, auto.evidence.halfLife);
    expect(auto.values).toEqual(fixed.values);
    expect(auto.evidence).toEqual({ ...fixed.evidence, halfLifeScores: auto.evidence.halfLifeScores });
  });

  it('has no score where too little comes before a block', () => {
    const { halfLifeScores: scores } = chosen(panelOf(4, 6, 3, 1));
    expect(scores![4].score).toBeNull();
    const { notes } = residualPosterior(
      engine,
      panelOf(4, 6, 3, 1),
      model,
      engine.fitPanel(panelOf(4, 6, 3, 1), model),
      'auto',
    );
    expect(notes).toEqual([
      'half-lives without a score: too few periods come before a block of the second half',
    ]);
  });

  it('is that of the model by default', () => {
    const panel = panelOf(5, 48, 4, 2);
    const discounted = { ...model, halfLife: 12 };
    const fit = engine.fitPanel(panel, discounted);
    const { evidence } = residualPosterior(engine, panel, discounted, fit);
    expect(evidence.halfLife).toBe(12);
    expect(evidence.degreesOfFreedom).toBeCloseTo(fit.discount!.degreesOfFreedom, 9);
  });

  it('is refused where it leaves no degree of freedom', () => {
    const panel = panelOf(5, 48, 4, 2);
    const error = thrown(() => residualPosterior(engine, panel, model, engine.fitPanel(panel, model), 0.5));
    expect(error.code).toBe('half-life-too-short');
    expect(error.details).toMatchObject({ halfLife: 0.5, periods: 48, columns: 2 });
  });
});
