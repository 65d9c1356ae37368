import type { EngineCore } from '../engine/core.js';
import { product } from '../engine/linear-algebra.js';
import { transposed } from '../engine/whiten.js';
import { dot } from '../model/basis.js';
import type { FreeTerms } from './free-term.js';
import { type Henderson } from './henderson.js';

/**
 * Expected information ½ tr(PV_kPV_l), q×q. With V_s = Z·Ψ_s·Z' of a persistent term, A_kl = Z'Γ⁻¹V_kΓ⁻¹V_lΓ⁻¹Z and
 * Q = Z'PZ = A − AΦA
 *
 *     tr(PV_kPV_l) = Σ_t tr(R_tB_kR_tB_l) − 2 tr(ΦA_kl) + tr(ΦA_kΦA_l)     within a period
 *     tr(PV_kPV_s) = tr(A_kX_s),   tr(PV_rPV_s) = tr(QΨ_rQΨ_s)
 */
export function expectedInformation(
  core: EngineCore,
  equations: Henderson,
  { terms, information: sums }: FreeTerms,
): Float64Array {
  const q = terms.length;
  const size = equations.W.length * equations.n;
  const Q = terms.some(({ A }) => A === null) ? observedOn(core, equations) : null;
  const halves = terms.map(({ A, half }) => (A === null ? product(core, Q!, half, size, size, size) : half));
  const information = sums.slice();
  terms.forEach((left, k) =>
    terms.forEach((right, l) => {
      const isMixed = (left.A === null) !== (right.A === null);
      const between = isMixed
        ? dot(left.A ?? left.X, right.A ?? right.X)
        : dot(halves[k], transposed(halves[l], size, size));
      information[k * q + l] += 0.5 * between;
    }),
  );
  return information;
}

/** Q = Z'PZ = A − AΦA. */
export function observedOn(core: EngineCore, { n, W, A, Phi }: Henderson): Float64Array {
  const size = W.length * n;
  const taken = product(core, A, product(core, Phi, A, size, size, size), size, size, size);
  return A.map((value, cell) => value - taken[cell]);
}
