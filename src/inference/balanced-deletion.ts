import type { EngineCore } from '../engine/core.js';
import { positiveInverse, product } from '../engine/linear-algebra.js';
import { transposed } from '../engine/whiten.js';
import { dot, orthonormalBasis, residualsBeyond } from '../model/basis.js';
import type { DeletedScores } from './deleted-scores.js';
import { withinCovariance } from './henderson.js';
import type { ScaledRows } from './scaled-rows.js';

/** A period whose leverage among the fixed effects leaves no more than this of it holds nothing but effects of its own. */
const NOTHING_LEFT = 1e-8;

/** Whether all that the data say of the variances is in S: complete returns, fixed effects per asset alone, one Ω. */
export function isBalanced({ returns, design }: ScaledRows): boolean {
  if (design.residual.periodGroups !== null) return false;
  return design.commonFixed.length === 0 && design.persistent.length === 0 && !returns.includes(NaN);
}

/**
 * `deletedScores` where Z_tΦZ_t' = h_tΩ, h_t the leverage of the period: without it S is less e_te_t'/(1 − h_t) and
 * ν less 1, so that with v = Ω⁻¹e_t/(1 − h_t)
 *
 *     s_k − s_(t),k = −½[tr(Ω⁻¹B_k) − (1 − h_t)·v'B_kv],   information ½ν tr(Ω⁻¹B_kΩ⁻¹B_l)
 *
 * @returns null where Ω is not positive definite
 */
export function balancedScores(core: EngineCore, rows: ScaledRows): DeletedScores | null {
  const { width: n, returns, design } = rows;
  const T = returns.length / n;
  const R = positiveInverse(core, withinCovariance(rows, 0), n);
  if (R === null) return null;
  const W = orthonormalBasis(design.assetFixed);
  const left = Float64Array.from({ length: T }, (_, t) => W.reduce((rest, w) => rest - w[t] * w[t], 1));
  const U = product(core, residualsBeyond(W, returns, n), R, T, n, n);
  const terms = rows.components
    .filter(({ isFree }) => isFree)
    .map(({ B }) => {
      const RB = product(core, R, B, n, n, n);
      return { RB, BR: transposed(RB, n, n), UB: product(core, U, B, T, n, n), trace: dot(R, B) };
    });
  const part = Float64Array.from(terms.flatMap(({ RB }) => terms.map(({ BR }) => 0.5 * dot(RB, BR))));
  const row = (X: Float64Array, t: number): Float64Array => X.subarray(t * n, (t + 1) * n);
  return {
    scores: Array.from(left, (share, t) =>
      share < NOTHING_LEFT
        ? terms.map(() => 0)
        : terms.map(({ UB, trace }) => 0.5 * (trace - dot(row(UB, t), row(U, t)) / share)),
    ),
    parts: Array.from(left, (share) => (share < NOTHING_LEFT ? new Float64Array(part.length) : part)),
    information: part.map((value) => (T - W.length) * value),
  };
}
