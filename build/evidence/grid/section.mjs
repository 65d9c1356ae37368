/** The study as the page shows it; every sentence follows the numbers. */
import { cpus } from 'node:os';
import { fixed, percent, signed, table } from '../../study/markdown.mjs';
import { settings } from './cells.mjs';
import { estimatorsOf, medianOf, meanRanks, meetsTarget, ratiosOf, summaryOf, target } from './summary.mjs';

/**
 * @param missing cells that were not run, which the text says
 * @param figures of `gridFigures`, as files of the folder evidence/ beside the page
 */
export function gridSection(results, missing, figures) {
  const shown = Object.fromEntries(figures.map((figure) => [figure.name, figureText(figure)]));
  const summary = summaryOf(results);
  const cells = ratiosOf(results);
  const ranks = meanRanks(results);
  return `## The study

${results.length} cells: ten ETFs and random subsets of ${cellsText(results)}, by days, weeks and months, with windows of about ½, 1, 2 and 5 times as many periods as assets (at least ${settings.leastWindow}; of the ETFs 10 times too).${missing > 0 ? ` ${missing} more cells of the grid are not run.` : ''} Every estimator has the same windows and decisions, long-only minimum variance, costs of ${1e4 * settings.costs} bp. Settings are the package's defaults but for half-lives of T/2, T/4 and T/8, values that \`auto\` chooses from, and models and kernels that the names say, fixed before any result; none is chosen on the periods it is judged on. "Of β, σ" is of loadings and volatilities alone. Covariances of the model stand whatever the heritability is (\`minHeritability\` 0). Stocks have all prices of the sample, and were members of the index at its end: their levels of return mean nothing.

${verdict(summary)}

${defaultText(summary)}

Ratios are of realised volatility to that of the best of \`ledoitWolf\` and \`nonlinear\`, raw and standardised (std.), found in each cell after the fact and so in favour of these; "to T/4" to the better of two that discount returns with a half-life of T/4. "With costs" is the ratio of √(σ² + 2c/γ), c what trading costs a year and γ = ${settings.riskAversion}. Sharpe and QLIKE are median differences from the best; ms is what a decision takes alone, over ${settings.timedDecisions} at the end of the sample, the median of cells, the preparation of a run included, on one core of ${cpus().length} that run cells side by side (${cpus()[0].model.trim()}). "Better" and "worse" count cells with p ≤ 5 % for log variances (studentised block bootstrap, M = ${settings.bootstrapSamples}), adjusted by Holm over cells / over the estimators of a cell. Cells share prices, so that they are far from independent.

${summaryTable(summary)}

${shown.ratios}

${shown.cells}

${groups(cells, 'frequency', ['day', 'week', 'month'], ({ cell }) => cell.frequency)}

${groups(cells, 'N/T', concentrations, ({ cell }) => concentration(cell.assets / cell.window))}

${shown.ranks} Mean ranks over ${ranks.cells} cells: ${ranks.ranks.map(({ name, rank }) => `\`${name}\` ${fixed(rank, 1)}`).join(', ')}; those that differ by less than ${fixed(ranks.criticalDifference, 2)} are not told apart (Demšar 2006).

${unrankedText(summary)}`;
}

function figureText({ name, title, text }) {
  return `![${title}](evidence/${name}.svg)\n\n_${title}._ ${text}`;
}

function cellsText(results) {
  const sizes = [...new Set(results.map(({ cell }) => cell.assets))].sort((a, b) => a - b);
  return `stocks (${sizes.join(', ')} assets)`;
}

/** Whether the target holds, for each covariance of the model. */
export function verdict(summary) {
  const models = summary.filter(({ kind, median }) => kind === 'model' && median !== null);
  const best = models.reduce((first, row) => (row.median < first.median ? row : first));
  const met = models.filter(meetsTarget);
  const text = ({ name, median, notWorse }) => `\`${name}\` ${fixed(median, 3)} (${percent(notWorse, 0)} %)`;
  const judged =
    met.length === 0
      ? 'no covariance of the mixed model does'
      : `${met.map(({ name }) => `\`${name}\``).join(', ')} ${met.length === 1 ? 'does' : 'do'}`;
  return `**Verdict.** A covariance would be worth its place if its volatility were at most ${target.median} times that of the best shrinkage in the median cell, and not more than ${target.notWorse} times in nine of ten: ${judged}. The best of them is \`${best.name}\`. Median ratios, and shares of cells not worse by more than 1 %: ${models.map(text).join(', ')}.`;
}

/** What the default covariance is by these numbers, beside the best of the others. */
function defaultText(summary) {
  const of = (name) => summary.find((row) => row.name === name);
  const [posterior, auto, total] = ['posterior', 'posterior, auto', 'total'].map(of);
  if (!posterior || !auto || !total) return '';
  const text = ({ median, equivalentMedian, turnover }) =>
    `${fixed(median, 3)}, with costs ${fixed(equivalentMedian, 3)}, turnover ${percent(turnover, 0)} %`;
  const gain = posterior.equivalentMedian - auto.equivalentMedian;
  const judged =
    gain > 0.002
      ? 'they gain with costs too, in the median cell'
      : 'with costs they gain nothing in the median cell';
  return `**What follows.** Strategies that name no covariance have \`posterior\` (${text(posterior)}), and not \`total\`, which believes the model (${text(total)}). Half-lives that \`auto\` chooses are an option and no default (${text(auto)}): ${judged}.`;
}

function summaryTable(summary) {
  return table(
    [
      'estimator',
      'median ratio',
      'not worse, % of cells',
      'to T/4',
      'with costs',
      'Sharpe',
      'QLIKE',
      'turnover %',
      'ms',
      'better',
      'worse',
      'marked',
    ],
    summary.map((row) => [
      row.name,
      fixed(row.median, 3),
      percent(row.notWorse, 0),
      fixed(row.halfLifeMedian, 3),
      fixed(row.equivalentMedian, 3),
      signed(fixed(row.sharpeGain, 2)),
      signed(fixed(row.scoreGain, 2)),
      percent(row.turnover, 0),
      fixed(1000 * row.seconds, 1),
      `${row.better.cells} / ${row.better.estimators}`,
      `${row.worse.cells} / ${row.worse.estimators}`,
      row.marked,
    ]),
  );
}

const concentrations = ['to 0.3', '0.3 to 0.75', 'about 1', 'above 1.25'];

function concentration(ratio) {
  return concentrations[[0.3, 0.75, 1.25].filter((edge) => ratio > edge).length];
}

/** Median ratios by a property of cells. */
function groups(cells, label, order, keyOf) {
  const keys = order.filter((key) => cells.some((cell) => keyOf(cell) === key));
  const rows = estimatorsOf(cells).map(({ name }) => [
    name,
    ...keys.map((key) => {
      const own = cells.filter((cell) => keyOf(cell) === key).flatMap((cell) => cell.rows);
      const ratios = own.filter((row) => row.name === name && row.ratio !== null).map(({ ratio }) => ratio);
      return fixed(medianOf(ratios), 3);
    }),
  ]);
  const counts = keys.map((key) => `${label} ${key} (${cells.filter((cell) => keyOf(cell) === key).length})`);
  return `Median ratios by ${label} (cells):\n\n${table(['estimator', ...counts], rows)}`;
}

function unrankedText(summary) {
  const cellsBy = (key) =>
    summary.filter((row) => row[key] > 0).map((row) => `\`${row.name}\` in ${row[key]} cells`);
  const [marked, notRun] = [cellsBy('marked'), cellsBy('notRun')];
  const fellBack =
    marked.length === 0
      ? 'No estimator fell back in more than a tenth of the windows of any cell.'
      : `Marked, and left out there, where more than a tenth of the windows fell back: ${marked.join(', ')}.`;
  return notRun.length === 0
    ? fellBack
    : `${fellBack} Not run, where there are too many assets for the time of all: ${notRun.join(', ')}.`;
}
