import { catalogue } from './support/catalogue.js';

catalogue('models', [
  {
    what: 'a formula that ends too early',
    config: { model: { formula: 'return ~ market + (1 | asset' } },
    says: [
      'error [bad-value]: model.formula: formula "return ~ market + (1 | asset": at column 29 expected "," and the name of a kernel, found the end',
      'hint: write the kernel K that the assets are related by, as in (1 | asset, K): an identity matrix for independent ones',
    ],
  },
  {
    what: 'a term of an unknown covariate',
    config: { model: { fixed: ['1', 'vxi'] } },
    says: [
      'error [unknown-covariate]: model.fixed[1] "vxi" names the covariate "vxi"',
      'hint: known are market, trend, month, volatility, regime; a series of a file has its name under covariates',
    ],
  },
  {
    what: 'a random term that is none',
    config: { model: { random: ['asset(risk', 'residual'] } },
    says: [
      'error [bad-value]: the configuration has 2 problems',
      '  model.random[0]: model term "asset(risk": at position 10 expected ")", found the end (fixed terms are 1, x, asset, asset:x; random terms are asset(K), asset:x(K), time, asset:time(K))',
      '  model.random[1]: model term "residual": at position 0 expected asset or time, found "residual" (fixed terms are 1, x, asset, asset:x; random terms are asset(K), asset:x(K), time, asset:time(K))',
      'hint: correct them all: the end of each line says how',
    ],
  },
  {
    what: 'a term of an unknown kernel',
    config: { model: { random: ['time', 'asset:time(rsk)'] } },
    says: [
      'error [unknown-kernel]: model.random[1] "asset:time(rsk)" names the kernel "rsk"',
      'hint: did you mean "risk"?',
    ],
  },
  {
    what: 'a kernel of classes without classes',
    config: { model: { random: ['asset:time(class)'] } },
    says: [
      'error [missing-classes]: model.random[0] "asset:time(class)" needs asset classes, and the configuration has none',
      'hint: add classes, or use the kernel risk',
    ],
  },
  {
    what: 'an unknown characteristic',
    config: { kernels: { mine: { characteristics: ['volatilty'] } } },
    says: [
      'error [bad-value]: kernels.mine.characteristics[0] cannot be "volatilty": it must be one of "mean", "volatility", "skewness", "kurtosis", "beta", "downsideVolatility", "worstReturn", "trend"',
      'hint: did you mean "volatility"?',
    ],
  },
  {
    what: 'a sum of kernels of which one is unknown',
    config: { kernels: { mine: { weights: { risk: 1, rest: 1 } } } },
    says: [
      'error [unknown-kernel]: kernels.mine.weights names the kernel "rest", which there is not',
      'hint: known are risk, class, combined, mine',
    ],
  },
  {
    what: 'an unknown score of a selection',
    config: { selection: { score: 'best' } },
    says: [
      'error [bad-value]: selection.score cannot be "best": it must be one of "sharpe", "volatility", "meanVariance"',
      'hint: what candidates are ranked by, of their net returns up to the decision: largest Sharpe ratio, least volatility, or largest mean − λ/2 · variance of excess returns',
    ],
  },
]);
