import type { ChartData } from '../chart-data.js';
export type { Chart } from './chart.js';
import { type Chart, chart } from './chart.js';
import { drawDrawdown } from './drawdown.js';
import { modelCharts } from './model-charts.js';
import { drawPeriodWeights } from './period-weights.js';
import { timeCharts } from './time-charts.js';
import { drawWealth } from './wealth.js';
import { drawWeights } from './weights.js';

/** Every chart that a result has something to show in: of the report, and of the pictures that the command line writes. */
export function chartsOf({ assets, strategies, snapshot, time }: ChartData): Chart[] {
  const { periodWeights } = snapshot;
  return [
    {
      name: 'wealth',
      views: [
        { name: 'linear', draw: drawWealth(strategies, false) },
        { name: 'logarithmic', draw: drawWealth(strategies, true) },
      ],
    },
    chart('drawdown', drawDrawdown(strategies)),
    {
      name: 'weights',
      views: strategies.map((strategy) => ({ name: strategy.name, draw: drawWeights(assets, strategy) })),
    },
    ...modelCharts(snapshot),
    ...(periodWeights === null ? [] : [chart('period-weights', drawPeriodWeights(periodWeights))]),
    ...timeCharts(time),
  ];
}
