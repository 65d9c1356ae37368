/** Portfolio libraries of npm that do long-only minimum variance, each as its documentation has it. */
import toolkit from '@railpath/finance-toolkit';
import allocation from 'portfolio-allocation';

/** What makes variances of daily returns numbers of order 1, as tolerances that are no relative ones need. */
const SCALE = 1e4;
/** The toolkit's gradient descent takes seconds beyond. */
const LARGEST_DESCENT = 100;

const rows = (n, P, scale = 1) =>
  Array.from({ length: n }, (_, i) => Array.from(P.subarray(i * n, (i + 1) * n), (value) => scale * value));

/** n, Σ → who solves it, and how. */
export const libraries = [
  (n, P) => {
    const sigma = rows(n, P);
    return {
      name: 'portfolio-allocation',
      weights: () => allocation.globalMinimumVarianceWeights(sigma),
      note: 'defaults',
    };
  },
  (n, P) => {
    const sigma = rows(n, P, SCALE);
    return {
      name: 'portfolio-allocation',
      weights: () =>
        allocation.globalMinimumVarianceWeights(sigma, {
          optimizationMethod: 'gsmo',
          optimizationMethodParams: { epsGsmo: 1e-8, maxIterGsmo: 1e6 },
        }),
      note: 'its GSMO to 1e-8, Σ in units of 1e-4',
    };
  },
  (n, P) => {
    if (n > LARGEST_DESCENT) return null;
    const problem = { covarianceMatrix: rows(n, P, SCALE), expectedReturns: new Array(n).fill(0) };
    return {
      name: 'finance-toolkit',
      weights: () => toolkit.calculatePortfolioOptimization(problem).weights,
      note: '1,000 steps of gradient descent, after which it says itself that it has not converged',
    };
  },
];
