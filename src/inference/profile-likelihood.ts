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

/** A maximum over the variances of one heritability. */
export interface ProfilePoint {
  /** ℓ_p(h²) */
  value: number;
  /** dℓ_p/dh² */
  slope: number;
}

/** Gain of log-likelihood below which a search is over, and the share of ℓ that is rounding. */
const GAIN = 1e-8;
const ROUNDING = 1e-12;
const MOST_STEPS = 200;
const MOST_DAMPING = 1e10;
/** Distances of the last two maxima that a start is extrapolated over. */
const MOST_EXTRAPOLATED = 2;

/**
 * ℓ_p(h²) = max ℓ(v) over v ≥ 0 with Σ_k (1[k related] − h²)·v_k = 0.
 *
 * Sequential quadratic programming: each step solves max s'δ − ½δ'(A + μ·diag A)δ subject to the constraint and
 * v + δ ≥ 0, with s the score and A the average information, and is taken only if ℓ rises. The constraint is linear in
 * v, so that steps stay on it. A search starts from the straight line through the last two maxima, and as the constraint
 * has the multiplier Σ_related s_kv_k/(h²(1 − h²)Σv), that over Σv is the slope of ℓ_p.
 */
export class ProfileLikelihood {
  private readonly total: number;
  /** shares of the total at the last maximum, from which the next search starts */
  private shares: Float64Array;
  /** the maximum before, and the heritabilities of both */
  private before: Float64Array | null = null;
  private heritabilities: [last: number, before: number] = [NaN, NaN];

  constructor(
    private readonly likelihood: (variances: number[]) => PanelLikelihood,
    private readonly solve: (problem: QuadraticProgram) => QPSolution,
    private readonly components: readonly ProfileComponent[],
  ) {
    this.total = components.reduce((sum, { part }) => sum + part, 0);
    this.shares = Float64Array.from(components, ({ part }) => part / this.total);
    this.heritabilities[0] = components.reduce(
      (sum, { isRelated }, k) => sum + (isRelated ? this.shares[k] : 0),
      0,
    );
  }

  /**
   * The value is −∞ where no variances of this heritability make the covariance positive definite.
   *
   * @throws ModelError `not-converged` after MOST_STEPS steps
   */
  at(heritability: number): ProfilePoint {
    const n = this.components.length;
    const row = Float64Array.from(this.components, ({ isRelated }) => (isRelated ? 1 : 0) - heritability);
    let shares = this.startAt(heritability);
    let current = this.evaluate(shares);
    if (current === null) return { value: -Infinity, slope: NaN };
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
        return this.found(heritability, shares, current);
      }
      const next = shares.map((v, k) => Math.max(0, v + x[k]));
      const tried = status === 'optimal' ? this.evaluate(next) : null;
      if (tried !== null && tried.value > current.value) {
        [shares, current] = [next, tried];
        damping = damping < 1e-3 ? 0 : 0.1 * damping;
      } else if (damping > MOST_DAMPING) {
        // no step raises ℓ any more: what is left of the gain is rounding
        return this.found(heritability, shares, current);
      } else damping = damping === 0 ? 1e-3 : 10 * damping;
    }
    throw new ModelError(
      'not-converged',
      `the profile likelihood of the heritability ${heritability} did not converge in ${MOST_STEPS} steps`,
      'scale the covariates and kernels of the terms',
      { heritability, steps: MOST_STEPS },
    );
  }

  private found(
    heritability: number,
    shares: Float64Array,
    { value, score }: { value: number; score: Float64Array },
  ): ProfilePoint {
    this.before = this.shares;
    this.shares = shares;
    this.heritabilities = [heritability, this.heritabilities[0]];
    const along = score.reduce((sum, s, k) => (this.components[k].isRelated ? sum + s * shares[k] : sum), 0);
    return { value, slope: along / (heritability * (1 - heritability)) };
  }

  /** Where the straight line through the last two maxima is at h²; null where it is of no use. */
  private extrapolated(heritability: number): Float64Array | null {
    const [last, before] = this.heritabilities;
    const ratio = (heritability - last) / (last - before);
    // far from both, or through 0, shares in proportion are safer
    if (this.before === null || !(Math.abs(ratio) <= MOST_EXTRAPOLATED)) return null;
    const shares = this.shares.map((v, k) => v + ratio * (v - this.before![k]));
    return shares.every((v, k) => v > 0 || this.shares[k] === 0) ? shares.map((v) => Math.max(0, v)) : null;
  }

  /** A start whose shares of related and other components are brought to h² and 1 − h². */
  private startAt(heritability: number): Float64Array {
    const from = this.extrapolated(heritability) ?? this.shares;
    const sums = { related: 0, other: 0, relatedCount: 0, otherCount: 0 };
    this.components.forEach(({ isRelated }, k) => {
      sums[isRelated ? 'related' : 'other'] += from[k];
      sums[isRelated ? 'relatedCount' : 'otherCount']++;
    });
    const total = sums.related + sums.other;
    return from.map((v, k) => {
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
