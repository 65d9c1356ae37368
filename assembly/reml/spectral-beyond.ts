import { add, dot, get, row, set } from '../linalg/vector';
import { gemv } from '../linalg/gemm';
import { addInformation, kindOf, Panel } from './panel';
import { TermKind } from './request';
import { diagonalTrace, SpectralState, stateOf, timeTrace } from './spectral';

/**
 * The ν directions beyond W: adds n·log|Ω| + tr(Ω⁻¹S) to the objective, their scores and average information, n = ν
 * with REML and as whole.ts says with ML.
 *
 * With P = Ω⁻¹, H = PSP: scores −½[n·tr(PB) − tr(BH)]; information of diagonal B, B': ½ tr(BPB'H), of 1: c'Pc·c'Hc.
 */
export function spectralBeyond(panel: Panel): void {
  const state = stateOf(panel);
  const N = panel.N;
  const q = panel.q;
  const m = panel.m;
  const count = panel.omegaCount;
  const S = panel.Sw;
  const E = row(state.E, m, N);
  const A = row(state.A, m, N);
  const g = get(state.g, m);
  const cA = dot(N, panel.one, A);
  const kappa = 1.0 - g * cA;

  gemv(false, N, N, 1.0, S, N, A, 0.0, state.SA);
  const ASA = dot(N, A, state.SA);
  let trace = -g * ASA;
  for (let j = 0; j < N; j++) {
    const e = get(E, j);
    const A_j = get(A, j);
    const s = get(row(S, j, N), j);
    trace += e * s;
    set(state.H, j, e * (e * s - 2.0 * g * A_j * get(state.SA, j)) + g * g * ASA * A_j * A_j);
  }
  panel.objective += count * get(state.logDeterminant, m) + trace;

  for (let k = 0; k < q; k++) {
    const kind = kindOf(panel, k);
    if (kind == TermKind.PERSISTENT) continue;
    let traceP = 0.0;
    let traceH = 0.0;
    if (kind == TermKind.TIME) {
      traceP = timeTrace(panel, state, m);
      traceH = kappa * kappa * ASA;
    } else {
      const kernel = kind == TermKind.ASSET_TIME;
      traceP = diagonalTrace(panel, state, m, kernel);
      const beta = row(state.beta, k, N);
      for (let j = 0; j < N; j++) {
        const weight = kernel ? get(panel.lambda, j) : 1.0;
        traceH += weight * get(state.H, j);
        set(beta, j, weight * get(A, j));
      }
      applyBeyond(N, E, A, g, beta);
      gemv(false, N, N, 1.0, S, N, beta, 0.0, row(state.Sbeta, k, N));
    }
    add(panel.score, k, -0.5 * (count * traceP - traceH));
  }

  for (let k = 0; k < q; k++) {
    for (let l = 0; l <= k; l++) {
      const information = informationBeyond(panel, state, k, l, kappa, ASA, cA);
      addInformation(panel, k, l, information);
    }
  }
}

/** Average information of components k and l over the ν directions. */
function informationBeyond(
  panel: Panel,
  state: SpectralState,
  k: i32,
  l: i32,
  kappa: f64,
  ASA: f64,
  cA: f64,
): f64 {
  const N = panel.N;
  const kindK = kindOf(panel, k);
  const kindL = kindOf(panel, l);
  if (kindK == TermKind.PERSISTENT || kindL == TermKind.PERSISTENT) return 0.0;
  if (kindK == TermKind.TIME && kindL == TermKind.TIME) return 0.5 * kappa * cA * kappa * kappa * ASA;
  if (kindK == TermKind.TIME) return 0.5 * kappa * kappa * dot(N, row(state.beta, l, N), state.SA);
  if (kindL == TermKind.TIME) return 0.5 * kappa * kappa * dot(N, row(state.beta, k, N), state.SA);
  const E = row(state.E, panel.m, N);
  let trace = 0.0;
  for (let j = 0; j < N; j++) {
    let weight = get(E, j) * get(state.H, j);
    if (kindK == TermKind.ASSET_TIME) weight *= get(panel.lambda, j);
    if (kindL == TermKind.ASSET_TIME) weight *= get(panel.lambda, j);
    trace += weight;
  }
  return 0.5 * (trace - get(state.g, panel.m) * dot(N, row(state.beta, k, N), row(state.Sbeta, l, N)));
}

/** x := diag(E)x − g·A·(A'x) */
function applyBeyond(N: i32, E: usize, A: usize, g: f64, x: usize): void {
  const along = g * dot(N, A, x);
  for (let j = 0; j < N; j++) set(x, j, get(E, j) * get(x, j) - along * get(A, j));
}
