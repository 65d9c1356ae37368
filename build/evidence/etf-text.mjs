/** What the figures of the ETFs say. A sentence that they no longer bear out stops the script. */
import { fixed, percent, signed } from '../study/markdown.mjs';
import { best, claim, named } from './runs.mjs';
import { annualCost, holmText, pValueText, significant } from './tables.mjs';

export function etfText({ rows, ratios, tests, scores, runs, capped, paths }) {
  return {
    summary: summary(rows, tests),
    performance: performance(rows, ratios),
    differences: differences(rows, tests),
    scores: scoresText(scores),
    runs: runsText(runs, capped),
    paths: pathsText(paths),
  };
}

const volatility = (row) => percent(row.statistics.annualVolatility, 2);
const ratio = (row) => fixed(row.statistics.sharpe, 2);
const times = (a, b) => fixed(a.statistics.annualVolatility / b.statistics.annualVolatility, 2);

function summary(rows, { sharpe, variance }) {
  const baselines = rows.filter(({ isBaseline }) => isBaseline);
  const [calm, sharp, top] = [
    best(baselines, 'annualVolatility', -1),
    best(baselines, 'sharpe'),
    best(rows, 'sharpe'),
  ];
  const [model, sample] = [named(rows, 'systematic'), named(rows, 'sample')];
  const against = variance.byBase[calm.name].find(({ name }) => name === 'systematic');
  const none = sharpe.bases.every((base) => significant(sharpe, base).length === 0);
  return [
    claim(
      model.statistics.annualVolatility > sample.statistics.annualVolatility && against.romanoWolf > 0.05,
      `**What wins.** In volatility \`${calm.name}\` (${volatility(calm)} %) and the sample covariance (${volatility(sample)} %): the mixed model's \`systematic\` has ${volatility(model)} %, ${times(model, calm)} times the lowest (p ${pValueText(against.pValue)}, adjusted ${pValueText(against.romanoWolf)}). With ten assets and 36 months the sample matrix is hard to beat, and the default model does not beat it.`,
    ),
    claim(
      !top.isBaseline,
      `The highest Sharpe ratio has \`${top.name}\` (${ratio(top)}), means and loadings of the mixed model under a Ledoit–Wolf covariance, before the best baseline, \`${sharp.name}\` (${ratio(sharp)}); \`systematic\` has ${ratio(model)}, \`sample\` ${ratio(sample)}, \`ledoitWolf\` ${ratio(named(rows, 'ledoitWolf'))}, \`equalWeight\` ${ratio(named(rows, 'equalWeight'))}.`,
    ),
    claim(
      none,
      `**What is within noise.** All of these: no difference of Sharpe ratios from any of the ${sharpe.bases.length} bases below is significant at 5 % once it is adjusted for the number of strategies.`,
    ),
  ].join(' ');
}

function performance(rows, ratios) {
  const costs = rows.map(({ grossReturns, netReturns }) => annualCost(grossReturns, netReturns, 12));
  const breakEven = Math.min(...rows.map(({ statistics }) => statistics.breakEvenCost));
  const above = rows.filter((_, k) => ratios[k] > 0.95).map(({ name }) => `\`${name}\``);
  const assets = (name) => fixed(named(rows, name).statistics.effectiveAssets, 1);
  return `Costs are P times the mean of gross less net returns, with the first purchase. They take ${percent(Math.min(...costs), 2)} to ${percent(Math.max(...costs), 2)} % a year, and the lowest break-even cost is ${fixed(1e4 * breakEven, 0)} bp: at 10 bp they decide nothing here. Minimum variance without further bounds is nearly AGG alone (${assets('sample')} effective assets of \`sample\`, ${assets('systematic')} of \`systematic\`), but for \`ledoitWolf\` (${assets('ledoitWolf')}) and \`oas\` (${assets('oas')}), which shrink raw returns towards equal variances and so hold more, with more return and more volatility.

"Turnover ≤ 2 %" limits each rebalance after the first purchase (\`turnoverLimit\`, twice that). "Pooled" is the model \`return ~ 1 + market\` with random \`asset(combined)\`, \`asset:market(combined)\`, \`time\` and \`asset:time(combined)\`, in which means and loadings are drawn towards each other. The default model has a mean and a loading of each asset, so that what it expects are the sample means: \`expectedReturns: "model"\` would repeat the rows of \`sample\`. The maximum Sharpe ratio of \`equilibrium\` is 1/N, which is its market portfolio. Objectives that need a covariance and are not named after one have \`ledoitWolf\`, and λ is 5.

Deflated Sharpe ratios take the ${rows.length} rows for the trials; above 0.95 ${above.length === 1 ? 'is' : 'are'} ${above.join(', ') || 'none'}. They ask whether a strategy earned more than bills by more than luck, not whether it was better than another one, and do not count the other models, windows and bounds that could have been tried.`;
}

function differences(rows, { sharpe, variance }) {
  const smallest = (base) => pValueText(Math.min(...sharpe.byBase[base].map(({ romanoWolf }) => romanoWolf)));
  const calm = variance.bases[0];
  const worse = significant(variance, calm).map(({ name }) => name);
  const minimum = [
    'systematic',
    'total',
    'ledoitWolf',
    'oas',
    'constantCorrelation',
    'singleFactor',
    'pcaFactor',
  ];
  const list = (names) => names.map((name) => `\`${name}\``).join(', ');
  const broad = ['equalWeight', 'inverseVolatility', 'riskParity', 'hierarchicalRiskParity'];
  return claim(
    broad.every((name) => worse.includes(name)),
    `p is two-sided by the studentised block bootstrap; "adjusted" is Romano and Wolf's step-down over the ${rows.length - 1} rows of a base. The first base is the best baseline, chosen after the fact and so in favour of the baselines. The smallest adjusted p-values of Sharpe ratios are ${sharpe.bases.map((base) => `${smallest(base)} against \`${base}\``).join(', ')}. Against \`${calm}\` the log variances of ${list(minimum.filter((name) => worse.includes(name)))} and of ${list(broad)} are higher by more than chance, those of ${list(minimum.filter((name) => !worse.includes(name)))} are not. What Holm's adjustment calls significant at 5 % and this one does not, of Sharpe ratios: ${holmText(sharpe)}; of log variances: ${holmText(variance)}.`,
  );
}

function scoresText(scores) {
  const of = (name) => scores.find(({ covariance }) => covariance === name);
  const [model, sample, raw] = ['systematic', 'sample', 'ledoitWolf'].map(of);
  const lowest = scores.reduce((first, score) => (score.qlike < first.qlike ? score : first));
  const better = scores
    .filter(({ qlike }) => qlike < model.qlike)
    .map(({ covariance }) => `\`${covariance}\``);
  return claim(
    model.qlike < sample.qlike &&
      model.qlike < raw.qlike &&
      model.minimumVarianceVolatility > sample.minimumVarianceVolatility,
    `Returns of each month against the covariance of the decision before ([formulas](theory.md#scores-of-covariance-forecasts)). \`${lowest.covariance}\` has the least loss; \`systematic\` (${fixed(model.qlike, 3)}) is before \`sample\` (${fixed(sample.qlike, 3)}) and raw \`ledoitWolf\` (${fixed(raw.qlike, 3)}), and behind ${better.join(', ')}. It says its own risk better than the sample matrix (bias ${fixed(model.bias.minimumVariance, 2)} against ${fixed(sample.bias.minimumVariance, 2)}), and yet its unbounded minimum-variance portfolio has more of it: ${percent(model.minimumVarianceVolatility, 2)} % a year against ${percent(sample.minimumVarianceVolatility, 2)} %.`,
  );
}

function runsText(runs, capped) {
  const [bounded, weeks, days] = runs.map(({ rows }) => rows);
  const top = best(bounded, 'sharpe');
  const [model, shrunk, calm] = [
    named(bounded, 'systematic'),
    named(bounded, 'ledoitWolf'),
    best(bounded, 'annualVolatility', -1),
  ];
  const test = capped.byBase.ledoitWolf.find(({ name }) => name === 'systematic');
  const beside = (rows) => `${ratio(named(rows, 'systematic'))} against ${ratio(named(rows, 'ledoitWolf'))}`;
  return claim(
    ['systematic', 'total'].includes(top.name) && test.romanoWolf > 0.05,
    `With at most 40 % in one asset \`systematic\` and \`total\` have the highest Sharpe ratio of that run, ${ratio(model)} against ${ratio(shrunk)} of \`ledoitWolf\` (difference ${signed(fixed(Math.sqrt(12) * test.difference, 2))}, p ${pValueText(test.pValue)}, adjusted ${pValueText(test.romanoWolf)}), at a volatility of ${volatility(model)} % where the lowest is ${volatility(calm)} % (\`${calm.name}\`). It is one run of four: by weeks (windows of 156, a decision a quarter) the Sharpe ratio of \`systematic\` is ${beside(weeks)} of \`ledoitWolf\`, by days (windows of 756) ${beside(days)}.`,
  );
}

function pathsText({ strategies }) {
  const median = (name) => fixed(named(strategies, name).distribution.sharpe.median, 2);
  return `The median of \`systematic\` is ${median('systematic')}, of \`sample\` ${median('sample')}, of \`ledoitWolf\` ${median('ledoitWolf')}, of \`equalWeight\` ${median('equalWeight')}, of \`hierarchicalRiskParity\` ${median('hierarchicalRiskParity')}. What \`ledoitWolf\` had over \`sample\` in the walk forward it does not have here, where training sets are most of the data and shrinkage does little. Paths share their months and most of their training data, and train on what comes later: their spread is [no standard error](backtests.md#cross-validation), and the paths are nothing that could have been earned. \`exponential\` has no meaning on them.`;
}
