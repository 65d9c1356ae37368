import type { QPSolution, QuadraticProgram } from '../engine/quadratic-program.types.js';
import { MixfolioError, ModelError } from '../errors.js';
import type { PanelLikelihood } from './panel-likelihood.js';

/** A variance component of a profile. */
export interface ProfileComponent {
  /** v = weight·σ², what the component is worth in a cell at the maximum of the likelihood */
  part: number;
  weight: number;
  /** whether it counts for the heritability */
  isRelated: boolean;
}

/** Gain of log-likelihood below which a search is over, and the share of ℓ that is rounding. */
const GAIN = 1e-10;
const ROUNDING = 1e-12;
const MOST_STEPS = 200;
const MOST_DAMPING = 1e10;

/**
 * ℓ_p(h²) = max ℓ(v) over v ≥ 0 with Σ_k (1[k related] − h²)·v_k = 0.
 *
 * Sequential quadratic programming: each step solves max s'δ − ½δ'(A + μ·diag A)δ subject to the constraint and
 * v + δ ≥ 0, with s the score and A the average information, and is taken only if ℓ rises. The constraint is linear in
 * v, so that steps stay on it.
 */
export class ProfileLikelihood {
  private readonly total: number;
  /** shares of the total at the last maximum, from which the next search starts */
  private shares: Float64Array;

  constructor(
    private readonly likelihood: (variances: number[]) => PanelLikelihood,
    private readonly solve: (problem: QuadraticProgram) => QPSolution,
    private readonly components: readonly ProfileComponent[],
  ) {
    this.total = components.reduce((sum, { part }) => sum + part, 0);
    this.shares = Float64Array.from(components, ({ part }) => part / this.total);
  }

  /**
   * −∞ where no variances of this heritability make the covariance positive definite.
   *
   * @throws ModelError `not-converged` after MOST_STEPS steps
   */
  at(heritability: number): number {
    const n = this.components.length;
    const row = Float64Array.from(this.components, ({ isRelated }) => (isRelated ? 1 : 0) - heritability);
    let shares = this.startAt(heritability);
    let current = this.evaluate(shares);
    if (current === null) return -Infinity;
    let damping = 0;
    for (let step = 0; step < MOST_STEPS; step++) {
      const P = current.information.slice();
      for (let k = 0; k < n; k++) P[k * n + k] *= 1 + damping;
      const along = row.reduce((sum, a, k) => sum + a * shares[k], 0);
      const { status, x } = this.solve({
        n,
        P,
        q: current.score.map((s) => -s),
        A: row,
        l: Float64Array.of(-along),
        u: Float64Array.of(-along),
        lower: shares.map((v) => -v),
      });
      const gain = status === 'optimal' ? x.reduce((sum, d, k) => sum + d * current!.score[k], 0) : 0;
      if (status === 'optimal' && gain < GAIN + ROUNDING * Math.abs(current.value)) {
        this.shares = shares;
        return current.value;
      }
      const next = shares.map((v, k) => Math.max(0, v + x[k]));
      const tried = status === 'optimal' ? this.evaluate(next) : null;
      if (tried !== null && tried.value > current.value) {
        [shares, current] = [next, tried];
        damping = damping < 1e-3 ? 0 : 0.1 * damping;
      } else if (damping > MOST_DAMPING) {
        // no step raises ℓ any more: what is left of the gain is rounding
        this.shares = shares;
        return current.value;
      } else damping = damping === 0 ? 1e-3 : 10 * damping;
    }
    throw new ModelError(
      'not-converged',
      `the profile likelihood of the heritability ${heritability} did not converge in ${MOST_STEPS} steps`,
      'scale the covariates and kernels of the terms',
      { heritability, steps: MOST_STEPS },
    );
  }

  /** The last maximum with the shares of related and other components brought to h² and 1 − h². */
  private startAt(heritability: number): Float64Array {
    const sums = { related: 0, other: 0, relatedCount: 0, otherCount: 0 };
    this.components.forEach(({ isRelated }, k) => {
      sums[isRelated ? 'related' : 'other'] += this.shares[k];
      sums[isRelated ? 'relatedCount' : 'otherCount']++;
    });
    const total = sums.related + sums.other;
    return this.shares.map((v, k) => {
      const { isRelated } = this.components[k];
      const [sum, count] = isRelated ? [sums.related, sums.relatedCount] : [sums.other, sums.otherCount];
      const wanted = total * (isRelated ? heritability : 1 - heritability);
      return sum > 0 ? (wanted * v) / sum : wanted / count;
    });
  }

  /** ℓ, score and information by share of the total; null where the covariance is not positive definite. */
  private evaluate(
    shares: Float64Array,
  ): { value: number; score: Float64Array; information: Float64Array } | null {
    const units = this.components.map(({ weight }) => this.total / weight);
    try {
      const { logLikelihood, score, averageInformation } = this.likelihood(
        units.map((unit, k) => unit * shares[k]),
      );
      const n = units.length;
      return {
        value: logLikelihood,
        score: score.map((s, k) => s * units[k]),
        information: averageInformation.map(
          (value, cell) => value * units[Math.floor(cell / n)] * units[cell % n],
        ),
      };
    } catch (error) {
      if (error instanceof MixfolioError && error.code === 'singular-covariance') return null;
      throw error;
    }
  }
}
