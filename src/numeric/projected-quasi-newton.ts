/** A function to minimise, with its gradient; an infinite value refuses a point, whose gradient is not read. */
export type DifferentiableFunction = (x: Float64Array) => { value: number; gradient: Float64Array };

/** Why a search ended: `gradient` and `flat` are convergence, to a stationary point and to the digits of the function. */
export type SearchEnd = 'gradient' | 'flat' | 'no-descent' | 'iterations';

export function hasConverged(end: SearchEnd): boolean {
  return end === 'gradient' || end === 'flat';
}

/** Where a search in a box ended. */
export interface BoxMinimum {
  x: Float64Array;
  value: number;
  /** ‖x − P(x − ∇f)‖∞ */
  projectedGradient: number;
  iterations: number;
  evaluations: number;
  end: SearchEnd;
}

/** When a search in a box ends. */
export interface BoxSearchOptions {
  /** of the projected gradient; default 1e-5 */
  tolerance?: number;
  /** default 100 */
  maxIterations?: number;
}

const ARMIJO = 1e-4;
const HALVINGS = 30;
/** Two steps in a row that gain less than this share of the value end the search. */
const FLAT = 1e-11;

/**
 * Minimum of f over a box l ≤ x ≤ u by a projected quasi-Newton method with an active set at the bounds.
 *
 * Variables at a bound that −∇f points out of are held; the others take the step −B_FF⁻¹∇_F f, B the damped BFGS
 * approximation of the Hessian (Powell 1978), positive definite throughout; the path P(x + αp) is halved in α until f falls
 * by 1e-4 of what its slope promises (Bertsekas 1982). Bounds are reached exactly.
 *
 * @param start is moved into the box; f must be finite there
 * @param upper may be Infinity, `lower` −Infinity
 */
export function minimizeInBox(
  of: DifferentiableFunction,
  start: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
  { tolerance = 1e-5, maxIterations = 100 }: BoxSearchOptions = {},
): BoxMinimum {
  const n = start.length;
  const into = (x: Float64Array): Float64Array =>
    x.map((value, k) => Math.min(upper[k], Math.max(lower[k], value)));
  let x = into(start);
  let { value, gradient } = of(x);
  let evaluations = 1;
  const B = new Float64Array(n * n);
  for (let k = 0; k < n; k++) B[k * (n + 1)] = Math.max(1, largest(gradient));
  let [updates, flat] = [0, 0];
  for (let iterations = 0; ; iterations++) {
    const projectedGradient = largest(into(x.map((own, k) => own - gradient[k])).map((own, k) => own - x[k]));
    const found = { x, value, projectedGradient, iterations, evaluations };
    if (projectedGradient <= tolerance) return { ...found, end: 'gradient' };
    if (flat >= 2) return { ...found, end: 'flat' };
    if (iterations >= maxIterations) return { ...found, end: 'iterations' };

    const free = Array.from({ length: n }, (_, k) => k).filter((k) =>
      gradient[k] > 0 ? x[k] > lower[k] : gradient[k] === 0 || x[k] < upper[k],
    );
    const direction = freeStep(B, gradient, free, n);
    let next: { x: Float64Array; value: number; gradient: Float64Array } | null = null;
    for (let [alpha, halvings] = [1, 0]; halvings < HALVINGS; halvings++, alpha /= 2) {
      const tried = into(x.map((own, k) => own + alpha * direction[k]));
      const slope = gradient.reduce((sum, own, k) => sum + own * (tried[k] - x[k]), 0);
      if (!(slope < 0)) continue;
      const at = of(tried);
      evaluations++;
      if (!(at.value <= value + ARMIJO * slope)) continue;
      next = { x: tried, ...at };
      break;
    }
    if (next === null) {
      if (updates === 0) return { ...found, evaluations, end: 'no-descent' };
      // the curvature is of no use here: once more along the gradient
      updates = 0;
      B.fill(0);
      for (let k = 0; k < n; k++) B[k * (n + 1)] = Math.max(1, largest(gradient));
      continue;
    }
    flat = value - next.value <= FLAT * (1 + Math.abs(value)) ? flat + 1 : 0;
    const s = next.x.map((own, k) => own - x[k]);
    const y = next.gradient.map((own, k) => own - gradient[k]);
    if (updates++ === 0) {
      const [sy, yy] = [dot(s, y), dot(y, y)];
      if (sy > 0) for (let k = 0; k < n; k++) B[k * (n + 1)] = yy / sy;
    }
    update(B, s, y);
    ({ x, value, gradient } = next);
  }
}

/** B := B − Bss'B/s'Bs + rr'/s'r, r = θy + (1 − θ)Bs with θ such that s'r ≥ 0.2·s'Bs. */
function update(B: Float64Array, s: Float64Array, y: Float64Array): void {
  const n = s.length;
  const Bs = s.map((_, i) => s.reduce((sum, own, j) => sum + B[i * n + j] * own, 0));
  const [sBs, sy] = [dot(s, Bs), dot(s, y)];
  if (!(sBs > 0)) return;
  const theta = sy >= 0.2 * sBs ? 1 : (0.8 * sBs) / (sBs - sy);
  const r = y.map((own, k) => theta * own + (1 - theta) * Bs[k]);
  const sr = dot(s, r);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) B[i * n + j] += (r[i] * r[j]) / sr - (Bs[i] * Bs[j]) / sBs;
}

/** p with B_FF p_F = −g_F and 0 elsewhere, by Cholesky; −g_F where rounding has made B_FF indefinite. */
function freeStep(B: Float64Array, g: Float64Array, free: readonly number[], n: number): Float64Array {
  const m = free.length;
  const L = new Float64Array(m * m);
  const p = new Float64Array(m);
  const step = new Float64Array(n);
  for (let i = 0; i < m; i++) {
    let rest = -g[free[i]];
    for (let j = 0; j <= i; j++) {
      let sum = B[free[i] * n + free[j]];
      for (let k = 0; k < j; k++) sum -= L[i * m + k] * L[j * m + k];
      if (i === j && !(sum > 0)) {
        for (const own of free) step[own] = -g[own];
        return step;
      }
      L[i * m + j] = i === j ? Math.sqrt(sum) : sum / L[j * m + j];
    }
    for (let k = 0; k < i; k++) rest -= L[i * m + k] * p[k];
    p[i] = rest / L[i * (m + 1)];
  }
  for (let i = m - 1; i >= 0; i--) {
    for (let k = i + 1; k < m; k++) p[i] -= L[k * m + i] * p[k];
    p[i] /= L[i * (m + 1)];
    step[free[i]] = p[i];
  }
  return step;
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, k) => sum + value * b[k], 0);
}
