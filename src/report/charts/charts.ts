import type { ChartData } from '../chart-data.js';
import type { Draw } from './draw.js';
import { drawDrawdown } from './drawdown.js';
import { correlationScale, drawHeatMap, kernelScale } from './heat-map.js';
import { drawPeriodWeights } from './period-weights.js';
import { timeCharts } from './time-charts.js';
import { drawWealth } from './wealth.js';
import { drawWeights } from './weights.js';

/** A chart of a report: `figure(name, …)` is its place in the page, `data-chart` names it in a control. */
export interface Chart {
  name: string;
  /** what a reader can choose from, in the order of the control's choices; one without a control */
  views: { name: string; draw: Draw }[];
}

/** Every chart that a result has something to show in: of the report, and of the pictures that the command line writes. */
export function chartsOf({ assets, strategies, snapshot, time }: ChartData): Chart[] {
  const { kernel, sampleCorrelation, systematicCorrelation, periodWeights } = snapshot;
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
    ...(kernel === null ? [] : [chart('kernel', drawHeatMap(snapshot.assets, kernel, kernelScale(kernel)))]),
    ...(snapshot.assets.length === 0
      ? []
      : [chart('sample-correlation', drawHeatMap(snapshot.assets, sampleCorrelation, correlationScale))]),
    ...(systematicCorrelation === null
      ? []
      : [
          chart(
            'systematic-correlation',
            drawHeatMap(snapshot.assets, systematicCorrelation, correlationScale),
          ),
        ]),
    ...(periodWeights === null ? [] : [chart('period-weights', drawPeriodWeights(periodWeights))]),
    ...timeCharts(time),
  ];
}

function chart(name: string, draw: Draw): Chart {
  return { name, views: [{ name: '', draw }] };
}
