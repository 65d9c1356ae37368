/** A small panel to calibrate posteriors on, and what its ranks say. */
import { createEngine } from '../../src/browser.js';
import { coreOf } from '../../src/engine/core.js';
import { loadFurther } from '../../src/engine/load-further.js';
import type { Panel } from '../../src/model/types.js';
import { chiSquareTail } from '../../src/numeric/chi-square.js';
import { type Calibration, calibrationRanks, rankStatistic } from './calibration-ranks.js';

export const core = coreOf(await createEngine())!;
export const further = await loadFurther(core);

const assets = ['A', 'B', 'C'];
const T = 12;
export const panel: Panel = {
  assets,
  periods: Array.from({ length: T }, (_, t) => `${t}`),
  returns: new Float64Array(3 * T),
  covariates: { market: Float64Array.from({ length: T }, (_, t) => ((t * 7) % 12) / 6 - 1) },
};
export const kernels = {
  K: { labels: assets, values: Float64Array.of(1, 0.7, 0.1, 0.7, 1, 0.4, 0.1, 0.4, 1) },
  L: { labels: assets, values: Float64Array.of(1, 0, 0.5, 0, 1, 0.2, 0.5, 0.2, 1) },
};
/** Chance of ranks as uneven as these, or more, by component. */
export function chances(calibration: Calibration): Record<string, number> {
  const ranks = Object.entries(calibrationRanks(calibration));
  return Object.fromEntries(ranks.map(([name, own]) => [name, chiSquareTail(rankStatistic(own), 15)]));
}
