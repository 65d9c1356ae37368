/** What to see in each chart through time. */
import type { BacktestResult } from '../../backtest/types.js';
import type { Caption } from '../figure.js';
import type { TimeData } from './data.js';
import type { FitData } from './fits.js';
import type { RollingData } from './rolling.js';
import type { TradingData } from './trading.js';

/** By name, those of every chart through time that a result has. */
export function timeCaptions(
  { rolling, trading, fits }: TimeData,
  result: BacktestResult,
): Record<string, Caption> {
  return {
    ...(rolling && rollingCaptions(rolling, result)),
    ...(trading && tradingCaptions(trading)),
    'monthly-returns': monthsCaption(result),
    ...(fits && fitCaptions(fits)),
    'stack-weights': stackCaption,
  };
}

export function rollingCaptions({ window, step }: RollingData, { frequency, config }: BacktestResult) {
  const year = `the last ${window} ${frequency}s`;
  const drawn = step === 1 ? '' : ` Drawn at every ${ordinal(step)} ${frequency}.`;
  const rateIsNumber = typeof (config.riskFree ?? 0) === 'number';
  const over = rateIsNumber ? '' : ' Over a rate of 0, as results do not hold the risk-free rates of a file.';
  return {
    'rolling-volatility': {
      title: 'Rolling volatility',
      text: `Annual volatility of the net returns of ${year}: strategies that move together share the risk of the market, a line below the others is the calmer portfolio.${drawn}`,
    },
    'rolling-sharpe': {
      title: 'Rolling Sharpe ratio',
      text: `Annual Sharpe ratio of the net returns of ${year}: lines that cross often are strategies that hardly differ. That of a single year has a standard error of about 1.${over}${drawn}`,
    },
  } satisfies Record<string, Caption>;
}

export function tradingCaptions({ step, kinds }: TradingData) {
  const mean = step === 1 ? '' : ` Each value is the mean of ${step} decisions.`;
  const since =
    'since the first decision, shares of wealth at the time of each payment added up: the steeper a line, the more';
  return {
    turnover: {
      title: 'Turnover',
      text: `One-way turnover of each decision after the first purchase: a line that stays low trades little, a peak is a decision that replaced much of its portfolio.${mean}`,
    },
    costs: {
      title: 'Costs',
      text:
        kinds === null
          ? `What trading has cost ${since} its strategy pays.`
          : `What each strategy has paid ${since} it pays. By kind, the upper edge is the sum, and the widest band is what costs most.`,
    },
  } satisfies Record<string, Caption>;
}

export function monthsCaption({ frequency }: Pick<BacktestResult, 'frequency'>): Caption {
  return {
    title: 'Monthly returns',
    text: `Net returns by month in percent, blue a gain, orange a loss: runs of one colour are good and bad times, strong colours the months that made the result. A total beyond the scale of the months has its last colour. ${monthsOf(frequency)}`,
  };
}

/** How months are made of the periods of a run. */
function monthsOf(frequency: string): string {
  if (frequency === 'day') return 'Months are days compounded.';
  if (frequency === 'week') return 'Months are weeks compounded; a week counts to the month that it ends in.';
  return 'A year’s total is compounded from the months that there are.';
}

export function fitCaptions({ components, leftOut, heritability }: FitData) {
  const others =
    leftOut === 0
      ? ''
      : ` The ${components.length} largest on average; ${leftOut} more are in the window log.`;
  const minimum =
    (heritability?.minimum ?? 0) > 0 ? ' Below the dashed line a strategy of the model falls back.' : '';
  return {
    'variance-components': {
      title: 'Variance components',
      text: `Variances of the model at each decision with two standard errors on either side, cut at 0: a component whose band stays apart from 0 is there, one that wanders is not yet settled. Hollow diamonds are estimates at the boundary, which have no standard error; gaps are decisions without a fit.${others}`,
    },
    heritability: {
      title: 'Heritability',
      text: `Share of the variance that belongs to terms with a relationship kernel, with two standard errors on either side, cut to 0 and 1: a line well above 0 means that the kernel tells something of the returns. Hollow diamonds are decisions at which a strategy of the model did something else, on 0 where there is no fit.${minimum}`,
    },
    'degrees-of-freedom': {
      title: 'Degrees of freedom of t errors',
      text: 'Degrees of freedom of the t errors at each decision, logarithmic, with two standard errors of their logarithm on either side, cut to 2.1 and 200: the lower, the heavier the tails in that training window. Diamonds at the top are windows with normal errors, the upper end of the estimate, which has no standard error.',
    },
    discount: {
      title: 'What the half-life leaves',
      text: 'How many periods the discounted ones are worth, and the degrees of freedom that they leave to the variances: the lower, the less the estimates rest on.',
    },
    'condition-numbers': {
      title: 'Condition numbers',
      text: 'Largest over smallest eigenvalue of each covariance at each decision, logarithmic: the higher, the more minimum-variance weights depend on noise. Diamonds at the top are singular ones, gaps decisions without this covariance.',
    },
  } satisfies Record<string, Caption>;
}

export const stackCaption: Caption = {
  title: 'Weights of stacked models',
  text: 'Weight of each model at each decision, by how well it predicted the second half of the training window from the periods before: a band that lasts is a structure that earns its place, one that comes and goes hardly differs from its neighbours. A model that was left out has no band.',
};

export function decisionsDrawn(step: number, decisions: number): string {
  return `Of ${decisions} decisions every ${ordinal(step)} is drawn, counted back from the last: gaps and marks of the others are not seen here, but in the tables of the window log.`;
}

/** 2 → `2nd` */
function ordinal(n: number): string {
  const last = n % 100 >= 11 && n % 100 <= 13 ? 0 : n % 10;
  return `${n}${['th', 'st', 'nd', 'rd'][last] ?? 'th'}`;
}
