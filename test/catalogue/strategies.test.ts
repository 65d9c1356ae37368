import { catalogue } from './support/catalogue.js';

const strategy = (fields: object) => ({ strategies: [{ name: 'mine', ...fields }] });

catalogue('strategies', [
  {
    what: 'no strategies',
    config: { strategies: [] },
    says: [
      'error [bad-value]: strategies cannot be []: it must have at least 1 entry',
      'hint: the portfolios that are compared',
    ],
  },
  {
    what: 'a strategy by name alone',
    config: { strategies: ['sample'] },
    says: [
      'error [bad-value]: strategies[0] cannot be "sample": it must be an object of fields, { … }',
      'hint: write { "name": "sample" }',
    ],
  },
  {
    what: 'a strategy without a name',
    config: { strategies: [{ covariance: 'sample' }] },
    says: [
      'error [missing-key]: strategies[0].name is missing',
      'hint: unique name of the strategy in every table, chart and file',
    ],
  },
  {
    what: 'two strategies of one name',
    config: { strategies: [{ name: 'sample' }, { name: 'sample' }] },
    says: [
      'error [duplicate-strategy]: two strategies are called "sample"',
      'hint: give each strategy a name of its own',
    ],
  },
  {
    what: 'an unknown covariance',
    config: strategy({ covariance: 'ledoitwolf' }),
    says: [
      'error [bad-value]: strategies[0].covariance cannot be "ledoitwolf": it must be one of "sample", "systematic", "fitted", "idiosyncratic", "total", "filtered", "filteredSystematic", "posterior", "ledoitWolf", "oas", "constantCorrelation", "singleFactor", "nonlinear", "nonlinear2020", "exponential", "pcaFactor", "stacked", "averaged"',
      'hint: did you mean "ledoitWolf"?',
    ],
  },
  {
    what: 'an unknown objective',
    config: strategy({ objective: 'maxSharpe' }),
    says: [
      'error [bad-value]: strategies[0].objective cannot be "maxSharpe": it must be one of "minimumVariance", "targetReturn", "unconstrainedMinimumVariance", "equalWeight", "meanVariance", "targetVolatility", "maximumSharpe", "maximumDiversification", "minimumTrackingError", "inverseVolatility", "riskParity", "hierarchicalRiskParity", "minimumCVaR"',
      'hint: did you mean "maximumSharpe"?',
    ],
  },
  {
    what: 'an unknown fallback',
    config: strategy({ fallback: ['previous'] }),
    says: [
      'error [bad-value]: strategies[0].fallback[0] cannot be "previous": it must be one of "sample", "systematic", "fitted", "idiosyncratic", "total", "filtered", "filteredSystematic", "posterior", "ledoitWolf", "oas", "constantCorrelation", "singleFactor", "nonlinear", "nonlinear2020", "exponential", "pcaFactor", "previousWeights", "equalWeight", "cash"',
      'hint: what is tried in turn where the strategy’s own weights cannot be had: its objective under another covariance, previousWeights as they have drifted, equalWeight, cash, which ends every chain; by default ledoitWolf, previousWeights, equalWeight',
    ],
  },
  {
    what: 'loadings that move by a kernel that there is not',
    config: strategy({ covariance: 'filtered', loadings: { kernel: ['combine', null] } }),
    says: [
      'error [unknown-kernel]: strategies[0].loadings.kernel[0] names the kernel "combine"',
      'hint: did you mean "combined"?',
    ],
  },
  {
    what: 'loadings on a covariate that the model has no slopes on',
    config: strategy({ covariance: 'filtered', loadings: { moving: ['value'] } }),
    says: [
      'error [unknown-covariate]: strategies[0].loadings.moving[0] is "value": the model has no fixed slope per asset on it',
      'hint: known are market',
    ],
  },
  {
    what: 'loadings that nothing filters',
    config: strategy({ covariance: 'total', loadings: { kernel: 'risk' } }),
    says: [
      'error [bad-value]: strategies[0].loadings is not used by the covariance total',
      'hint: leave it out: it is an option of filtered, filteredSystematic',
    ],
  },
  {
    what: 'an average over draws that the default covariance is not',
    config: strategy({ averaging: { draws: 100 } }),
    says: [
      'error [bad-value]: strategies[0].averaging is not used by the covariance posterior',
      'hint: give the strategy "covariance": "averaged", or leave averaging out',
    ],
  },
  {
    what: 'a confidence without CVaR',
    config: strategy({ confidence: 0.9 }),
    says: [
      'error [bad-value]: strategies[0].confidence is not used by the objective minimumVariance',
      'hint: give the strategy "objective": "minimumCVaR", or leave confidence out',
    ],
  },
  {
    what: 'draws of scenarios that are not drawn',
    config: strategy({ objective: 'minimumCVaR', scenarios: { draws: 100 } }),
    says: [
      'error [bad-value]: strategies[0].scenarios.draws is not used by scenarios from returns',
      'hint: leave it out, or draw scenarios: "from": "normal" or "t"',
    ],
  },
  {
    what: 'a half-life that cannot be chosen',
    config: strategy({ covariance: 'posterior', halfLife: { correlations: 'auto' } }),
    says: [
      'error [bad-value]: strategies[0].halfLife.correlations cannot be "auto": none of its forms fits',
      'hint: of the cross-products that the model is weighed against, a number or null; by default null',
    ],
  },
  {
    what: 'a target without its objective',
    config: strategy({ objective: 'minimumVariance', targetVolatility: 0.1 }),
    says: [
      'error [bad-value]: strategies[0].targetVolatility is not used by the objective minimumVariance',
      'hint: leave one of the two out',
    ],
  },
  {
    what: 'an objective without its target',
    config: strategy({ objective: 'targetReturn' }),
    says: [
      'error [missing-key]: strategies[0].targetReturn is missing',
      'hint: the objective targetReturn needs it: a return a year, 0.06 for 6 %',
    ],
  },
  {
    what: 'a benchmark to follow that is not given',
    config: strategy({ objective: 'minimumTrackingError' }),
    says: [
      'error [missing-key]: strategies[0].benchmarkWeights is missing',
      'hint: the objective minimumTrackingError needs it: weights by ticker, { "SPY": 0.6, "TLT": 0.4 } for instance',
    ],
  },
  {
    what: 'a smallest weight above the largest',
    config: strategy({ minWeights: 0.5, maxWeights: 0.2 }),
    says: [
      'error [bad-value]: strategies[0].minWeights 0.5 is above maxWeights 0.2',
      'hint: a smallest weight has to be at most the largest',
    ],
  },
  {
    what: 'largest weights that cannot add up to one',
    config: strategy({ maxWeights: 0.1 }),
    says: [
      'error [infeasible-bounds]: strategies[0].maxWeights of the 5 assets add up to 0.5, and weights add up to 1',
      'hint: raise maxWeights to 1/5 or more, or add assets',
    ],
  },
  {
    what: 'smallest weights above one in sum',
    config: strategy({ minWeights: 0.3 }),
    says: [
      'error [infeasible-bounds]: strategies[0].minWeights of the 5 assets add up to 1.5, and weights add up to 1',
      'hint: lower minWeights',
    ],
  },
  {
    what: 'more positions than assets',
    config: strategy({ cardinality: 0 }),
    says: [
      'error [bad-value]: strategies[0].cardinality cannot be 0: it must be at least 1',
      'hint: assets that are held at most; of minimumVariance, targetReturn and meanVariance, by default no limit',
    ],
  },
]);
