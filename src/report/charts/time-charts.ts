import type { TimeData } from '../time/data.js';
import { type Chart, chart } from './chart.js';
import { drawConditionNumbers } from './condition-numbers.js';
import { drawDiscount, drawStudentDf } from './degrees-of-freedom.js';
import { drawHeritability } from './heritability.js';
import { drawMonthlyReturns } from './monthly-returns.js';
import { drawRollingSharpe, drawRollingVolatility } from './rolling.js';
import { drawStackWeights } from './stack-weights.js';
import { drawCosts, drawCostsByKind, drawTurnover } from './trading.js';
import { drawVarianceComponents } from './variance-components.js';

/** The charts of a report through time, those that have something to show. */
export function timeCharts({ rolling, trading, months, fits, stacks }: TimeData): Chart[] {
  return [
    ...(rolling === null
      ? []
      : [
          chart('rolling-volatility', drawRollingVolatility(rolling)),
          chart('rolling-sharpe', drawRollingSharpe(rolling)),
        ]),
    ...(trading?.traded ? [chart('turnover', drawTurnover(trading))] : []),
    ...(trading?.paid ? [costs(trading)] : []),
    ...(months.length === 0
      ? []
      : [
          {
            name: 'monthly-returns',
            views: months.map((strategy) => ({ name: strategy.name, draw: drawMonthlyReturns(strategy) })),
          },
        ]),
    ...(fits === null ? [] : fitCharts(fits)),
    ...(stacks.length === 0
      ? []
      : [
          {
            name: 'stack-weights',
            views: stacks.map((stack) => ({ name: stack.name, draw: drawStackWeights(stack) })),
          },
        ]),
  ];
}

function costs(trading: NonNullable<TimeData['trading']>): Chart {
  const ofAll = { name: 'all', draw: drawCosts(trading) };
  if (trading.kinds === null) return { name: 'costs', views: [ofAll] };
  const byKind = trading.strategies.map((strategy) => ({
    name: strategy.name,
    draw: drawCostsByKind(trading, strategy),
  }));
  return { name: 'costs', views: [ofAll, ...byKind] };
}

function fitCharts(fits: NonNullable<TimeData['fits']>): Chart[] {
  const { dates, components, heritability, studentDf, discount, conditions } = fits;
  return [
    ...(components.length === 0 ? [] : [chart('variance-components', drawVarianceComponents(fits))]),
    ...(heritability === null ? [] : [chart('heritability', drawHeritability(dates, heritability))]),
    ...(studentDf === null ? [] : [chart('degrees-of-freedom', drawStudentDf(fits, studentDf))]),
    ...(discount === null ? [] : [chart('discount', drawDiscount(fits, discount))]),
    ...(conditions.length === 0 ? [] : [chart('condition-numbers', drawConditionNumbers(fits))]),
  ];
}
