import type { Engine } from '../create-engine.js';
import { sharpeDifferenceTests, varianceDifferenceTests } from '../statistics/difference-tests.js';
import type { StrategyTests } from './types.js';

/** What the tests of a run need of its configuration. */
interface TestedConfig {
  benchmark?: string;
  seed: number;
}

/** The strategy that the others are tested against: the benchmark, else `sample`, else the first; null for the only one. */
export function testBase(strategies: readonly string[], benchmark?: string): string | null {
  if (strategies.length < 2) return null;
  const wanted = [benchmark, 'sample'].find((name) => name !== undefined && strategies.includes(name));
  return wanted ?? strategies[0];
}

/**
 * Tests of every strategy against one of them, on net returns.
 *
 * @param riskFree one rate a holding period
 * @returns null for fewer than two strategies
 */
export function strategyTests(
  engine: Pick<Engine, 'blockBootstrap'>,
  strategies: readonly { name: string; netReturns: Float64Array }[],
  riskFree: Float64Array,
  { benchmark, seed }: TestedConfig,
): StrategyTests | null {
  const names = strategies.map(({ name }) => name);
  const base = testBase(names, benchmark);
  if (base === null) return null;
  const returns = Object.fromEntries(strategies.map(({ name, netReturns }) => [name, netReturns]));
  return {
    sharpe: sharpeDifferenceTests(engine, returns, base, { riskFree, seed }),
    logVariance: varianceDifferenceTests(engine, returns, base, { seed }),
  };
}
