import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { evaluate, type DenseEvaluation } from './dense-likelihood.js';
import { leastSquaresResiduals, type DenseModel } from './dense-model.js';

/** A maximum of the REML likelihood over θ ≥ 0. */
export interface DenseMaximum extends DenseEvaluation {
  /** largest projected score in units of its standard error √½tr(PV_kPV_k) */
  kktResidual: number;
  iterations: number;
}

/** Newton has converged well before; more means that the likelihood is not what its derivatives say. */
const maximumIterations = 200;

/**
 * The highest maximum that several starts lead to: all terms alike, then (unless one start is enough) each term with
 * nearly all of the variance. Every start runs to a projected score of 1e-3 standard errors, the best on to 1e-10.
 */
export function maximise(model: DenseModel, starts: 'one' | 'several' = 'several'): DenseMaximum {
  const points = startingPoints(model).slice(0, starts === 'one' ? 1 : undefined);
  const rough = points.map((start) => climb(model, start, 1e-3));
  const best = rough.reduce((a, b) => (b.logLikelihood > a.logLikelihood ? b : a));
  return climb(model, best.theta, 1e-10);
}

/**
 * Newton steps with the observed information 2·AI − EI where it is positive definite and the average or expected
 * information elsewhere, each the exact maximum of the quadratic model over θ ≥ 0, shortened until the likelihood
 * rises.
 */
function climb(model: DenseModel, start: number[], tolerance: number): DenseMaximum {
  let current = evaluate(model, start);
  if (!current) throw new Error('the covariance of the start is not positive definite');
  for (let iterations = 0; iterations <= maximumIterations; iterations++) {
    const kktResidual = projectedScore(current);
    if (kktResidual <= tolerance) return { ...current, kktResidual, iterations };
    const next = newtonStep(model, current);
    if (!next) throw new Error(`no step raises the likelihood at a projected score of ${kktResidual}`);
    current = next;
  }
  throw new Error(`no convergence in ${maximumIterations} iterations`);
}

function startingPoints(model: DenseModel): number[][] {
  const { y, X, terms } = model;
  const variance = leastSquaresResiduals(X, y).reduce((sum, e) => sum + e * e, 0) / (y.length - X.columns);
  const unit = terms.map(({ V }) => (variance * y.length) / V.trace());
  const alike = unit.map((u) => u / terms.length);
  const dominated = terms.map((_, k) =>
    unit.map((u, l) => (k === l ? 0.95 : 0.05 / Math.max(1, terms.length - 1)) * u),
  );
  return [alike, ...dominated];
}

function projectedScore({ theta, score, expectedInformation }: DenseEvaluation): number {
  const standardised = score.map((s, k) => s / Math.sqrt(expectedInformation.get(k, k)));
  return Math.max(...standardised.map((z, k) => (theta[k] > 0 ? Math.abs(z) : Math.max(0, z))));
}

function newtonStep(model: DenseModel, current: DenseEvaluation): DenseEvaluation | null {
  const { theta, score, averageInformation, expectedInformation, logLikelihood } = current;
  // terms at 0 that the score keeps there stay there
  const working = theta.map((_, k) => k).filter((k) => theta[k] > 0 || score[k] > 0);
  // in units of the standard errors, so that the terms' magnitudes do not matter
  const deviation = working.map((k) => Math.sqrt(expectedInformation.get(k, k)));
  const scaled = (information: Matrix): Matrix =>
    new Matrix(
      working.map((k, a) => working.map((l, b) => information.get(k, l) / (deviation[a] * deviation[b]))),
    );
  const observed = Matrix.sub(Matrix.mul(averageInformation, 2), expectedInformation);
  const information = [observed, averageInformation, expectedInformation]
    .map(scaled)
    .find((H) => new CholeskyDecomposition(H).isPositiveDefinite());
  if (!information) throw new Error('the expected information is singular: terms that cannot be told apart');
  const maximum = boundedQuadraticMaximum(
    information,
    working.map((k, a) => score[k] / deviation[a]),
    working.map((k, a) => theta[k] * deviation[a]),
  );
  const target = theta.map((value, k) =>
    working.includes(k) ? maximum[working.indexOf(k)] / deviation[working.indexOf(k)] : value,
  );
  const slope = score.reduce((sum, s, k) => sum + s * (target[k] - theta[k]), 0);
  const rounding = 1e-12 * Math.max(1, Math.abs(logLikelihood));
  for (let step = 1; step > 1e-12; step /= 2) {
    const trial = theta.map((value, k) => (step === 1 ? target[k] : value + step * (target[k] - value)));
    const next = evaluate(model, trial);
    if (next && next.logLikelihood >= logLikelihood + 1e-4 * step * slope - rounding) return next;
  }
  return null;
}

/**
 * argmax over z ≥ 0 of s'(z − θ) − ½(z − θ)'H(z − θ), H positive definite: the best of all 2^q choices of
 * which components are 0. Zeros are exact.
 */
function boundedQuadraticMaximum(H: Matrix, s: number[], theta: number[]): number[] {
  const q = s.length;
  let best = theta;
  let bestValue = 0;
  for (let mask = 0; mask < 2 ** q; mask++) {
    const free = s.map((_, k) => k).filter((k) => ((mask >> k) & 1) === 0);
    const d = theta.map((value) => -value);
    if (free.length > 0) {
      const right = free.map(
        (k) => s[k] - d.reduce((sum, dl, l) => (free.includes(l) ? sum : sum + H.get(k, l) * dl), 0),
      );
      const solution = new CholeskyDecomposition(H.selection(free, free)).solve(Matrix.columnVector(right));
      free.forEach((k, f) => (d[k] = solution.get(f, 0)));
    }
    if (free.some((k) => theta[k] + d[k] <= 0)) continue;
    const value = d.reduce(
      (sum, dk, k) => sum + dk * (s[k] - 0.5 * d.reduce((t, dl, l) => t + H.get(k, l) * dl, 0)),
      0,
    );
    if (value > bestValue) {
      bestValue = value;
      best = theta.map((t, k) => (free.includes(k) ? t + d[k] : 0));
    }
  }
  return best;
}
