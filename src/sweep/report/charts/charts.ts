import { type Chart, chart } from '../../../report/charts/chart.js';
import type { GroupChartData, SweepChartData } from '../chart-data.js';
import { drawDegradation } from './degradation.js';
import { drawDistribution } from './distribution.js';
import { drawMarginal } from './marginal.js';
import { drawSurface } from './surface.js';

/** Every chart of a sweep's report. */
export function sweepCharts(data: SweepChartData): Chart[] {
  return data.flatMap(groupCharts);
}

/** The views of a chart are in the order of its controls, the last of which varies fastest. */
function groupCharts(group: GroupChartData): Chart[] {
  const { key, statistics, parameters, pairs, distribution, overfitting } = group;
  return [
    {
      name: `${key}-marginal`,
      views: parameters.flatMap((parameter) =>
        statistics.map((statistic, s) => ({
          name: `${parameter.path} ${statistic.heading}`,
          draw: drawMarginal(parameter, parameter.effects[s], statistic),
        })),
      ),
    },
    {
      name: `${key}-surface`,
      views: pairs.flatMap((pair) =>
        statistics.flatMap((statistic, s) =>
          ([pair.mean, pair.best] as const).map((values, k) => ({
            name: `${pair.rows.path} ${pair.columns.path} ${statistic.heading} ${['mean', 'best'][k]}`,
            draw: drawSurface(pair, values[s], statistic),
          })),
        ),
      ),
    },
    ...(distribution === null
      ? []
      : [
          chart(
            `${key}-distribution`,
            drawDistribution({ ...distribution, axis: 'Sharpe ratio, a year', unit: 'trial' }),
          ),
        ]),
    ...(overfitting === null
      ? []
      : [
          chart(
            `${key}-ranks`,
            drawDistribution({
              histogram: overfitting.ranks,
              marks: [{ name: 'middle', value: 0.5 }],
              axis: 'rank out of sample, 1 the best',
              unit: 'split',
            }),
          ),
          chart(`${key}-degradation`, drawDegradation(overfitting.points)),
        ]),
  ].filter(({ views }) => views.length > 0);
}
