/** A few estimators of each kind that a run tells apart. */
import { discounted } from '../../../build/evidence/grid/discounted.mjs';

export const estimators = [
  { name: 'total', kind: 'model', strategy: () => ({ covariance: 'total' }) },
  {
    name: 'posterior, time',
    kind: 'model',
    config: { model: { random: ['time'] } },
    strategy: () => ({ covariance: 'posterior' }),
  },
  { name: 'fitted', kind: 'model', atMost: 2, strategy: () => ({ covariance: 'fitted' }) },
  { name: 'ledoitWolf', kind: 'shrinkage', strategy: () => ({ covariance: 'ledoitWolf' }) },
  { name: 'discounted', kind: 'halfLife', covariance: discounted('ledoitWolf', (T) => T / 4) },
];
