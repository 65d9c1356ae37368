/**
 * What the study compares, a line each: the strategy of a window of T periods, or `covariance`, a function of a decision
 * (`StrategyFunctions.covariance`) for what is no strategy of the package. All are fixed before any result: defaults of
 * the package but for the half-life of T/4, one of the values that `auto` chooses from.
 *
 * kind     `model` is what the target is asked of, `shrinkage` the best of which it is compared with, `halfLife` the
 *          same with T/4, `baseline` needs no covariance worth the name, `other` all others
 */
import { discounted } from './discounted.mjs';

const quarter = (T) => Math.round(T / 4);

export const estimators = [
  { name: 'total', kind: 'model', strategy: () => ({ covariance: 'total' }) },
  { name: 'systematic', kind: 'model', strategy: () => ({ covariance: 'systematic' }) },
  { name: 'fitted', kind: 'model', strategy: () => ({ covariance: 'fitted' }) },
  { name: 'posterior', kind: 'model', strategy: () => ({ covariance: 'posterior' }) },
  {
    name: 'posterior, auto',
    kind: 'model',
    strategy: () => ({ covariance: 'posterior', halfLife: 'auto' }),
  },
  {
    name: 'posterior, T/4',
    kind: 'model',
    strategy: (T) => ({ covariance: 'posterior', halfLife: quarter(T) }),
  },
  { name: 'sample', kind: 'other', strategy: () => ({ covariance: 'sample' }) },
  { name: 'ledoitWolf', kind: 'shrinkage', strategy: () => ({ covariance: 'ledoitWolf' }) },
  {
    name: 'ledoitWolf, std.',
    kind: 'shrinkage',
    strategy: () => ({ covariance: 'ledoitWolf', standardise: true }),
  },
  { name: 'nonlinear', kind: 'shrinkage', strategy: () => ({ covariance: 'nonlinear' }) },
  {
    name: 'nonlinear, std.',
    kind: 'shrinkage',
    strategy: () => ({ covariance: 'nonlinear', standardise: true }),
  },
  { name: 'oas', kind: 'other', strategy: () => ({ covariance: 'oas' }) },
  { name: 'constantCorrelation', kind: 'other', strategy: () => ({ covariance: 'constantCorrelation' }) },
  { name: 'singleFactor', kind: 'other', strategy: () => ({ covariance: 'singleFactor' }) },
  { name: 'exponential', kind: 'other', strategy: () => ({ covariance: 'exponential' }) },
  { name: 'pcaFactor', kind: 'other', strategy: () => ({ covariance: 'pcaFactor' }) },
  { name: 'ledoitWolf, std., T/4', kind: 'halfLife', covariance: discounted('ledoitWolf', quarter) },
  { name: 'nonlinear, std., T/4', kind: 'halfLife', covariance: discounted('nonlinear', quarter) },
  { name: 'equalWeight', kind: 'baseline', strategy: () => ({ objective: 'equalWeight' }) },
  {
    name: 'inverseVolatility',
    kind: 'baseline',
    strategy: () => ({ objective: 'inverseVolatility', covariance: 'sample' }),
  },
];
