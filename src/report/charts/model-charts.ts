import type { ModelChartData } from '../model-chart-data.js';
import { type Chart, chart } from './chart.js';
import { drawEffects } from './effects.js';
import { correlationScale, drawHeatMap, kernelScale } from './heat-map.js';
import { drawRiskShares } from './risk-shares.js';
import { drawSpectra } from './spectra.js';

/** The charts of the model at the last decision, and of the portfolios that rest on it. */
export function modelCharts(data: ModelChartData): Chart[] {
  const { assets, kernels, effects, riskShares, spectra } = data;
  const correlation = (name: string, triangle: number[] | null): Chart[] =>
    triangle === null || assets.length === 0
      ? []
      : [chart(name, drawHeatMap(assets, triangle, correlationScale))];
  const chosen = (name: string, views: Chart['views']): Chart[] =>
    views.length === 0 ? [] : [{ name, views }];
  return [
    ...chosen(
      'risk-shares',
      riskShares.map((shares) => ({ name: shares.by, draw: drawRiskShares(shares) })),
    ),
    ...chosen(
      'kernel',
      kernels.map(({ name, triangle }) => ({
        name,
        draw: drawHeatMap(assets, triangle, kernelScale(triangle)),
      })),
    ),
    ...correlation('sample-correlation', data.sampleCorrelation),
    ...correlation('systematic-correlation', data.systematicCorrelation),
    ...correlation('total-correlation', data.totalCorrelation),
    ...(spectra === null ? [] : [chart('spectra', drawSpectra(spectra))]),
    ...chosen(
      'effects',
      effects.map((term) => ({ name: term.term, draw: drawEffects(term) })),
    ),
  ];
}
