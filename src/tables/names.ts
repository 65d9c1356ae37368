/** Names of the tables of results, in their order. */
export const resultTableNames = [
  'weights',
  'returns',
  'windows',
  'decisions',
  'variances',
  'covariances',
  'exclusions',
  'notes',
  'statistics',
  'candidates',
  'picks',
  'scores',
  'forecastScores',
  'forecastSkips',
  'differences',
  'run',
] as const;

/** Names of the tables of a fit, in their order. */
export const fitTableNames = [
  'fixedEffects',
  'variances',
  'blups',
  'cells',
  'periodWeights',
  'periodInfluence',
  'influenceByVariance',
  'correlations',
  'covariances',
  'tests',
  'exclusions',
  'notes',
  'fit',
] as const;
