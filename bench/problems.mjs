/** Seeded inputs, so that every run measures the same problems. */

/** Independent normals by Box–Muller over a 32-bit generator. */
export function normals(seed, length) {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
  return Float64Array.from(
    { length },
    () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}

/** Returns of n assets over T periods with a market, and a kernel from four random characteristics. */
export function simulatedPanel(n, T, seed = 1) {
  const assets = Array.from({ length: n }, (_, i) => `A${i}`);
  const periods = Array.from({ length: T }, (_, t) => `P${t}`);
  const market = normals(seed, T).map((x) => 0.04 * x);
  const noise = normals(seed + 1, T * n);
  const beta = normals(seed + 2, n).map((x) => 1 + 0.3 * x);
  const x = normals(seed + 3, n * 4);
  const values = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let square = 0;
      for (let k = 0; k < 4; k++) square += (x[4 * i + k] - x[4 * j + k]) ** 2;
      values[i * n + j] = Math.exp(-Math.sqrt(square) / 2.5);
    }
  }
  const returns = noise.map((e, cell) => beta[cell % n] * market[Math.floor(cell / n)] + 0.03 * e);
  return {
    panel: { assets, periods, returns, covariates: { market } },
    model: {
      fixed: ['asset', 'asset:market'],
      random: ['time', 'asset:time(K)'],
      kernels: { K: { labels: assets, values } },
      scale: 'residual',
    },
  };
}

/** Sample covariance of a one-factor market with T = 2n periods: n×n, positive definite. */
export function simulatedCovariance(n, seed = 1) {
  const T = 2 * n;
  return crossProducts(oneFactor(n, T, seed), n, 0, T);
}

/** Covariances of two windows of T = 2n periods of that market, the second one period later. */
export function neighbouringCovariances(n, seed = 1) {
  const T = 2 * n;
  const returns = oneFactor(n, T + 1, seed);
  return [0, 1].map((first) => crossProducts(returns, n, first, T));
}

/** T×n returns of assets that load alike on one factor. */
function oneFactor(n, T, seed) {
  const factor = normals(seed, T);
  return normals(seed + 1, T * n).map((noise, cell) => 0.01 * (factor[Math.floor(cell / n)] + noise));
}

/** Σ_t r_t r_t'/T over T periods from `first` on. */
function crossProducts(returns, n, first, T) {
  const a = new Float64Array(n * n);
  for (let t = first; t < first + T; t++) {
    for (let i = 0; i < n; i++) {
      const r = returns[t * n + i];
      for (let j = 0; j <= i; j++) a[i * n + j] += (r * returns[t * n + j]) / T;
    }
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[j * n + i] = a[i * n + j];
  return a;
}

/**
 * Daily prices of N assets over so many periods from the library's own simulation: a market and three groups of related
 * assets that differ in beta and volatility, so that the model has something to find in every window.
 */
export function simulatedPrices({ simulatePrices }, N, periods) {
  const assets = Array.from({ length: N }, (_, i) => (i === 0 ? 'MARKET' : `A${i}`));
  const others = assets.slice(1);
  const group = (i) => (i % 3) / 2;
  const of = (value) => Object.fromEntries(others.map((asset, k) => [asset, value(group(k + 1))]));
  const likeness = (i, j) => (i === j ? 1 : i > 0 && j > 0 && group(i) === group(j) ? 0.7 : 0);
  const values = Float64Array.from({ length: N * N }, (_, cell) => likeness(Math.floor(cell / N), cell % N));
  return simulatePrices({
    seed: 1,
    assets,
    periods,
    betas: of((g) => 0.4 + 1.2 * g),
    scales: of((g) => 0.004 + 0.012 * g),
    variances: { time: 0.1, assetTime: 0.6, residual: 0.3 },
    kernel: { labels: assets, values },
  }).prices;
}

/** A second kernel beside the panel's own, so that no eigenbasis serves both. */
export function withSecondKernel({ panel, model }) {
  const { labels, values } = model.kernels.K;
  const sharper = { labels, values: values.map((v) => v * v * v) };
  return {
    panel,
    model: {
      ...model,
      random: [...model.random, 'asset:time(J)'],
      kernels: { ...model.kernels, J: sharper },
    },
  };
}

/** The panel with assets listed late, three at a time, so that it has so many patterns of observed assets. */
export function listedLate({ panel, model }, patterns) {
  const n = panel.assets.length;
  const T = panel.periods.length;
  const returns = panel.returns.map((value, cell) => {
    const group = Math.floor((cell % n) / 3) + 1;
    return group < patterns && cell < n * Math.floor((T * group) / (2 * patterns)) ? NaN : value;
  });
  return { panel: { ...panel, returns }, model };
}
