import { ConfigError } from '../errors.js';
import type { PanelPosterior } from './types.js';

/**
 * Positions of every `thin`-th draw of each chain, chain after chain.
 *
 * @param least draws that have to be left of each
 * @throws ConfigError `bad-value`
 */
export function thinned({ draws, chains }: PanelPosterior, thin: number, least: number): number[] {
  const most = Math.floor(draws / least);
  if (!Number.isInteger(thin) || thin < 1 || thin > most) {
    throw new ConfigError(
      'bad-value',
      `thin is ${String(thin)}`,
      `give a whole number from 1 to ${most}, so that ${least} of the ${draws} draws of a chain are left`,
      { path: 'thin', value: String(thin) },
    );
  }
  const perChain = Math.floor(draws / thin);
  return Array.from(
    { length: perChain * chains },
    (_, index) => Math.floor(index / perChain) * draws + (index % perChain) * thin,
  );
}

/** σ² of one draw by component. */
export function drawnVariances({ variances }: PanelPosterior, index: number): Record<string, number> {
  return Object.fromEntries(Object.entries(variances).map(([label, own]) => [label, own[index]]));
}
