import { fitModel, optimizeWeights, toReturns } from '../../dist/index.js';
import { fixed, percent, scientific, table } from './markdown.mjs';
import { reported } from './reported.mjs';
import { configs, whole } from './runs.mjs';

/** The figures that depend on nothing but returns, over every window of as many months as the study has. */
export function limitsSection(engine, prices) {
  const { months } = reported.data;
  const { dates } = toReturns(prices, { assets: configs.simple.assets });
  const windows = dates.slice(months - 1).map((to) => {
    const { fit, covariances } = fitModel(
      engine,
      prices,
      { ...whole(configs.simple), to },
      { train: months },
    );
    const { weights } = optimizeWeights(engine, covariances.sample);
    return {
      residual: fit.variances.at(-1).estimate,
      condition: covariances.sample.conditionNumber,
      bond: weights.TLT,
    };
  });
  const figures = [
    ['residual variance of the simple model', 'residual', scientific, reported.simple.variances.residual],
    [
      'condition number of the sample covariance',
      'condition',
      (value) => fixed(value, 1),
      reported.conditionNumbers.sample,
    ],
    ['its minimum-variance weight of TLT, %', 'bond', percent, reported.weights.sample.TLT],
  ].map(([name, key, format, value]) => {
    const values = windows.map((window) => window[key]);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const inside = least <= value && value <= most;
    return { inside, cells: [name, ...[value, least, most].map((number) => format(number))] };
  });
  const outside = figures.filter(({ inside }) => !inside).length;
  return `## Where the reported figures lie

Among the ${windows.length} windows of ${months} months in this file:

${table(
  ['', 'reported', 'smallest of ours', 'largest of ours'],
  figures.map(({ cells }) => cells),
)}

Of the ${figures.length} reported figures ${outside} lie outside what these returns give in any such window${outside === 0 ? '' : ', so that they are of other data, or of data treated otherwise'}; the study prints none of its inputs. We also tried windows of 2, 3 and 10 years, daily and weekly returns, log returns, returns in excess of SPY, correlations in the place of covariances, semi-covariances, a ridge, covariances of prices, the last 24 months and the approximate \`kappa\` of R: none gives the reported weights, and the few that meet a condition number give other weights.`;
}
