/**
 * What the study compares, a line each: the strategy of a window of T periods, or `covariance`, a function of a decision
 * (`StrategyFunctions.covariance`) for what is no strategy of the package. All are fixed before any result: defaults of
 * the package but for half-lives, shares of T that `auto` chooses from, and the models and kernels of some, which their
 * names say.
 *
 * kind     `model` is what the target is asked of, `shrinkage` the best of which it is compared with, `halfLife` the
 *          same with T/4, `baseline` needs no covariance worth the name, `other` all others
 * config   `model` and `kernels` in the place of the universe's; a run of its own
 * atMost   assets of a cell, beyond which it is not run: what the time of all would be spent on
 */
import { discounted } from './discounted.mjs';

const part = (share) => (T) => Math.round(T / share);
const quarter = part(4);
const posterior = (halfLife) => (T) => ({
  covariance: 'posterior',
  ...(halfLife && { halfLife: halfLife(T) }),
});
const withoutCorrelations = (share) => (T) => ({ loadings: part(share)(T), volatilities: part(share)(T) });
const learned = {
  kernels: {
    features: { characteristics: ['volatility', 'beta', 'trend'], learn: ['relevance', 'classWeight'] },
  },
  model: { random: ['time', 'asset:time(features)'] },
};

export const estimators = [
  { name: 'total', kind: 'model', strategy: () => ({ covariance: 'total' }) },
  { name: 'systematic', kind: 'model', strategy: () => ({ covariance: 'systematic' }) },
  { name: 'fitted', kind: 'model', strategy: () => ({ covariance: 'fitted' }) },
  { name: 'posterior', kind: 'model', strategy: posterior() },
  { name: 'posterior, auto', kind: 'model', strategy: posterior(() => 'auto') },
  { name: 'posterior, T/4', kind: 'model', strategy: posterior(quarter) },
  { name: 'posterior, T/8', kind: 'model', atMost: 100, strategy: posterior(part(8)) },
  { name: 'posterior, T/2 of β, σ', kind: 'model', atMost: 100, strategy: posterior(withoutCorrelations(2)) },
  { name: 'posterior, T/8 of β, σ', kind: 'model', atMost: 100, strategy: posterior(withoutCorrelations(8)) },
  { name: 'posterior, time', kind: 'model', config: { model: { random: ['time'] } }, strategy: posterior() },
  {
    name: 'posterior, classes',
    kind: 'model',
    config: { model: { random: ['time', 'asset:time(class)'] } },
    strategy: posterior(),
  },
  {
    name: 'posterior, learned kernel',
    kind: 'model',
    config: learned,
    atMost: 20,
    strategy: posterior(),
  },
  {
    name: 'total, learned kernel',
    kind: 'model',
    config: learned,
    atMost: 20,
    strategy: () => ({ covariance: 'total' }),
  },
  { name: 'stacked', kind: 'model', atMost: 20, strategy: () => ({ covariance: 'stacked' }) },
  { name: 'averaged', kind: 'model', atMost: 10, strategy: () => ({ covariance: 'averaged' }) },
  { name: 'filtered', kind: 'model', atMost: 50, strategy: () => ({ covariance: 'filtered' }) },
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
  { name: 'nonlinear2020', kind: 'other', strategy: () => ({ covariance: 'nonlinear2020' }) },
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
