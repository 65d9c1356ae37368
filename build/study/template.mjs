import { mixedModelPortfolio } from '../../dist/index.js';
import { fixed, list, percent } from './markdown.mjs';
import { configs } from './runs.mjs';

/** The study's template for production, on the last months of the file; it reports no figures of its own. */
export function templateSection(engine, prices) {
  const { assets, market, classes } = configs.default;
  const groups = Object.fromEntries(['equity', 'bond', 'alternative'].map((name) => [name, classes[name]]));
  const portfolio = mixedModelPortfolio(engine, prices, { assets, market, classes, groups });
  const { decision, heritability, status, annualVolatility, riskShares } = portfolio;
  const shares = (values) =>
    list(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, percent(value)])));
  return `## The production template

The study's template (lookback 36, minimum heritability 0.10 with a shrinkage fallback, at most 0.30 in one asset, systematic covariance, risk decomposition) comes without figures. It is \`mixedModelPortfolio\`; on this file it decides on ${decision}: heritability ${fixed(heritability, 2)}, status ${status}, weights in % ${shares(held(portfolio.weights))}. Volatility ${percent(annualVolatility)} % a year under the total covariance, of which in % by class ${shares(riskShares.groups)}${riskShares.components === null ? '' : ` and by component ${shares(riskShares.components)}`}.

Its advice, at least three to five years and 30 assets, validation of each addition out of sample, is not tested here: ten assets are below it. Several relationship matrices, the total covariance for risk, the heritability and bounds on positions are fields of the configuration. Its outlook (Bayesian models with posterior weights, loadings that evolve in a state space, Student-t errors) is not there.`;
}

function held(weights) {
  return Object.fromEntries(Object.entries(weights).filter(([, weight]) => weight > 0));
}
