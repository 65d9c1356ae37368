import { allocateMatrix, mark, matrixBytes, release } from '../../arena';
import { gemm, gemmWorkspace } from '../../linalg/gemm';
import { getIndex } from '../../linalg/indexed';
import { add, axpy, dot, fill, get, row, set } from '../../linalg/vector';
import { kernelMatrix, kernelOf, Panel } from '../panel';
import { residualOf } from '../residual';
import { patternAt, PatternsState } from './state';

/**
 * The residuals' part of the Gram matrix of terms. V_k of residual k is the identity on its cells, so that A_k = Z'V_kZ
 * holds one d×d block D for each of its assets: what it costs does not depend on the number of residuals.
 */

/** D_gi = Σ C over the patterns of period group g that see asset i: (periodGroupCount·N) blocks d×d. */
export function crossProductsOfAssets(panel: Panel, state: PatternsState, D: usize): void {
  const size = state.d * state.d;
  fill(panel.periodGroupCount * panel.N * size, 0.0, D);
  for (let g = 0; g < state.count; g++) {
    const pattern = patternAt(state, g);
    for (let o = 0; o < pattern.n; o++) {
      axpy(size, 1.0, pattern.C, row(D, pattern.group * panel.N + getIndex(pattern.assets, o), size));
    }
  }
}

/** out := Z'Z = Σ_k A_k over the residuals, dN×dN. */
export function crossProductOfAll(panel: Panel, state: PatternsState, D: usize, out: usize): void {
  const N = panel.N;
  const d = state.d;
  const size = d * N;
  fill(size * size, 0.0, out);
  for (let block = 0; block < panel.periodGroupCount * N; block++) {
    const i = block % N;
    for (let a = 0; a < d; a++) {
      for (let c = 0; c < d; c++) {
        add(row(out, a * N + i, size), c * N + i, get(row(D, block, d * d), a * d + c));
      }
    }
  }
}

/** Adds tr(Φ₀A_lΦ₀A_k) of a term l, with Φ₀A_l given, and every residual k: Σ_i tr((Φ₀A_lΦ₀)_ii·D_i). */
export function addResidualsBeside(
  panel: Panel,
  state: PatternsState,
  D: usize,
  PhiA: usize,
  l: i32,
  gram: usize,
): void {
  const N = panel.N;
  const d = state.d;
  const size = d * N;
  for (let i = 0; i < N; i++) {
    for (let a = 0; a < d; a++) {
      for (let c = 0; c < d; c++) {
        const entry = dot(size, row(PhiA, a * N + i, size), row(state.Phi, c * N + i, size));
        for (let group = 0; group < panel.periodGroupCount; group++) {
          const k = residualOf(panel, group, i);
          if (k < 0) continue;
          add(row(gram, k, panel.q), l, entry * get(row(D, group * N + i, d * d), c * d + a));
        }
      }
    }
  }
}

/** Adds tr(Φ₀A_kΦ₀A_l) of residuals k ≥ l: Σ tr(Φ_ij·D_j·Φ_ji·D_i) over the assets i of k and j of l. */
export function addResidualPairs(panel: Panel, state: PatternsState, D: usize, gram: usize): void {
  const N = panel.N;
  const d = state.d;
  const size = d * N;
  const blocks = panel.periodGroupCount * N;
  const position = mark();
  const left = allocateMatrix(d, d);
  const square = allocateMatrix(d, d);
  for (let second = 0; second < blocks; second++) {
    const j = second % N;
    const l = residualOf(panel, second / N, j);
    if (l < 0) continue;
    for (let i = 0; i < N; i++) {
      for (let a = 0; a < d; a++) {
        for (let c = 0; c < d; c++) {
          let total = 0.0;
          for (let b = 0; b < d; b++) {
            total += get(row(state.Phi, a * N + i, size), b * N + j) * get(row(D, second, d * d), b * d + c);
          }
          set(left, a * d + c, total);
        }
      }
      for (let a = 0; a < d; a++) {
        for (let c = 0; c < d; c++) {
          let total = 0.0;
          for (let b = 0; b < d; b++) {
            total += get(left, a * d + b) * get(row(state.Phi, c * N + i, size), b * N + j);
          }
          set(square, a * d + c, total);
        }
      }
      for (let group = 0; group < panel.periodGroupCount; group++) {
        const k = residualOf(panel, group, i);
        if (k >= l) add(row(gram, k, panel.q), l, dot(d * d, square, row(D, group * N + i, d * d)));
      }
    }
  }
  release(position);
}

/**
 * Adds tr(K_s·x'Z'P₀V_kP₀Z·x) of a persistent term s and every residual k: with E = x'L of N×dN, L = I − A₀Φ₀, it is
 * Σ_i tr(D_i·E_i'K_sE_i) over the assets i of k, E_i the d columns of E that belong to asset i.
 */
export function addResidualsOfPersistent(
  panel: Panel,
  state: PatternsState,
  D: usize,
  L: usize,
  s: i32,
  gram: usize,
): void {
  const N = panel.N;
  const d = state.d;
  const size = d * N;
  const position = mark();
  const E = allocateMatrix(N, size);
  const KE = allocateMatrix(N, size);
  fill(N * size, 0.0, E);
  for (let a = 0; a < d; a++) {
    axpy(N * size, get(row(state.coefficients, s, d), a), row(L, a * N, size), E);
  }
  gemm(false, false, N, size, N, 1.0, kernelMatrix(panel, kernelOf(panel, s)), N, E, size, 0.0, KE, size);
  for (let i = 0; i < N; i++) {
    for (let a = 0; a < d; a++) {
      for (let c = 0; c < d; c++) {
        let entry = 0.0;
        for (let j = 0; j < N; j++)
          entry += get(row(E, j, size), a * N + i) * get(row(KE, j, size), c * N + i);
        for (let group = 0; group < panel.periodGroupCount; group++) {
          const k = residualOf(panel, group, i);
          if (k >= 0) add(row(gram, k, panel.q), s, entry * get(row(D, group * N + i, d * d), a * d + c));
        }
      }
    }
  }
  release(position);
}

/** Arena bytes that this file's functions take. */
export function residualBlocksWorkspace(N: i32, d: i32): usize {
  const pairs: usize = 2 * matrixBytes(d, d);
  const products: usize = 2 * matrixBytes(N, d * N) + gemmWorkspace(N, d * N, N);
  return max(pairs, products);
}
