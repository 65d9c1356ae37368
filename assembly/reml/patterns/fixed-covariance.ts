import { allocateMatrix, mark, matrixBytes, release } from '../../arena';
import { gemm, gemmWorkspace } from '../../linalg/gemm';
import { axpy, fill, get, row, scale, set } from '../../linalg/vector';
import { fitPanelWorkspace, preparePanel } from '../fit';
import { inverseFor, invertUpper } from '../fixed-effects';
import { evaluate } from '../likelihood';
import { allocatePanel, Panel } from '../panel';
import { FitStatus, PanelRequest } from '../request';
import { patternsOf } from './state';

/**
 * Covariance of all fixed effects at given variances, L·(H⁻¹)_xx·L' with the block of the fixed effects in Henderson's
 * equations, (X'V⁻¹X)⁻¹ in the bases Wa and G, and the rows of L that take it to the effects as they are written:
 *
 *     per asset  c·s_i·ρ_l'(γ_·i − C_aU⁻¹γ_c·h_i),  ρ_l row l of Ra⁻¹ or `inverseFor`        common  c·U⁻¹γ_c
 *
 * address a PanelRequest with patterns (a complete panel is one of them) and all variances held; `fixedCovariance` takes
 *         the f×f matrix, f = mA·N + p: effects per asset column by column, then the common ones. The other outputs but
 *         `scales`, `summary` and `score` are left alone.
 * returns a FitStatus
 * work    `fixedCovarianceWorkspace(address)` bytes of the arena
 */
export function fixedCovariance(address: usize): i32 {
  const position = mark();
  const panel = allocatePanel(changetype<PanelRequest>(address));
  let status = preparePanel(panel);
  if (status == FitStatus.FITTED && !evaluate(panel)) status = FitStatus.SINGULAR;
  if (status == FitStatus.FITTED) covarianceOf(panel);
  release(position);
  return status;
}

function covarianceOf(panel: Panel): void {
  const state = patternsOf(panel);
  const f = state.fixed;
  const mA = panel.mA;
  const p = panel.p;
  const position = mark();
  const Rinverse = allocateMatrix(mA, mA);
  const Uinverse = allocateMatrix(p, p);
  const common = allocateMatrix(mA, p);
  invertUpper(mA, panel.Ra, Rinverse);
  invertUpper(p, panel.U, Uinverse);
  gemm(false, false, mA, p, p, 1.0, panel.Ca, p, Uinverse, p, 0.0, common, p);

  const half = allocateMatrix(f, f);
  toEffects(panel, Rinverse, Uinverse, common, state.inverse, state.h, half);
  for (let e = 0; e < f; e++) {
    for (let g = 0; g < e; g++) {
      const below = get(row(half, e, f), g);
      set(row(half, e, f), g, get(row(half, g, f), e));
      set(row(half, g, f), e, below);
    }
  }
  toEffects(panel, Rinverse, Uinverse, common, half, f, panel.request.fixedCovariance);
  release(position);
}

/** out := L·X for X of f×f, rows ld apart; common is C_aU⁻¹. */
function toEffects(
  panel: Panel,
  Rinverse: usize,
  Uinverse: usize,
  common: usize,
  X: usize,
  ld: i32,
  out: usize,
): void {
  const N = panel.N;
  const mA = panel.mA;
  const p = panel.p;
  const f = mA * N + p;
  fill(f * f, 0.0, out);
  for (let l = 0; l < mA; l++) {
    for (let i = 0; i < N; i++) {
      const target = row(out, l * N + i, f);
      const rho = row(inverseFor(panel, i, Rinverse), l, mA);
      for (let a = 0; a < mA; a++) axpy(f, get(rho, a), row(X, a * N + i, ld), target);
      for (let k = 0; k < p; k++) {
        let share = 0.0;
        for (let a = 0; a < mA; a++) share -= get(rho, a) * get(row(common, a, p), k);
        axpy(f, share * get(panel.h, i), row(X, mA * N + k, ld), target);
      }
      scale(f, panel.c * get(panel.request.scales, i), target);
    }
  }
  for (let k = 0; k < p; k++) {
    const target = row(out, mA * N + k, f);
    for (let l = 0; l < p; l++) axpy(f, get(row(Uinverse, k, p), l), row(X, mA * N + l, ld), target);
    scale(f, panel.c, target);
  }
}

/** Arena bytes that `fixedCovariance` takes for this request. */
export function fixedCovarianceWorkspace(address: usize): usize {
  const request = changetype<PanelRequest>(address);
  const mA = request.assetFixed;
  const p = request.commonFixed;
  const f = mA * request.assets + p;
  const own =
    matrixBytes(mA, mA) +
    matrixBytes(p, p) +
    matrixBytes(mA, p) +
    matrixBytes(f, f) +
    gemmWorkspace(mA, p, p);
  return fitPanelWorkspace(address) + own;
}
