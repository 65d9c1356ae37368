import type { RollingData } from './rolling.js';

/** What to see in each chart through time. */
export const captions = {
  turnover:
    'One-way turnover of each decision after the first purchase: a line that stays low trades little, a peak is a decision that replaced much of its portfolio.',
  costs:
    'What trading has cost since the first decision, shares of wealth at the time of each payment added up: the steeper a line, the more its strategy pays.',
  costsByKind:
    'What each strategy has paid since the first decision, shares of wealth at the time of each payment added up: the steeper a line, the more it pays. By kind, the upper edge is the sum, and the widest band is what costs most.',
  months:
    'Net returns by month in percent, blue a gain, orange a loss: runs of one colour are good and bad times, strong colours the months that made the result. A total beyond the scale of the months has its last colour.',
  components:
    'Variances of the model at each decision with two standard errors on either side, cut at 0: a component whose band stays apart from 0 is there, one that wanders is not yet settled. Hollow diamonds are estimates at the boundary, which have no standard error; gaps are decisions without a fit.',
  heritability:
    'Share of the variance that belongs to terms with a relationship kernel, with two standard errors on either side, cut to 0 and 1: a line well above 0 means that the kernel tells something of the returns. Hollow diamonds are decisions at which a strategy of the model did something else, on 0 where there is no fit.',
  minimum: ' Below the dashed line a strategy of the model falls back.',
  studentDf:
    'Degrees of freedom of the t errors at each decision: the lower, the heavier the tails in that training window. Diamonds at the top are windows with normal errors, the upper end of the estimate. They have no standard errors.',
  discount:
    'How many periods the discounted ones are worth, and the degrees of freedom that they leave to the variances: the lower, the less the estimates rest on.',
  conditions:
    'Largest over smallest eigenvalue of each covariance at each decision, logarithmic: the higher, the more minimum-variance weights depend on noise. Diamonds at the top are singular ones, gaps decisions without this covariance.',
};

export function rollingCaptions(
  { window, step }: RollingData,
  frequency: string,
  rateIsNumber: boolean,
): { volatility: string; sharpe: string } {
  const year = `the last ${window} ${frequency}s`;
  const drawn = step === 1 ? '' : ` Drawn at every ${ordinal(step)} ${frequency}.`;
  const over = rateIsNumber ? '' : ' Over a rate of 0, as results do not hold the risk-free rates of a file.';
  return {
    volatility: `Annual volatility of the net returns of ${year}: strategies that move together share the risk of the market, a line below the others is the calmer portfolio.${drawn}`,
    sharpe: `Annual Sharpe ratio of the net returns of ${year}: lines that cross often are strategies that hardly differ. That of a single year has a standard error of about 1.${over}${drawn}`,
  };
}

/** How months are made of the periods of a run. */
export function monthsOf(frequency: string): string {
  if (frequency === 'day') return 'Months are days compounded.';
  if (frequency === 'week') return 'Months are weeks compounded; a week counts to the month that it ends in.';
  return 'A year’s total is compounded from the months that there are.';
}

export function decisionsDrawn(step: number, decisions: number): string {
  return `Of ${decisions} decisions every ${ordinal(step)} is drawn, counted back from the last: gaps and marks of the others are not seen here, but in the tables of the window log.`;
}

/** 2 → `2nd` */
function ordinal(n: number): string {
  const last = n % 100 >= 11 && n % 100 <= 13 ? 0 : n % 10;
  return `${n}${['th', 'st', 'nd', 'rd'][last] ?? 'th'}`;
}
