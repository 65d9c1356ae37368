import { add, dot, get, row, set } from '../linalg/vector';
import { gemv } from '../linalg/gemm';
import { addInformation, kindOf, Panel } from './panel';
import { TermKind } from './request';
import { SpectralState, stateOf } from './spectral';

/** What the ν directions beyond W tell of the kinds of terms, see `spectralBeyond`. A C struct in the state. */
@unmanaged
export class BeyondSums {
  /** tr(PB) and tr(BH) of B = 1, Λ and cc' */
  traceI: f64;
  traceK: f64;
  traceT: f64;
  partI: f64;
  partK: f64;
  partT: f64;
  /** information of the pairs: residual, kernel and time with each other */
  II: f64;
  IK: f64;
  KK: f64;
  IT: f64;
  KT: f64;
  TT: f64;
}

/**
 * The ν directions beyond W: adds n·log|Ω| + tr(Ω⁻¹S) to the objective, their scores and average information, n = ν
 * with REML and as whole.ts says with ML.
 *
 * With P = Ω⁻¹, H = PSP: scores −½[n·tr(PB) − tr(BH)]; information of diagonal B, B': ½ tr(BPB'H), of cc': c'Pc·c'Hc.
 */
export function spectralBeyond(panel: Panel): void {
  const state = stateOf(panel);
  const q = panel.q;
  const count = panel.omegaCount;
  const sums = changetype<BeyondSums>(state.sums);
  panel.objective += count * get(state.logDeterminant, panel.m) + sumBeyond(panel, state, sums);
  for (let k = 0; k < q; k++) {
    const kind = kindOf(panel, k);
    if (kind == TermKind.PERSISTENT) continue;
    const isKernel = kind == TermKind.ASSET_TIME;
    const trace = kind == TermKind.TIME ? sums.traceT : isKernel ? sums.traceK : sums.traceI;
    const part = kind == TermKind.TIME ? sums.partT : isKernel ? sums.partK : sums.partI;
    add(panel.score, k, -0.5 * (count * trace - part));
    for (let l = 0; l <= k; l++) {
      const other = kindOf(panel, l);
      if (other != TermKind.PERSISTENT) addInformation(panel, k, l, 0.5 * informationOf(sums, kind, other));
    }
  }
}

/** Twice the average information of two kinds of terms. */
function informationOf(sums: BeyondSums, kind: i32, other: i32): f64 {
  if (kind == TermKind.TIME && other == TermKind.TIME) return sums.TT;
  const related = (kind == TermKind.ASSET_TIME ? 1 : 0) + (other == TermKind.ASSET_TIME ? 1 : 0);
  if (kind == TermKind.TIME || other == TermKind.TIME) return related == 1 ? sums.KT : sums.IT;
  return related == 2 ? sums.KK : related == 1 ? sums.IK : sums.II;
}

/**
 * Fills the sums from P = diag(E) − g·AA', A = E∘c. With b = 1 or λ: Pb∘A = E∘b∘A − g·(A'(b∘A))·A, and S times both of these
 * follows from SA and one more product, since τ_K·E∘λ∘A + τ_e·E∘A = A.
 *
 * returns tr(PS)
 */
function sumBeyond(panel: Panel, state: SpectralState, sums: BeyondSums): f64 {
  const N = panel.N;
  const lambda = panel.lambda;
  const S = panel.Sw;
  const E = row(state.E, panel.m, N);
  const A = row(state.A, panel.m, N);
  const SA = state.SA;
  const g = get(state.g, panel.m);
  const hasTime = state.hasTime;
  let ASA = 0.0;
  if (hasTime) {
    gemv(false, N, N, 1.0, S, N, A, 0.0, SA);
    ASA = dot(N, A, SA);
  }
  let trace = -g * ASA;
  let cA = 0.0;
  let AA = 0.0;
  let AKA = 0.0;
  let sumE = 0.0;
  let sumEK = 0.0;
  let partI = 0.0;
  let partK = 0.0;
  let EH = 0.0;
  let EKH = 0.0;
  let EKKH = 0.0;
  for (let j = 0; j < N; j++) {
    const e = get(E, j);
    const a = get(A, j);
    const k = get(lambda, j);
    const s = e * get(row(S, j, N), j);
    trace += s;
    let h = e * s;
    if (hasTime) h += a * (g * g * ASA * a - 2.0 * e * g * get(SA, j));
    cA += get(panel.one, j) * a;
    AA += a * a;
    AKA += k * a * a;
    sumE += e;
    sumEK += k * e;
    partI += h;
    partK += k * h;
    EH += e * h;
    EKH += k * e * h;
    EKKH += k * k * e * h;
  }
  const kappa = 1.0 - g * cA;
  sums.traceI = sumE - g * AA;
  sums.traceK = sumEK - g * AKA;
  sums.traceT = cA * kappa;
  sums.partI = partI;
  sums.partK = partK;
  sums.partT = kappa * kappa * ASA;
  sums.II = EH;
  sums.IK = EKH;
  sums.KK = EKKH;
  sums.TT = kappa * cA * kappa * kappa * ASA;
  sums.IT = 0.0;
  sums.KT = 0.0;
  if (hasTime) addTime(panel, state, sums, kappa, g, ASA, AA, AKA);
  return trace;
}

/** What `time` adds to the information: the products of S with P(b∘A). */
function addTime(
  panel: Panel,
  state: SpectralState,
  sums: BeyondSums,
  kappa: f64,
  g: f64,
  ASA: f64,
  AA: f64,
  AKA: f64,
): void {
  const N = panel.N;
  const E = row(state.E, panel.m, N);
  const A = row(state.A, panel.m, N);
  const SA = state.SA;
  // x = E∘A or E∘λ∘A, whose variance is the smaller one: the other follows by a division by the larger one
  const isResidual = state.kernelShare >= state.residual;
  const x = state.x;
  const Sx = state.Sx;
  for (let j = 0; j < N; j++) {
    const value = get(E, j) * get(A, j);
    set(x, j, isResidual ? value : value * get(panel.lambda, j));
  }
  gemv(false, N, N, 1.0, panel.Sw, N, x, 0.0, Sx);
  const own = isResidual ? state.residual : state.kernelShare;
  const share = isResidual ? state.kernelShare : state.residual;
  // with y the other one: x'Sx, x'Sy, y'Sy, A'Sx, A'Sy
  const xSx = dot(N, x, Sx);
  const ASx = dot(N, A, Sx);
  const ASy = (ASA - own * ASx) / share;
  const xSy = (ASx - own * xSx) / share;
  const ySy = (ASy - own * xSy) / share;
  const xA = g * (isResidual ? AA : AKA);
  const yA = g * (isResidual ? AKA : AA);
  const xx = xSx - 2.0 * xA * ASx + xA * xA * ASA;
  const xy = xSy - xA * ASy - yA * ASx + xA * yA * ASA;
  const yy = ySy - 2.0 * yA * ASy + yA * yA * ASA;
  const xT = kappa * kappa * (ASx - xA * ASA);
  const yT = kappa * kappa * (ASy - yA * ASA);
  sums.II -= g * (isResidual ? xx : yy);
  sums.IK -= g * xy;
  sums.KK -= g * (isResidual ? yy : xx);
  sums.IT = isResidual ? xT : yT;
  sums.KT = isResidual ? yT : xT;
}
