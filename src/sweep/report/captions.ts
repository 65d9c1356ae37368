import type { Caption } from '../../report/figure.js';

/** What each chart is, and what to see in it. */
export const captions = {
  marginal: {
    title: 'Effects of parameters',
    text: 'The statistic of all trials by value of one parameter: bars are the middle half, the line across is the median, the dot the mean, the diamond the best. A parameter matters where bars are apart; diamonds that go their own way are single lucky trials.',
  },
  surface: {
    title: 'Pairs of parameters',
    text: 'The statistic over two parameters, as mean or best over all values of the others: broad regions of one colour are what to trust, a single strong cell is not. For volatility, drawdown and turnover the best is the lowest.',
  },
  distribution: {
    title: 'Distribution of Sharpe ratios',
    text: 'How many trials have which Sharpe ratio over the common periods, out of sample as backtests are: the best is worth something as far as it is beyond the expected maximum of luck, and the search as far as most trials are beyond the baseline.',
  },
  ranks: {
    title: 'Ranks of winners',
    text: 'Rank among all trials, out of sample, of the trial that won in sample, over all ways to split time into two halves: piled up at the right, winners stay winners; even or at the left, winning says nothing, and what is left of the middle is the probability of overfitting.',
  },
  degradation: {
    title: 'In sample and out of sample',
    text: 'Sharpe ratio, a year, of each split’s winner in sample and out of sample: on the dashed line it would keep what it promised, below the solid line it lost.',
  },
} satisfies Record<string, Caption>;
