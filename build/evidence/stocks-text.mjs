/** What the figures of the stocks say. A sentence that they no longer bear out stops the script. */
import { fixed, percent } from '../study/markdown.mjs';
import { best, claim, named } from './runs.mjs';
import { annualCost, holmText, pValueText, significant } from './tables.mjs';

export function stocksText({ rows, tests, scores, runs }) {
  return {
    summary: summary(rows, tests),
    performance: performance(rows),
    differences: differences(rows, tests),
    scores: scoresText(scores),
    runs: runsText(runs),
  };
}

const shrinkage = ['ledoitWolf', 'oas', 'constantCorrelation', 'singleFactor', 'nonlinear', 'nonlinear2020'];

const volatility = (row) => percent(row.statistics.annualVolatility, 2);
const ratio = (row) => fixed(row.statistics.sharpe, 2);
const times = (a, b) => fixed(a.statistics.annualVolatility / b.statistics.annualVolatility, 2);
const cost = ({ grossReturns, netReturns }, periodsPerYear = 52) =>
  percent(annualCost(grossReturns, netReturns, periodsPerYear), 2);
const list = (names) => names.map((name) => `\`${name}\``).join(', ');

function summary(rows, { sharpe, variance }) {
  const calm = best(
    rows.filter(({ isBaseline }) => isBaseline),
    'annualVolatility',
    -1,
  );
  const shrunk = best(
    rows.filter(({ name }) => shrinkage.includes(name)),
    'annualVolatility',
    -1,
  );
  const [systematic, total, pooled, posterior] = ['systematic', 'total', 'total, pooled', 'posterior'].map(
    (name) => named(rows, name),
  );
  const found = sharpe.bases.flatMap((base) => significant(sharpe, base));
  const against = (name) => {
    const { pValue, romanoWolf, holm } = variance.byBase.ledoitWolf.find((row) => row.name === name);
    return `p ${pValueText(pValue)}, adjusted ${pValueText(romanoWolf)}, by Holm ${pValueText(holm)}`;
  };
  return [
    claim(
      [systematic, total, pooled].every(
        ({ statistics }) => statistics.annualVolatility > shrunk.statistics.annualVolatility,
      ),
      `**What wins, and where the mixed model loses.** \`${calm.name}\` (${volatility(calm)} %) has the lowest volatility, and of the shrinkage estimators \`${shrunk.name}\` (${volatility(shrunk)} %). The mixed model has more: \`total\` ${volatility(total)} %, ${times(total, shrunk)} times that of the best shrinkage, \`systematic\` ${volatility(systematic)} %, ${times(systematic, shrunk)} times, \`total, pooled\` ${volatility(pooled)} %, ${times(pooled, shrunk)} times. \`posterior\`, which weighs the model against the sample, has ${volatility(posterior)} %, ${times(posterior, shrunk)} times.`,
    ),
    claim(
      systematic.statistics.effectiveAssets < 5 &&
        ['total', 'total, pooled', 'sample', 'exponential', 'pcaFactor', ...shrinkage].every(
          (name) => named(rows, name).statistics.sharpe < named(rows, 'equalWeight').statistics.sharpe,
        ),
      `\`systematic\` leaves out what is of one stock alone: it holds ${fixed(systematic.statistics.effectiveAssets, 1)} effective stocks and trades ${percent(systematic.statistics.turnover)} % a month. For single stocks \`total\` is the covariance to take of the model, and each of the six shrinkage estimators had a lower volatility than that; of the others \`pcaFactor\` had ${volatility(named(rows, 'pcaFactor'))} %. By Sharpe ratio every minimum-variance portfolio is behind \`equalWeight\` (${ratio(named(rows, 'equalWeight'))}).`,
    ),
    claim(
      found.length === 0 &&
        shrinkage.every(
          (name) => named(rows, name).statistics.annualVolatility < total.statistics.annualVolatility,
        ),
      `**What is within noise.** No difference of Sharpe ratios from any of the ${sharpe.bases.length} bases is significant at 5 % once adjusted, and neither is the difference in variance of \`total\` from \`ledoitWolf\` (${against('total')}). That of \`systematic\` is on the border: ${against('systematic')}; we take it for real.`,
    ),
  ].join(' ');
}

function performance(rows) {
  const lucky = named(rows, 'meanVariance sample');
  const [free, limited] = ['systematic', 'systematic, turnover ≤ 5 %'].map((name) => named(rows, name));
  return claim(
    limited.statistics.annualVolatility > free.statistics.annualVolatility &&
      lucky.statistics.annualReturn > 0.3,
    `\`meanVariance sample\` shows what survivorship does: ${percent(lucky.statistics.annualReturn)} % a year from holding ${fixed(lucky.statistics.effectiveAssets, 1)} effective stocks of the best past returns, in a list of those that went on to 2021. It is no strategy, and it is the best baseline by Sharpe ratio below. A turnover of at most 5 % a rebalance takes the costs of \`systematic\` from ${cost(free)} to ${cost(limited)} % a year and its Sharpe ratio from ${ratio(free)} to ${ratio(limited)}, but its volatility from ${volatility(free)} to ${volatility(limited)} %; that of \`total\` goes from ${volatility(named(rows, 'total'))} to ${volatility(named(rows, 'total, turnover ≤ 5 %'))} %, that of \`ledoitWolf\` from ${volatility(named(rows, 'ledoitWolf'))} to ${volatility(named(rows, 'ledoitWolf, turnover ≤ 5 %'))} %. Rows and columns are as for the ETFs; deflated Sharpe ratios take all ${rows.length} rows for the trials and know nothing of the bias.`,
  );
}

function differences(rows, { sharpe, variance }) {
  const [calm] = variance.bases;
  const worse = significant(variance, calm).map(({ name }) => name);
  const smallest = (base) => pValueText(Math.min(...sharpe.byBase[base].map(({ romanoWolf }) => romanoWolf)));
  return `As for the ETFs, over the ${rows.length - 1} rows of a base. The smallest adjusted p-values of Sharpe ratios are ${sharpe.bases.map((base) => `${smallest(base)} against \`${base}\``).join(', ')}. Log variances that differ from that of \`${calm}\`, the lowest, by more than chance: ${list(worse) || 'none'}. By Holm's adjustment there are more. Of Sharpe ratios: ${holmText(sharpe)}. Of log variances: ${holmText(variance)}. Romano and Wolf compare each difference with the largest of all in the same resample, and few weeks rule these: those from 20 February to the end of April 2020 have ${percent(crashShare(named(rows, 'ledoitWolf')), 0)} % of the sum of squared deviations of \`ledoitWolf\`.`;
}

/** Share of the weeks of the crash of 2020 in Σ(r − mean)². */
function crashShare({ periods, netReturns }) {
  const mean = netReturns.reduce((sum, value) => sum + value, 0) / netReturns.length;
  const squares = netReturns.map((value) => (value - mean) ** 2);
  const total = squares.reduce((sum, value) => sum + value, 0);
  const crash = squares.filter((_, t) => periods[t] >= '2020-02-20' && periods[t] <= '2020-04-30');
  return crash.reduce((sum, value) => sum + value, 0) / total;
}

function scoresText(scores) {
  const of = (name) => scores.find(({ covariance }) => covariance === name);
  const [total, systematic] = ['total', 'systematic'].map(of);
  const scored = scores.filter(({ qlike }) => qlike !== null);
  const lowest = (value) => scored.reduce((first, score) => (value(score) < value(first) ? score : first));
  const [loss, calm] = [
    lowest(({ qlike }) => qlike),
    lowest(({ minimumVarianceVolatility }) => minimumVarianceVolatility),
  ];
  const singular = scores.filter(({ qlike }) => qlike === null).map(({ covariance }) => covariance);
  const posterior = of('posterior');
  const leastBias = lowest(({ bias }) => bias.minimumVariance);
  const ofModel = [total, posterior];
  return claim(
    scored.every(({ bias }) => bias.minimumVariance > 1) &&
      ofModel.includes(loss) &&
      ofModel.includes(leastBias) &&
      !ofModel.includes(calm),
    `Here the model has its best figures: \`${loss.covariance}\` has the least loss (\`total\` ${fixed(total.qlike, 3)}, \`posterior\` ${fixed(posterior.qlike, 3)}), and \`${leastBias.covariance}\` understates the risk of its own minimum-variance portfolio the least (bias ${fixed(leastBias.bias.minimumVariance, 2)}; all understate it). Scores are of the stocks with full windows, the same for all. That does not make the better portfolio: without bounds \`${calm.covariance}\` has a volatility of ${percent(calm.minimumVarianceVolatility, 2)} %, \`posterior\` ${percent(posterior.minimumVarianceVolatility, 2)} %, \`total\` ${percent(total.minimumVarianceVolatility, 2)} %. \`systematic\` is no forecast of single stocks (Mahalanobis ${fixed(systematic.mahalanobis.mean, 1)} where 1 is right). ${list(singular)} are singular with 104 weeks of more stocks, and have no scores.`,
  );
}

function runsText([{ rows: impact }, { rows: days }]) {
  const [systematic, total, shrunk, equal] = ['systematic', 'total', 'nonlinear', 'equalWeight'].map((name) =>
    named(impact, name),
  );
  const calm = best(
    days.filter(({ isBaseline }) => isBaseline),
    'annualVolatility',
    -1,
  );
  const daily = (name) => volatility(named(days, name));
  return claim(
    ['systematic', 'total'].every(
      (name) => named(days, name).statistics.annualVolatility > calm.statistics.annualVolatility,
    ),
    `With impact concentrated portfolios pay for what they trade: \`systematic\` ${cost(systematic)} % a year, which leaves a Sharpe ratio of ${ratio(systematic)}, \`total\` ${cost(total)} % (${ratio(total)}), \`nonlinear\` ${cost(shrunk)} % (${ratio(shrunk)}), \`equalWeight\` ${cost(equal)} % (${ratio(equal)}). By days the order of volatilities is much the same: \`${calm.name}\` ${volatility(calm)} %, \`total\` ${daily('total')} %, \`systematic\` ${daily('systematic')} %.`,
  );
}
