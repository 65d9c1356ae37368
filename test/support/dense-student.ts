import { Matrix } from 'ml-matrix';
import type { Panel, PanelModel } from '../../src/model/types.js';
import { denseModel } from './dense-model.js';
import { denseLogLikelihood } from './dense-reml.js';
import { randomSource } from './random.js';

/** ln Γ by Lanczos' approximation (g = 7, 9 terms): 1e-14 or so. */
export function lanczosLogGamma(x: number): number {
  const c = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - lanczosLogGamma(1 - x);
  const z = x - 1;
  const sum = c.slice(1).reduce((total, value, k) => total + value / (z + k + 1), c[0]);
  const base = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(base) - base + Math.log(sum);
}

/** log density of the multivariate t with scatter matrix Ω = LL', from δ² = e'Ω⁻¹e and log|Ω|. */
function logStudent(n: number, df: number, square: number, logDeterminant: number): number {
  return (
    lanczosLogGamma((df + n) / 2) -
    lanczosLogGamma(df / 2) -
    (n / 2) * Math.log(df * Math.PI) -
    logDeterminant / 2 -
    ((df + n) / 2) * Math.log(1 + square / df)
  );
}

/**
 * Σ_t log t_df(r_t − b; 0, Ω) of a complete panel whose only fixed effects are the intercepts b, 0 where it has none:
 * the t likelihood by its definition.
 */
export function denseStudent(
  panel: Panel,
  model: PanelModel,
): (variances: readonly number[], df: number, intercepts?: readonly number[]) => number {
  const n = panel.assets.length;
  const blocks = denseModel(panel, model).terms.map(({ V }) => V.subMatrix(0, n - 1, 0, n - 1));
  return (variances, df, intercepts = panel.assets.map(() => 0)) => {
    const Omega = Matrix.zeros(n, n);
    blocks.forEach((block, k) => Omega.add(Matrix.mul(block, variances[k])));
    const L = lower(Omega.to2DArray());
    if (L === null) return -Infinity;
    const logDeterminant = L.reduce((sum, row, i) => sum + 2 * Math.log(row[i]), 0);
    let total = 0;
    for (let t = 0; t < panel.periods.length; t++) {
      const z: number[] = [];
      for (let i = 0; i < n; i++) {
        let value = panel.returns[t * n + i] - intercepts[i];
        for (let j = 0; j < i; j++) value -= L[i][j] * z[j];
        z.push(value / L[i][i]);
      }
      const square = z.reduce((sum, value) => sum + value * value, 0);
      total += logStudent(n, df, square, logDeterminant);
    }
    return total;
  };
}

/**
 * Σ_t log t_df(r_t − X_tb; 0, Ω_t) over the observed returns of a panel without persistent effects: the t likelihood of
 * fixed effects b and variances, Ω_t divided by the model's period weights.
 */
export function studentLikelihood(
  panel: Panel,
  model: PanelModel,
): (variances: readonly number[], df: number, effects: readonly number[]) => number {
  const { terms, X, y, cells } = denseModel(panel, { ...model, errors: undefined });
  const n = panel.assets.length;
  const periods = [...new Set(cells.map((cell) => Math.floor(cell / n)))];
  const rows = periods.map((t) => cells.flatMap((cell, r) => (Math.floor(cell / n) === t ? [r] : [])));
  const blocks = rows.map((own) => terms.map(({ V }) => V.selection(own, own)));
  return (variances, df, effects) => {
    const e = Matrix.sub(Matrix.columnVector(y), X.mmul(Matrix.columnVector([...effects]))).to1DArray();
    return rows.reduce((total, own, t) => {
      const Omega = Matrix.zeros(own.length, own.length);
      blocks[t].forEach((block, k) => Omega.add(Matrix.mul(block, variances[k])));
      const L = lower(Omega.to2DArray());
      if (L === null) return -Infinity;
      const z: number[] = [];
      own.forEach((r, i) => z.push((e[r] - z.reduce((sum, value, j) => sum + L[i][j] * value, 0)) / L[i][i]));
      const square = z.reduce((sum, value) => sum + value * value, 0);
      return (
        total +
        logStudent(
          own.length,
          df,
          square,
          L.reduce((sum, row, i) => sum + 2 * Math.log(row[i]), 0),
        )
      );
    }, 0);
  };
}

/**
 * The variational bound that fits with t errors climb, written out: E_q[log p(y, τ)] − E_q[log q(τ)] for independent
 * q(τ_t) = Gamma(a_t, a_t/w_t), a_t = ½(df + n), with the fixed effects integrated out of p(y | τ) at E_q τ = w.
 */
export function denseStudentBound(
  panel: Panel,
  model: PanelModel,
  variances: number[],
  df: number,
  weights: Float64Array,
): number {
  const n = panel.assets.length;
  const own = model.periodWeights ?? weights.map(() => 1);
  const periodWeights = weights.map((w, t) => w * own[t]);
  let total = denseLogLikelihood(panel, { ...model, periodWeights, errors: undefined }, variances);
  for (const w of weights) {
    const [a, a0] = [(df + n) / 2, df / 2];
    const [b, b0] = [a / w, df / 2];
    // ½n(E log τ − log w) − KL(q ‖ Gamma(a0, b0)); digammas cancel since a − a0 = n/2
    total += -(n / 2) * Math.log(b * w);
    total -=
      lanczosLogGamma(a0) - lanczosLogGamma(a) + a0 * (Math.log(b) - Math.log(b0)) + (a * (b0 - b)) / b;
  }
  return total;
}

/** Largest value of f by Nelder and Mead's simplex, restarted until it no longer moves. */
export function maximiseDirectly(
  f: (x: readonly number[]) => number,
  start: readonly number[],
): { x: number[]; value: number } {
  let best = { x: [...start], value: f(start) };
  for (let restart = 0; restart < 40; restart++) {
    const found = simplex(f, best.x, 0.3 * 0.7 ** restart);
    const gained = found.value - best.value;
    if (gained > 0) best = found;
    if (restart > 8 && gained < 1e-11 * Math.abs(best.value)) break;
  }
  return best;
}

function simplex(
  f: (x: readonly number[]) => number,
  start: readonly number[],
  size: number,
): { x: number[]; value: number } {
  const point = (x: number[]) => ({ x, value: f(x) });
  const corners = [
    point([...start]),
    ...start.map((_, k) => point(start.map((v, l) => (k === l ? v + size : v)))),
  ];
  for (let step = 0; step < 400; step++) {
    corners.sort((a, b) => b.value - a.value);
    const worst = corners[corners.length - 1];
    if (corners[0].value - worst.value < 1e-13 * Math.abs(corners[0].value)) break;
    const centre = start.map(
      (_, k) => corners.slice(0, -1).reduce((sum, { x }) => sum + x[k], 0) / (corners.length - 1),
    );
    const along = (factor: number) => point(centre.map((c, k) => c + factor * (c - worst.x[k])));
    let next = along(1);
    if (next.value > corners[0].value) {
      const further = along(2);
      if (further.value > next.value) next = further;
    } else if (next.value <= corners[corners.length - 2].value) {
      next = along(next.value > worst.value ? 0.5 : -0.5);
    }
    if (next.value > worst.value) corners[corners.length - 1] = next;
    else
      for (let k = 1; k < corners.length; k++)
        corners[k] = point(corners[k].x.map((v, l) => corners[0].x[l] + 0.5 * (v - corners[0].x[l])));
  }
  return corners.reduce((a, b) => (b.value > a.value ? b : a));
}

function lower(A: number[][]): number[][] | null {
  const L = A.map((row) => row.map(() => 0));
  for (let i = 0; i < A.length; i++)
    for (let j = 0; j <= i; j++) {
      let sum = A[i][j];
      for (let k = 0; k < j; k++) sum -= L[i][k] * L[j][k];
      if (j < i) L[i][j] = sum / L[j][j];
      else if (sum > 0) L[i][i] = Math.sqrt(sum);
      else return null;
    }
  return L;
}

/**
 * A panel with t errors of `df` (a whole number, Infinity for normal ones): r_t = 0.005 + β_i·m_t + e_t, Ω with a common
 * part, an autoregressive one over the assets (ρ = 0.6) and a residual.
 */
export function studentPanel(seed: number, n: number, periods: number, df: number): Panel {
  const { normal } = randomSource(seed);
  const market = Float64Array.from({ length: periods }, () => 0.04 * normal());
  const returns = new Float64Array(n * periods);
  for (let t = 0; t < periods; t++) {
    let chi = 0;
    if (df < Infinity) for (let k = 0; k < df; k++) chi += normal() ** 2;
    const scale = 0.02 * (df < Infinity ? Math.sqrt(df / chi) : 1);
    const common = normal();
    let related = normal();
    for (let i = 0; i < n; i++) {
      if (i > 0) related = 0.6 * related + 0.8 * normal();
      const error = scale * (0.5 * common + 0.7 * related + 0.5 * normal());
      returns[t * n + i] = 0.005 + (0.5 + i / n) * market[t] + error;
    }
  }
  return {
    assets: Array.from({ length: n }, (_, i) => `A${i + 1}`),
    periods: Array.from({ length: periods }, (_, t) => `p${t + 1}`),
    returns,
    covariates: { market },
  };
}
