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
    what: 'a kernel that learns what is not identified',
    config: { kernels: { mine: { learn: ['lengthScale', 'relevance'] } } },
    says: [
      'error [bad-value]: kernels.mine.learn names both lengthScale and relevance, of which only relevance/lengthScale² is identified',
      'hint: leave lengthScale out: relevances that are all 4 halve it',
    ],
  },
  {
    what: 'a kernel that learns what there is not',
    config: { kernels: { mine: { learn: ['relevances'] } } },
    says: [
      'error [bad-value]: kernels.mine.learn[0] cannot be "relevances": it must be one of "lengthScale", "relevance", "classWeight", "weights"',
      'hint: did you mean "relevance"?',
    ],
  },
  {
    what: 'kernels that learn what others have',
    config: {
      kernels: {
        mine: { weights: { risk: 1 }, learn: ['weights'] },
        line: { kind: 'linear', learn: ['lengthScale'], penalty: 2 },
      },
    },
    says: [
      'error [bad-value]: the configuration has 3 problems',
      '  kernels.mine.learn names weights, and one kernel alone has any (give two kernels a weight above 0, where the search starts)',
      '  kernels.line.learn names lengthScale, which a linear kernel does not have (its scale is that of its variance; learn relevance)',
      '  kernels.line.penalty is 2 (it is on relevances that are learned, of exponential and gaussian kernels; leave it out)',
      'hint: correct them all: the end of each line says how',
    ],
  },
  {
    what: 'a kernel that learns in a model with t errors',
    config: {
      kernels: { mine: { learn: ['relevance'] } },
      model: { random: ['asset:time(mine)'], errors: { kind: 't' } },
    },
    says: [
      'error [learn-model]: kernels.mine is learned, and model.errors has t errors, whose weights change with the kernel',
      'hint: learn kernels with normal errors and aliased refuse, or leave learn out',
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
