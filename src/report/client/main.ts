/** Runs in the page of a report: reads its data and draws its charts. */
import type { ChartData } from '../chart-data.js';
import { followPrintAndTheme, mountChart } from './chart.js';
import { drawDrawdown } from './drawdown.js';
import { correlationScale, drawHeatMap, kernelScale } from './heat-map.js';
import { drawPeriodWeights } from './period-weights.js';
import { drawWealth } from './wealth.js';
import { drawWeights } from './weights.js';

const { assets, strategies, snapshot } = JSON.parse(
  document.getElementById('result')!.textContent,
) as ChartData;
document.documentElement.classList.add('scripted');

const logarithmic = document.querySelector<HTMLInputElement>('#wealth-log')!;
const redrawWealth = mountChart(
  'wealth',
  drawWealth(strategies, () => logarithmic.checked),
);
logarithmic.addEventListener('change', redrawWealth);

mountChart('drawdown', drawDrawdown(strategies));

const strategy = document.querySelector<HTMLSelectElement>('#weights-strategy')!;
const redrawWeights = mountChart(
  'weights',
  drawWeights(assets, strategies, () => Number(strategy.value)),
);
strategy.addEventListener('change', redrawWeights);

if (snapshot.kernel) {
  mountChart('kernel', drawHeatMap(snapshot.assets, snapshot.kernel, kernelScale(snapshot.kernel)));
}
mountChart('sample-correlation', drawHeatMap(snapshot.assets, snapshot.sampleCorrelation, correlationScale));
if (snapshot.systematicCorrelation) {
  mountChart(
    'systematic-correlation',
    drawHeatMap(snapshot.assets, snapshot.systematicCorrelation, correlationScale),
  );
}

if (snapshot.periodWeights) mountChart('period-weights', drawPeriodWeights(snapshot.periodWeights));

followPrintAndTheme();
