/** What the cells say together: ratios of volatilities, ranks, tests, gains net of costs. */
import { holm } from '../../../dist/index.js';
import { settings } from './cells.mjs';

/** Covariances of the target, and what it asks: the median ratio, and the share of cells not worse by more than 1 %. */
export const target = { median: 0.97, notWorse: 1.01, share: 0.9 };

/** Ratios of volatilities to the best shrinkage and to the best with a half-life, by cell; null where marked. */
export function ratiosOf(results) {
  return results.map(({ cell, held, base, halfLifeBase, rows }) => {
    const of = (name) => rows.find((row) => row.name === name);
    return {
      cell,
      held,
      rows: rows.map((row) => {
        const marked = isMarked(row);
        const over = (other, value) => (marked ? null : value(row) / value(of(other)));
        return {
          ...row,
          marked,
          ratio: over(base, ({ volatility }) => volatility),
          halfLifeRatio: over(halfLifeBase, ({ volatility }) => volatility),
          equivalentRatio: over(base, equivalentVolatility),
          sharpeGain: marked ? null : row.sharpe - of(base).sharpe,
          scoreGain: marked || row.qlike == null ? null : row.qlike - of(base).qlike,
        };
      }),
    };
  });
}

/** Whether windows were not as configured too often. */
export function isMarked({ windows, fallbacks, skipped }) {
  return fallbacks + skipped > settings.mostFallbacks * windows;
}

/** √(σ² + 2c/γ): the volatility a year that costs c nothing and is as good to an investor with risk aversion γ. */
export function equivalentVolatility({ volatility, cost }) {
  return Math.sqrt(volatility ** 2 + (2 * cost) / settings.riskAversion);
}

/** An estimator over cells, with p-values of Holm over the cells and over the estimators of each. */
export function summaryOf(results) {
  const cells = ratiosOf(results).map(({ rows }) => {
    const adjusted = holm(rows.map(({ pValue, marked }) => (marked ? null : pValue)));
    return rows.map((row, k) => ({ ...row, inCell: adjusted[k] }));
  });
  return estimatorsOf(results).map(({ name, kind }) => {
    const rows = cells.flatMap((all) => all.filter((row) => row.name === name));
    const over = holm(rows.map(({ pValue, marked }) => (marked ? null : pValue)));
    const numbers = (key) => rows.map((row) => row[key]).filter((value) => value !== null);
    const ratios = numbers('ratio');
    const wins = (adjusted, sign) =>
      rows.filter((row, c) => adjusted[c] !== null && adjusted[c] <= 0.05 && sign * row.difference > 0)
        .length;
    return {
      name,
      kind,
      cells: ratios.length,
      marked: rows.length - ratios.length,
      notRun: cells.length - rows.length,
      median: medianOf(ratios),
      notWorse: shareOf(ratios, (ratio) => ratio <= target.notWorse),
      halfLifeMedian: medianOf(numbers('halfLifeRatio')),
      equivalentMedian: medianOf(numbers('equivalentRatio')),
      sharpeGain: medianOf(numbers('sharpeGain')),
      scoreGain: medianOf(numbers('scoreGain')),
      turnover: medianOf(rows.map(({ turnover }) => turnover)),
      seconds: medianOf(rows.map(({ seconds }) => seconds)),
      better: {
        cells: wins(over, -1),
        estimators: wins(
          rows.map(({ inCell }) => inCell),
          -1,
        ),
      },
      worse: {
        cells: wins(over, 1),
        estimators: wins(
          rows.map(({ inCell }) => inCell),
          1,
        ),
      },
    };
  });
}

/** Name and kind of all that ran in some cell, in the order of the cell with most of them. */
export function estimatorsOf(results) {
  const most = Math.max(...results.map(({ rows }) => rows.length));
  return results.find(({ rows }) => rows.length === most).rows.map(({ name, kind }) => ({ name, kind }));
}

/** Whether a row of the summary meets the target. */
export function meetsTarget({ median, notWorse }) {
  return median !== null && median <= target.median && notWorse >= target.share;
}

/**
 * Mean ranks of volatilities over the cells in which every ranked estimator ran and is as configured; 1 is the lowest,
 * ties have their mean. Ranked is who is missing or marked in no more than a tenth of the cells.
 */
export function meanRanks(results) {
  const cells = ratiosOf(results).map(
    ({ rows }) =>
      new Map(rows.filter(({ marked }) => !marked).map(({ name, volatility }) => [name, volatility])),
  );
  const ranked = estimatorsOf(results)
    .map(({ name }) => name)
    .filter(
      (name) => cells.filter((cell) => !cell.has(name)).length <= settings.mostFallbacks * cells.length,
    );
  const whole = cells.filter((cell) => ranked.every((name) => cell.has(name)));
  const ranks = ranked.map((name) => ({
    name,
    rank:
      whole.reduce((sum, cell) => {
        const others = ranked.map((other) => cell.get(other));
        const below = others.filter((volatility) => volatility < cell.get(name)).length;
        const same = others.filter((volatility) => volatility === cell.get(name)).length;
        return sum + below + (same + 1) / 2;
      }, 0) / whole.length,
  }));
  return {
    cells: whole.length,
    criticalDifference: criticalDifference(ranked.length, whole.length),
    ranks: ranks.sort((a, b) => a.rank - b.rank),
  };
}

/**
 * Nemenyi's critical difference of mean ranks at 5 %, q√(k(k + 1)/(12n)), q the 95 % quantile of the range of k independent
 * standard normal variables: k∫φ(z)(Φ(z) − Φ(z − q))^{k−1}dz = 0.95 (Demšar 2006, with q/√2 in the place of q).
 */
export function criticalDifference(k, n) {
  let [low, high] = [0, 20];
  for (let step = 0; step < 60; step++) {
    const q = (low + high) / 2;
    if (rangeProbability(q, k) < 0.95) low = q;
    else high = q;
  }
  return low * Math.sqrt((k * (k + 1)) / (12 * n));
}

/** By Simpson's rule, Φ along with it on a grid of 1/200. */
function rangeProbability(q, k) {
  const [from, to, h] = [-9, 9, 1 / 200];
  const density = (z) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  let sum = 0;
  const steps = Math.round((to - from) / h);
  for (let s = 0; s <= steps; s++) {
    const z = from + s * h;
    const weight = s === 0 || s === steps ? 1 : s % 2 === 1 ? 4 : 2;
    sum += weight * density(z) * (normal(z) - normal(z - q)) ** (k - 1);
  }
  return (k * sum * h) / 3;
}

const grid = Float64Array.from({ length: 3601 }, () => 0);
for (let s = 1; s < grid.length; s++) {
  const z = -9 + (s - 0.5) / 200;
  const [a, b] = [z - 1 / 400, z + 1 / 400];
  const f = (x) => Math.exp((-x * x) / 2);
  grid[s] = grid[s - 1] + (f(a) + 4 * f(z) + f(b)) / (6 * 200 * Math.sqrt(2 * Math.PI));
}

/** Φ, linear between points of the grid. */
function normal(z) {
  const place = Math.max(0, Math.min(grid.length - 1.000001, (z + 9) * 200));
  const below = Math.floor(place);
  return grid[below] + (place - below) * (grid[below + 1] - grid[below]);
}

export function medianOf(values) {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

function shareOf(values, test) {
  return values.length === 0 ? null : values.filter(test).length / values.length;
}
