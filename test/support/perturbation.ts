/** Sources of a run with some of their dates changed, and what a run knew by one of its windows. */
import {
  type BacktestResult,
  type ClassHistory,
  type Kernel,
  type KernelHistory,
  type PriceTable,
  type StrategyResult,
  parseClassSource,
} from '../../src/browser.js';
import { randomSource } from './random.js';
import { changedPrices } from './simulated-prices.js';

/** Which dates of a source change. */
export type Where = (date: string) => boolean;

/** Every value in `where` scaled by a random factor of its own between 0.5 and 1.5. */
export function perturbed(table: PriceTable, where: Where): PriceTable {
  const { uniform } = randomSource(99);
  return changedPrices(table, (price, date) => (where(date) ? price * (0.5 + uniform()) : price));
}

/**
 * A file of classes with a day last in each row, after the ticker and its classes. Rows whose day is in `where` come
 * first in the file: an asset has a class of its own that sorts before all others, or is in every class.
 */
export function perturbedClasses(header: string, rows: readonly string[], where: Where): ClassHistory {
  const isChanged = (row: string): boolean => where(row.slice(row.lastIndexOf(',') + 1));
  const changed = rows
    .filter(isChanged)
    .map((row, k) =>
      /,[01],/.test(row) ? row.replaceAll(/,0(?=,)/g, ',1') : row.replace(/,[^,]+/, `,a${k}`),
    );
  const kept = rows.filter((row) => !isChanged(row));
  return parseClassSource(`${header}\n${[...changed.reverse(), ...kept].join('\n')}\n`) as ClassHistory;
}

/** Matrices whose day is in `where` with other numbers off the diagonal. */
export function perturbedMatrices(history: KernelHistory, where: Where): KernelHistory {
  const { uniform } = randomSource(98);
  const days = history.availableFrom ?? history.dates;
  return {
    ...history,
    kernels: history.kernels.map((kernel, k) => (where(days[k]) ? alike(kernel.labels, uniform) : kernel)),
  };
}

/** K_ij = a_i·a_j off a diagonal of 1, 0.3 ≤ a < 0.9: positive definite, and different with every draw. */
export function alike(labels: string[], uniform: () => number): Kernel {
  const a = labels.map(() => 0.3 + 0.6 * uniform());
  const values = labels.flatMap((_, i) => labels.map((_, j) => (i === j ? 1 : a[i] * a[j])));
  return { labels, values: Float64Array.from(values) };
}

/** What a strategy had decided by window k; turnover and cost are of the trade, which a lag puts later. */
export function knownAt(k: number, { windows }: StrategyResult) {
  return windows
    .slice(0, k + 1)
    .map(({ decision, weights, status, used }) => ({ decision, weights, status, used }));
}

/** The weights of window k, strategy by strategy. */
export function weightsOf({ strategies }: BacktestResult, k: number) {
  return strategies.map(({ windows }) => windows[k].weights);
}
