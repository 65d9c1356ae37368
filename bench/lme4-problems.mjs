/** Problems for lme4 and for us: simulated designs, seeded, and data sets of lme4. */
import { normals } from './problems.mjs';

/** n observations in two crossed factors of a and b levels, drawn at random; standard deviations 1, 0.7 and 1. */
export function crossed(n, a, b) {
  const [u, v, e, draw] = [normals(11, a), normals(12, b), normals(13, n), normals(14, 2 * n)];
  const pick = (k, levels) => Math.floor(levels * (0.5 + Math.atan(draw[k]) / Math.PI));
  const first = Array.from({ length: n }, (_, i) => pick(i, a));
  const second = Array.from({ length: n }, (_, i) => pick(n + i, b));
  return {
    f: first.map((level) => `f${level}`),
    g: second.map((level) => `g${level}`),
    y: Float64Array.from(e, (value, i) => 5 + u[first[i]] + 0.7 * v[second[i]] + value),
  };
}

/** Lines of m subjects at r times, intercepts and slopes of correlation rho. */
export function lines(m, r, rho) {
  const [z, w, e] = [normals(21, m), normals(22, m), normals(23, m * r)];
  const subject = Array.from({ length: m * r }, (_, i) => Math.floor(i / r));
  const x = Float64Array.from(subject, (_, i) => i % r);
  const slope = (s) => 0.4 * (rho * z[s] + Math.sqrt(1 - rho * rho) * w[s]);
  return {
    subject: subject.map((s) => `s${s}`),
    x,
    y: Float64Array.from(e, (value, i) => 2 + z[subject[i]] + (0.5 + slope(subject[i])) * x[i] + value),
  };
}

/** Returns of n assets over T periods with intercepts, slopes on a market and a shock a period, all random. */
export function randomPanel(n, T) {
  const market = normals(31, T);
  const [a, b, shock, e] = [normals(32, n), normals(33, n), normals(34, T), normals(35, n * T)];
  const assets = Array.from({ length: n }, (_, i) => `A${i}`);
  const periods = Array.from({ length: T }, (_, t) => `P${t}`);
  const returns = e.map((value, cell) => {
    const [t, i] = [Math.floor(cell / n), cell % n];
    return 0.3 * a[i] + (1 + 0.3 * b[i]) * market[t] + 0.5 * shock[t] + value;
  });
  const identity = Float64Array.from({ length: n * n }, (_, cell) => Number(cell % (n + 1) === 0));
  return {
    panel: { assets, periods, returns, covariates: { market } },
    model: {
      fixed: ['1', 'market'],
      random: ['time', 'asset(I)', 'asset:market(I)'],
      kernels: { I: { labels: assets, values: identity } },
    },
    columns: {
      asset: Array.from(returns, (_, cell) => assets[cell % n]),
      period: Array.from(returns, (_, cell) => periods[Math.floor(cell / n)]),
      market: Float64Array.from(returns, (_, cell) => market[Math.floor(cell / n)]),
      y: returns,
    },
  };
}

/** y = b₀ + b₁x + terms as a model of `fitMixedModel`; terms are [label, levels, covariate, partner]. */
export function mixedModel(y, x, terms) {
  const p = x ? 2 : 1;
  const X = new Float64Array(p * y.length).fill(1);
  if (x) x.forEach((value, i) => (X[2 * i + 1] = value));
  return {
    y,
    X,
    columns: x ? ['1', 'x'] : ['1'],
    random: terms.map(([label, levels, covariate, correlatedWith]) => ({
      label,
      levels,
      covariate,
      correlatedWith,
    })),
  };
}
