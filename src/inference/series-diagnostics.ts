import { chiSquareTail } from '../numeric/chi-square.js';

/** A statistic that is χ² with these degrees of freedom when nothing is wrong. */
export interface DiagnosticTest {
  statistic: number;
  degreesOfFreedom: number;
  pValue: number;
}

/** What one or more series of residuals look like; null where a number is undefined. */
export interface SeriesDiagnostics {
  /** n, residuals that there are */
  observations: number;
  /** m₃/m₂^1.5, with moments m_j = Σ(e − ē)^j/n */
  skewness: number | null;
  /** m₄/m₂² − 3 */
  excessKurtosis: number | null;
  /** normality: n/6·(skewness² + excessKurtosis²/4), χ²₂ */
  jarqueBera: DiagnosticTest | null;
  /** r₁, with r_k = Σ(e_t − ē)(e_{t−k} − ē)/Σ(e_t − ē)² over the pairs of periods that are both there */
  autocorrelation: number | null;
  /** of lags 1 to L = 1 … 4: n(n + 2)·Σ_k r_k²/n_k over n_k pairs, χ²_L (Ljung and Box 1978; n_k = n − k without gaps) */
  ljungBox: DiagnosticTest[];
  /** variance that depends on x: n·R² of (e − ē)² on 1 and x, χ²₁ (Breusch and Pagan 1979, studentised by Koenker 1981) */
  breuschPagan: DiagnosticTest | null;
}

const LAGS = 4;

/**
 * Diagnostics of series over the same periods, taken together as if they were independent.
 *
 * @param series one array a series, in the order of periods; NaN where there is no residual
 * @param x a covariate of the periods; null leaves the Breusch–Pagan test out
 */
export function seriesDiagnostics(
  series: readonly Float64Array[],
  x: Float64Array | null,
): SeriesDiagnostics {
  const values = series.flatMap((own) => Array.from(own).filter((e) => !Number.isNaN(e)));
  const n = values.length;
  const mean = values.reduce((sum, e) => sum + e, 0) / n;
  const moment = (power: number): number => values.reduce((sum, e) => sum + (e - mean) ** power, 0) / n;
  const variance = moment(2);
  if (!(variance > 0)) {
    return {
      observations: n,
      skewness: null,
      excessKurtosis: null,
      jarqueBera: null,
      autocorrelation: null,
      ljungBox: [],
      breuschPagan: null,
    };
  }
  const skewness = moment(3) / variance ** 1.5;
  const excessKurtosis = moment(4) / variance ** 2 - 3;
  const centred = series.map((own) => own.map((e) => e - mean));
  const lags = autocorrelations(centred, n * variance);
  const ljungBox: DiagnosticTest[] = [];
  let sum = 0;
  for (const [k, { r, pairs }] of lags.entries()) {
    sum += (r * r) / pairs;
    ljungBox.push(test(n * (n + 2) * sum, k + 1));
  }
  return {
    observations: n,
    skewness,
    excessKurtosis,
    jarqueBera: test((n / 6) * (skewness ** 2 + excessKurtosis ** 2 / 4), 2),
    autocorrelation: lags.at(0)?.r ?? null,
    ljungBox,
    breuschPagan: x === null ? null : breuschPagan(centred, x, n),
  };
}

/** r_k for k = 1, 2, … up to the first lag without a pair. */
function autocorrelations(series: readonly Float64Array[], squares: number): { r: number; pairs: number }[] {
  const found: { r: number; pairs: number }[] = [];
  for (let k = 1; k <= LAGS; k++) {
    let [sum, pairs] = [0, 0];
    for (const e of series) {
      for (let t = k; t < e.length; t++) {
        const product = e[t] * e[t - k];
        if (Number.isNaN(product)) continue;
        sum += product;
        pairs++;
      }
    }
    if (pairs === 0) break;
    found.push({ r: sum / squares, pairs });
  }
  return found;
}

function breuschPagan(series: readonly Float64Array[], x: Float64Array, n: number): DiagnosticTest | null {
  let [meanX, meanZ] = [0, 0];
  const each = (visit: (z: number, x: number) => void): void => {
    for (const e of series) e.forEach((value, t) => Number.isNaN(value) || visit(value * value, x[t]));
  };
  each((z, own) => {
    meanX += own / n;
    meanZ += z / n;
  });
  let [xx, xz, zz] = [0, 0, 0];
  each((z, own) => {
    xx += (own - meanX) ** 2;
    xz += (own - meanX) * (z - meanZ);
    zz += (z - meanZ) ** 2;
  });
  return xx > 0 && zz > 0 ? test((n * xz * xz) / (xx * zz), 1) : null;
}

function test(statistic: number, degreesOfFreedom: number): DiagnosticTest {
  return { statistic, degreesOfFreedom, pValue: chiSquareTail(statistic, degreesOfFreedom) };
}
