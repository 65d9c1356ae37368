import type { FitOrigin } from '../../src/model/types.js';

/** What a fit that was made up for a test says that it was made of. */
export const someOrigin: FitOrigin = {
  method: 'REML',
  scale: 'none',
  contrasts: null,
  weights: null,
  observations: 1,
  degreesOfFreedom: 1,
  returns: '',
  residual: null,
  fixed: '',
  fixedColumns: { perAsset: {}, common: {} },
  random: {},
};
