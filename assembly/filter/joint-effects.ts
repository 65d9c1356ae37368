import { copy, dot, from, get, row, set } from '../linalg/vector';
import { Joint } from './joint-memory';
import { FilterRequest } from './request';
import { backwardSemidefinite, factorSemidefinite, forwardSemidefinite } from './semidefinite';

/** S of the cross-products C of (v | −V), factored, and δ̂. */
export function factorInformation(joint: Joint, C: usize): void {
  const p = joint.p;
  for (let k = 0; k < p; k++) {
    copy(k + 1, from(row(C, 1 + k, joint.w), 1), row(joint.L, k, p));
    set(joint.effects, k, -get(row(C, 1 + k, joint.w), 0));
  }
  factorSemidefinite(p, joint.L);
  forwardSemidefinite(p, joint.L, joint.effects);
  backwardSemidefinite(p, joint.L, joint.effects);
}

/** Whether the data tell all flat effects of an asset. */
export function isTold(joint: Joint, asset: i32): bool {
  for (let k = asset; k < joint.p; k += joint.N) {
    if (get(row(joint.L, k, joint.p), k) == 0.0) return false;
  }
  return true;
}

/** v'S⁻¹v */
export function jointQuadratic(joint: Joint, v: usize): f64 {
  copy(joint.p, v, joint.x);
  forwardSemidefinite(joint.p, joint.L, joint.x);
  return dot(joint.p, joint.x, joint.x);
}

/** v + Vδ̂ and its variance, as far as the effects are told. */
export function writeInnovation(request: FilterRequest, joint: Joint, cell: i32, e: usize, F: f64): void {
  if (!isTold(joint, cell % joint.N)) return;
  set(request.innovations, cell, get(e, 0) + dot(joint.p, from(e, 1), joint.effects));
  set(request.innovationVariances, cell, F + jointQuadratic(joint, from(e, 1)));
}

/** a + Aδ̂ and diag(P + AS⁻¹A'), by asset, then covariate. */
export function writeFiltered(request: FilterRequest, joint: Joint, first: i32, A: usize, P: usize): void {
  for (let i = 0; i < joint.N; i++) {
    const told = isTold(joint, i);
    for (let j = 0; j < joint.m; j++) {
      const state = j * joint.N + i;
      const own = row(A, state, joint.w);
      const cell = first + i * joint.m + j;
      set(request.filtered, cell, told ? get(own, 0) + dot(joint.p, from(own, 1), joint.effects) : NaN);
      const variance = get(row(P, state, joint.M), state) + jointQuadratic(joint, from(own, 1));
      set(request.filteredVariances, cell, told ? variance : NaN);
    }
  }
}
