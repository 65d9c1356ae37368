import { power } from '../numeric/elementary.js';
import type { Panel, PanelFit, PanelModel } from './types.js';

/** How much each period of a fit counts, as plain JSON. */
export interface WeightsByPeriod {
  /** `t`: w_t of t errors, 1 a usual period; `halfLife`: 2^{−k/h} of the period k before the last */
  kind: 't' | 'halfLife';
  periods: string[];
  weights: number[];
}

/** Weights that the model gives to its periods; null where all count alike. */
export function weightsByPeriod(
  { periods }: Panel,
  { halfLife }: PanelModel,
  { errors }: PanelFit,
): WeightsByPeriod | null {
  if (errors !== undefined && errors.degreesOfFreedom !== null) {
    return { kind: 't', periods, weights: Array.from(errors.weights) };
  }
  if (halfLife === undefined) return null;
  const last = periods.length - 1;
  return { kind: 'halfLife', periods, weights: periods.map((_, t) => power(0.5, (last - t) / halfLife)) };
}
