import type { BacktestResult } from '../../backtest/types.js';
import { choice } from '../choice.js';
import { figure, titledFigure } from '../figure.js';
import { count, decimal } from '../format.js';
import { html, type Html } from '../html.js';
import {
  decisionsDrawn,
  fitCaptions,
  monthsCaption,
  rollingCaptions,
  stackCaption,
  tradingCaptions,
} from './captions.js';
import type { TimeData } from './data.js';
import { monthlyTables } from './monthly-tables.js';

/** Rolling statistics, or how many periods they need. */
export function rollingCharts({ rolling }: TimeData, result: BacktestResult): Html {
  const { strategies, frequency, periodsPerYear } = result;
  if (rolling === null) {
    const periods = strategies[0]?.periods.length ?? 0;
    return html`<p>
      They are of a year, ${count(periodsPerYear, frequency)}, and are drawn from two such windows on: this
      run holds ${count(periods, frequency)}.
    </p>`;
  }
  const captions = rollingCaptions(rolling, result);
  return html`${titledFigure('rolling-volatility', captions['rolling-volatility'])}
  ${titledFigure('rolling-sharpe', captions['rolling-sharpe'])}`;
}

/** Turnover and costs through time; null where nobody trades or pays. */
export function tradingCharts({ trading }: TimeData): Html | null {
  if (trading === null) return null;
  const { traded, paid, kinds, strategies } = trading;
  const captions = tradingCaptions(trading);
  const ofStrategy =
    kinds !== null &&
    choice('costs', 'Costs of', ['all strategies', ...strategies.map(({ name }) => `${name}, by kind`)]);
  return html`${traded && titledFigure('turnover', captions.turnover)}
  ${
    paid &&
    html`<h3>${captions.costs.title}</h3>
      ${ofStrategy} ${figure('costs', captions.costs)}`
  }`;
}

/** Returns by month as a heat map, a strategy to choose, and as tables, folded; null where there are none. */
export function monthlyReturnsOf({ months }: TimeData, result: BacktestResult): Html | null {
  if (months.length === 0) return null;
  return html`${choice(
    'monthly-returns',
    'Strategy',
    months.map(({ name }) => name),
  )}
  ${figure('monthly-returns', monthsCaption(result))} ${monthlyTables(result)}`;
}

/** What the model found through time; null where there is no more than one decision, or nothing that was estimated. */
export function modelThroughTime({ fits, stacks }: TimeData, result: BacktestResult): Html | null {
  if (fits === null) return null;
  const { components, heritability, studentDf, discount, conditions, step } = fits;
  if (components.length === 0 && conditions.length === 0) return null;
  const captions = fitCaptions(fits);
  const shown = (name: keyof typeof captions): Html => titledFigure(name, captions[name]);
  return html`${components.length > 0 && shown('variance-components')}
  ${heritability !== null && shown('heritability')} ${studentDf !== null && shown('degrees-of-freedom')}
  ${discount !== null && shown('discount')} ${discount === null && constantDiscount(result)}
  ${conditions.length > 0 && shown('condition-numbers')} ${stackWeights(stacks)}
  ${step > 1 && html`<p class="note">${decisionsDrawn(step, result.decisions.length)}</p>`}`;
}

/** Weights of stacked models, a stack to choose where there are several. */
function stackWeights(stacks: TimeData['stacks']): Html | false {
  if (stacks.length === 0) return false;
  return html`<h3>${stackCaption.title}</h3>
    ${choice(
      'stack-weights',
      'Covariance',
      stacks.map(({ name }) => name),
    )}
    ${figure('stack-weights', stackCaption)}`;
}

/** A half-life's numbers where every window has the same. */
function constantDiscount({ decisions }: BacktestResult): Html | false {
  const discount = decisions.find(({ fit }) => fit?.discount)?.fit?.discount;
  if (discount === undefined) return false;
  return html`<p class="note">
    With its half-life every fit has ${decimal(discount.effectivePeriods, 1)} effective periods and
    ${decimal(discount.degreesOfFreedom, 1)} degrees of freedom.
  </p>`;
}
