import type { BacktestResult } from '../../backtest/types.js';
import { choice } from '../choice.js';
import { figure } from '../figure.js';
import { count, decimal } from '../format.js';
import { html, type Html } from '../html.js';
import { captions, decisionsDrawn, monthsOf, rollingCaptions } from './captions.js';
import type { TimeData } from './data.js';
import { monthlyTables } from './monthly-tables.js';

/** Rolling statistics, or how many periods they need. */
export function rollingCharts({ rolling }: TimeData, result: BacktestResult): Html {
  const { strategies, frequency, periodsPerYear, config } = result;
  if (rolling === null) {
    const periods = strategies[0]?.periods.length ?? 0;
    return html`<p>
      They are of a year, ${count(periodsPerYear, frequency)}, and are drawn from two such windows on: this
      run holds ${count(periods, frequency)}.
    </p>`;
  }
  const texts = rollingCaptions(rolling, frequency, typeof (config.riskFree ?? 0) === 'number');
  return html`${titledFigure('Volatility', 'rolling-volatility', texts.volatility)}
  ${titledFigure('Sharpe ratio', 'rolling-sharpe', texts.sharpe)}`;
}

/** Turnover and costs through time; null where nobody trades or pays. */
export function tradingCharts({ trading }: TimeData): Html | null {
  if (trading === null) return null;
  const { step, traded, paid, kinds, strategies } = trading;
  const ofStrategy =
    kinds !== null &&
    choice('costs', 'Costs of', ['all strategies', ...strategies.map(({ name }) => `${name}, by kind`)]);
  const mean = step === 1 ? '' : ` Each value is the mean of ${step} decisions.`;
  return html`${traded && titledFigure('Turnover', 'turnover', `${captions.turnover}${mean}`)}
  ${
    paid &&
    html`<h3>Costs</h3>
      ${ofStrategy} ${figure('costs', kinds === null ? captions.costs : captions.costsByKind)}`
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
  ${figure('monthly-returns', `${captions.months} ${monthsOf(result.frequency)}`)} ${monthlyTables(result)}`;
}

/** What the model found through time; null where there is no more than one decision, or nothing that was estimated. */
export function modelThroughTime({ fits }: TimeData, result: BacktestResult): Html | null {
  if (fits === null) return null;
  const { components, leftOut, heritability, studentDf, discount, conditions, step } = fits;
  if (components.length === 0 && conditions.length === 0) return null;
  const others =
    leftOut === 0
      ? ''
      : ` The ${components.length} largest on average; ${leftOut} more are in the table below.`;
  return html`${
    components.length > 0 &&
    titledFigure('Variance components', 'variance-components', `${captions.components}${others}`)
  }
  ${
    heritability !== null &&
    titledFigure(
      'Heritability',
      'heritability',
      `${captions.heritability}${heritability.minimum > 0 ? captions.minimum : ''}`,
    )
  }
  ${studentDf !== null && titledFigure('Degrees of freedom of t errors', 'degrees-of-freedom', captions.studentDf)}
  ${discount !== null && titledFigure('What the half-life leaves', 'discount', captions.discount)}
  ${discount === null && constantDiscount(result)}
  ${conditions.length > 0 && titledFigure('Condition numbers', 'condition-numbers', captions.conditions)}
  ${step > 1 && html`<p class="note">${decisionsDrawn(step, result.decisions.length)}</p>`}`;
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

function titledFigure(title: string, name: string, caption: string): Html {
  return html`<h3>${title}</h3>
    ${figure(name, caption)}`;
}
