/** What each chart is, and what to see in it: below it in a report, and within it in a picture. */
import type { BacktestResult } from '../backtest/types.js';
import type { WeightsByPeriod } from '../model/weights-by-period.js';
import type { Caption } from './figure.js';
import { timeCaptions } from './time/captions.js';
import type { TimeData } from './time/data.js';

/** Those that are the same in every report. */
export const captions = {
  wealth: {
    title: 'Wealth',
    text: 'Value of 1 invested at the first decision, after costs: the higher line earned more, the smoother one risked less.',
  },
  drawdown: {
    title: 'Drawdown',
    text: 'Loss from the highest wealth so far: how deep each strategy fell, and how long it took to recover.',
  },
  weights: {
    title: 'Weights',
    text: 'Weights bought at each decision: broad bands are lasting positions, ragged edges are turnover; of many assets, the smaller are summed up as “others”.',
  },
  'risk-shares': {
    title: 'Where the variance comes from',
    text: 'Where the variance of each portfolio of the last decision comes from: parts left of 0 hedge the others, and a long part is a risk that is not spread.',
  },
  kernel: {
    title: 'Relationship kernel',
    text: 'How alike the model takes two assets to be: blocks of high values are assets that borrow strength from each other.',
  },
  'sample-correlation': {
    title: 'Sample correlation',
    text: 'Sample correlation in the last training window: structure and noise together.',
  },
  'systematic-correlation': {
    title: 'Systematic correlation',
    text: 'Systematic correlation of the same window: what the model keeps once idiosyncratic noise is taken out.',
  },
  'total-correlation': {
    title: 'Total correlation',
    text: 'Total correlation of the model, idiosyncratic variance added: the nearer it is to the sample’s but for specks, the better the model describes the window.',
  },
  spectra: {
    title: 'Eigenvalues',
    text: 'Eigenvalues of the correlation matrices as shares of their sum, the largest first: a line that falls to the right by orders of magnitude has portfolios of next to no risk, in which an optimiser would trust; of the sample, what is below the dashed edge could be noise alone.',
  },
  effects: {
    title: 'Effects of assets',
    text: 'BLUPs by asset (in breeding, breeding values), with 95 % intervals where the model has them: effects whose interval holds 0 cannot be told from none.',
  },
} satisfies Record<string, Caption>;

const periodWeights: Record<WeightsByPeriod['kind'], string> = {
  t: 'Weight of each period in the last fit with t errors: bars below the line are periods that count less than a usual one, those far below for next to nothing in the variances.',
  halfLife:
    'Weight of each period in the last fit, by its half-life: half as much for every half-life before the last period.',
};

export function periodWeightsCaption({ kind }: Pick<WeightsByPeriod, 'kind'>): Caption {
  return { title: 'Weights of periods', text: periodWeights[kind] };
}

/** By name, those of every chart that a result has. */
export function captionsOf(result: BacktestResult, time: TimeData): Record<string, Caption> {
  const weights = result.snapshot.periods?.weights ?? null;
  return {
    ...captions,
    ...(weights === null ? {} : { 'period-weights': periodWeightsCaption(weights) }),
    ...timeCaptions(time, result),
  };
}
