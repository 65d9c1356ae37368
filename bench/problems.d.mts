import type { Panel, PanelModel } from '../src/index.js';

export function simulatedPanel(
  n: number,
  T: number,
  seed?: number,
): {
  panel: Panel & { covariates: { market: Float64Array } };
  model: PanelModel;
};
export function simulatedCovariance(n: number, seed?: number): Float64Array;
