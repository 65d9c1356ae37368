import type { EngineCore } from '../engine/core.js';
import { product } from '../engine/linear-algebra.js';
import { transposed } from '../engine/whiten.js';
import { dot } from '../model/basis.js';
import {
  addDirections,
  addRows,
  beyondAssetFixed,
  gather,
  type Henderson,
  type RowPattern,
  sumOfProducts,
} from './henderson.js';
import { blockAt, type RowComponent, type ScaledRows } from './scaled-rows.js';

/** A component that can move, with what of it is the same in all periods. */
export interface FreeTerm {
  component: RowComponent;
  /** dn×dn: A_k = Z'Γ⁻¹V_kΓ⁻¹Z of a term within a period; null of a persistent one */
  A: Float64Array | null;
  /** dn×dn: ΦA_kΦ within a period; (I − ΦA)V_k(I − AΦ) of a persistent term, V_k on the directions */
  X: Float64Array;
  /** dn×dn: ΦA_k within a period, V_k on the directions of a persistent term */
  half: Float64Array;
  /** dn: ΦZ'Γ⁻¹V_kPy, or −(I − ΦA)V_kZ'Py */
  c: Float64Array;
}

/** The components that can move, and the part of their expected information that is sums over the periods. */
export interface FreeTerms {
  terms: FreeTerm[];
  /** by pattern, of one of its periods: ½ tr(RB_kRB_l), q×q, 0 for persistent terms */
  parts: Float64Array[];
  /** q×q: Σ_t ½ tr(RB_kRB_l) − tr(Z_tΦZ_t'·RB_kRB_lR) */
  information: Float64Array;
}

export function freeTerms(core: EngineCore, rows: ScaledRows, equations: Henderson): FreeTerms {
  const { n, W, Phi, patterns } = equations;
  const free = rows.components.filter(({ isFree }) => isFree);
  const [q, size] = [free.length, W.length * n];
  const sums = free.map(({ column }) =>
    column === null ? { A: new Float64Array(size * size), b: new Float64Array(size) } : null,
  );
  const information = new Float64Array(q * q);
  const parts = patterns.map((pattern) => {
    const { periods, seen, R } = pattern;
    const m = seen.length;
    const Psi = sumOfProducts(equations, pattern);
    const U = product(core, errorsOf(equations, pattern), R, periods.length, m, m);
    const products = free.map((component, k) => {
      if (component.column !== null) return null;
      const RB = product(core, R, gather(blockAt(component, periods[0]), n, seen), m, m, m);
      const RBR = product(core, RB, R, m, m, m);
      const BR = transposed(RB, m, m);
      addDirections(sums[k]!.A, W, n, pattern, RBR);
      addRows(sums[k]!.b, W, n, pattern, product(core, U, BR, periods.length, m, m));
      return { RB, BR, RBR, PsiRB: product(core, Psi, RB, m, m, m) };
    });
    const part = new Float64Array(q * q);
    products.forEach((left, k) =>
      products.forEach((right, l) => {
        if (left === null || right === null) return;
        part[k * q + l] = 0.5 * dot(left.RB, right.BR);
        // RB_lR is symmetric
        information[k * q + l] += periods.length * part[k * q + l] - dot(left.PsiRB, right.RBR);
      }),
    );
    return part;
  });
  const terms = free.map((component, k): FreeTerm => {
    const own = sums[k];
    if (own === null) return persistentTerm(core, rows, equations, component);
    const half = product(core, Phi, own.A, size, size, size);
    return {
      component,
      A: own.A,
      X: product(core, half, Phi, size, size, size),
      half,
      c: product(core, Phi, own.b, size, size, 1),
    };
  });
  return { terms, parts, information };
}

/** e_t of a pattern's periods, T_g × n_O. */
export function errorsOf({ errors, n }: Henderson, { periods, seen }: RowPattern): Float64Array {
  const m = seen.length;
  const own = new Float64Array(periods.length * m);
  periods.forEach((t, row) => seen.forEach((i, o) => (own[row * m + o] = errors[t * n + i])));
  return own;
}

function persistentTerm(
  core: EngineCore,
  { design }: ScaledRows,
  { n, W, A, Phi, ZPy }: Henderson,
  component: RowComponent,
): FreeTerm {
  const { B, column } = component;
  const size = W.length * n;
  const along = beyondAssetFixed(design, W, column!);
  const onto = new Float64Array(size * n);
  along.forEach((c, a) => {
    for (let i = 0; i < n; i++) onto[(a * n + i) * n + i] = c;
  });
  const taken = product(core, Phi, product(core, A, onto, size, size, n), size, size, n);
  const rest = onto.map((value, cell) => value - taken[cell]);
  const restB = product(core, rest, B, size, n, n);
  const back = transposed(onto, size, n);
  return {
    component,
    A: null,
    X: product(core, restB, transposed(rest, size, n), size, n, size),
    half: product(core, product(core, onto, B, size, n, n), back, size, n, size),
    c: product(core, restB, product(core, back, ZPy, n, size, 1), size, n, 1).map((value) => -value),
  };
}
