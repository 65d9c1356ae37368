/** min ½x'Px + q'x subject to l ≤ Ax ≤ u and lower ≤ x ≤ upper. */
export interface QuadraticProgram {
  /** number of variables */
  n: number;
  /** n×n, symmetric positive semi-definite, row-major */
  P: Float64Array;
  /** n, 0 by default */
  q?: Float64Array;
  /** m×n, row-major; l_i = u_i is an equality, ±Infinity is no bound */
  A?: Float64Array;
  l?: Float64Array;
  u?: Float64Array;
  /** n, −Infinity by default */
  lower?: Float64Array;
  /** n, +Infinity by default */
  upper?: Float64Array;
  /**
   * P is known to be positive semi-definite, as a covariance is by its construction: that is then not proved again, which
   * is more than half of the time of a warm start from n = 100 on. Of an indefinite P the answer may be a stationary point
   * that is no minimum.
   */
  convex?: boolean;
}

/** How a quadratic program ended; `iterationLimit` leaves the last iterate. */
export type QPStatus = 'optimal' | 'infeasible' | 'iterationLimit' | 'notPositiveDefinite';

/** Its arrays are parts of one buffer, which only this solution has: a transfer of one of them takes the others along. */
export interface QPSolution {
  /** `notPositiveDefinite` means an indefinite P: a semi-definite one is solved */
  status: QPStatus;
  /** NaN unless the status is `optimal` or `iterationLimit` (then the last iterate) */
  x: Float64Array;
  objective: number;
  /**
   * m; Px + q = A'multipliers + boundMultipliers; ≥ 0 at a lower, ≤ 0 at an upper bound. When infeasible the ray that
   * proves it, A'multipliers + boundMultipliers = 0 (zeros where the bounds of one constraint cross).
   */
  multipliers: Float64Array;
  /** n; signs as above */
  boundMultipliers: Float64Array;
  /** +(1+k) at its lower, −(1+k) at its upper bound; k is a row of A, or m + variable */
  activeSet: Int32Array;
  /** constraints that cannot hold together, though any all but one can; coded as in activeSet; only when infeasible */
  conflict?: Int32Array;
  /** added to P's diagonal while solving, 0 for a positive definite P; x satisfies the KKT conditions of P itself */
  regularisation: number;
  /** constraints added, dropped or exchanged */
  iterations: number;
  /**
   * largest of stationarity / max(1, ‖Px‖∞, ‖q‖∞), infeasibility / max(1, ‖x‖∞), complementarity likewise. The status
   * is decided by a form that is relative to what rounding is relative to, see docs/theory.md#quadratic-programs.
   */
  kktResidual: number;
}
