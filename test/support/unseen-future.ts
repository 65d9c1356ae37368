import { expect } from 'vitest';
import type { BacktestConfig, BacktestResult, PriceTable } from '../../src/browser.js';
import { data, run } from './six-assets.js';

/**
 * That strategies on the six assets decide alike, bit for bit, whatever the prices of the last month are.
 *
 * @returns the two runs
 */
export async function expectUnseenFuture(
  strategies: BacktestConfig['strategies'],
): Promise<{ result: BacktestResult; other: BacktestResult }> {
  const result = await run(data, { strategies });
  const changed: PriceTable = { ...data, prices: data.prices.slice() };
  const N = data.assets.length;
  for (let i = 0; i < N; i++) changed.prices[changed.prices.length - 1 - i] *= 1.1 + 0.01 * i;
  const other = await run(changed, { strategies });
  expect(other.decisions.slice(0, 4)).toEqual(result.decisions.slice(0, 4));
  result.strategies.forEach(({ windows }, s) =>
    expect(other.strategies[s].windows.map(({ weights }) => weights)).toEqual(
      windows.map(({ weights }) => weights),
    ),
  );
  return { result, other };
}
