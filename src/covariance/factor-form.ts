/** Covariances that are factors and a diagonal, so that products and programs do without the N×N matrix. */
import type { Covariance } from './types.js';

/** Σ = GG' + diag(d) */
export interface FactorForm {
  /** R */
  rank: number;
  /** G: N×R, row-major */
  factors: Float64Array;
  /** d ≥ 0: N */
  diagonal: Float64Array;
}

/** By the covariance itself: a copy with other values, such as views give, has none. */
const forms = new WeakMap<object, FactorForm>();

/** Declares that the values of a covariance are these factors and diagonal. */
export function declareFactorForm(covariance: Covariance, form: FactorForm): void {
  forms.set(covariance, form);
}

/** Factors and diagonal of a covariance that was made of them, with fewer than half as many factors as assets; else null. */
export function factorFormOf(covariance: object): FactorForm | null {
  const form = forms.get(covariance);
  return form !== undefined && 2 * form.rank <= form.diagonal.length ? form : null;
}

/** Σx = G(G'x) + d∘x */
export function factorProduct({ rank: R, factors, diagonal }: FactorForm, x: Float64Array): Float64Array {
  const along = new Float64Array(R);
  for (let i = 0; i < x.length; i++) {
    if (x[i] === 0) continue;
    for (let a = 0; a < R; a++) along[a] += factors[i * R + a] * x[i];
  }
  return x.map((own, i) => {
    let sum = diagonal[i] * own;
    for (let a = 0; a < R; a++) sum += factors[i * R + a] * along[a];
    return sum;
  });
}

/** Σ_ii = Σ_a G_ia² + d_i */
export function factorVariances({ rank: R, factors, diagonal }: FactorForm): Float64Array {
  return diagonal.map((own, i) => {
    let sum = own;
    for (let a = 0; a < R; a++) sum += factors[i * R + a] * factors[i * R + a];
    return sum;
  });
}
