import { fixed, scientific, table } from '../study/markdown.mjs';
import { cases } from './cases.mjs';
import { agrees, blupGaps, compare, decimals, excess } from './compare.mjs';
import { fixtureReports } from './fixtures.mjs';
import { meanSquareVariances } from './mean-squares.mjs';
import { reported } from './reported.mjs';
import { sources } from './sources.mjs';

/** Our fits of every model and the figures of every source beside them. */
export function resultsOf(engine, published, expected, lme4) {
  return cases.map((entry) => compareModel(engine, entry, published, expected, lme4));
}

export function resultsSection(models) {
  return `## Results

Every model of the [last section](#every-figure) is fitted by \`engine.fitMixedModel\` and compared with the figures that others print, by maximum likelihood (ML) where they use that. "Agrees" means that our figure, rounded to the digits that are printed, is the printed one; figures of full double precision are compared by their difference alone. Where digits differ the likelihood decides: −2ℓ is evaluated at the variances of the source, and the last column has the largest amount by which that exceeds −2ℓ at ours. It is nowhere negative: no source has variances of a higher likelihood. Where the data are balanced REML has a closed form, and ours agrees with it to the last digits; the others’ digits end where their optimisers stopped, at the fourth to the eighth.

${overview(models)}

${sourceList()}

Standard errors of variances are compared where a source takes them from the average information, as \`fitMixedModel\` does; sommer 4.4.4 takes the expected one, and sommer 4.4.88 prints smaller ones. The difference of 1.00 is DT_example’s variance of blocks: 8e−5 in sommer 4.4.88 and exactly 0 here, in sommer 4.4.4 and in the reference, which costs it 0.001 of −2ℓ. Two figures of Mrode’s example are printed in another eighth digit; in exact rational arithmetic b_female is 3.40443001 and the error of b_male 4.88082358, as ours.`;
}

/** A table a model, figure by figure. */
export function detailsSection(models) {
  return `## Every figure

"−2ℓ there, less ours" is −2ℓ at the variances of the source less −2ℓ at ours: positive where ours is the higher likelihood.

${models.map(modelTable).join('\n\n')}`;
}

function compareModel(engine, entry, published, expected, lme4) {
  const model = entry.model(published);
  const fits = {};
  const fitBy = (method) => (fits[method] ??= engine.fitMixedModel({ ...model, method }));
  const { variances, fixedEffects } = fitBy('REML');
  const labels = {
    variances: variances.map(({ label }) => label),
    columns: fixedEffects.map(({ label }) => label),
  };
  const reports = [
    ...(entry.balanced ? [meanSquares(model, entry.balanced)] : []),
    ...fixtureReports(entry, labels, expected, lme4),
    ...(reported[entry.key] ?? []),
  ];
  reports.sort((a, b) => order.indexOf(a.source) - order.indexOf(b.source));
  return {
    ...entry,
    reports: reports.map((report) => {
      const fit = fitBy(report.method);
      return {
        ...report,
        rows: compare(report, fit, entry.ratio),
        gaps: report.blups ? blupGaps(report, fit) : [],
        excess: model.fixedVariances ? null : excess(engine, model, report, fit),
      };
    }),
  };
}

function meanSquares(model, balanced) {
  return { source: 'mean squares', method: 'REML', variances: meanSquareVariances(model, balanced) };
}

const order = Object.keys(sources);

function overview(models) {
  const reports = models.flatMap((model) => model.reports);
  const rows = order.map((source) => {
    const own = reports.filter((report) => report.source === source);
    const figures = own.flatMap((report) => report.rows);
    const printed = figures.filter((row) => agrees(row) !== null);
    const relative = figures.map(({ printed: value, ours }) => relativeGap(Number(value), ours));
    const above = own.map((report) => report.excess).filter((value) => value !== null);
    return [
      source,
      String(own.length),
      String(figures.length),
      printed.length === 0 ? 'not rounded' : `${printed.filter(agrees).length} of ${printed.length}`,
      scientific(Math.max(...relative)),
      above.length === 0 ? '–' : size(Math.max(...above)),
    ];
  });
  return table(
    ['source', 'models', 'figures', 'agree', 'largest relative difference', 'largest excess of −2ℓ'],
    rows,
  );
}

function relativeGap(value, ours) {
  if (value === ours) return 0;
  return Math.abs(ours - value) / Math.max(Math.abs(value), Math.abs(ours));
}

function sourceList() {
  return Object.entries(sources)
    .map(([source, what]) => `- **${source}**: ${what}.`)
    .join('\n');
}

function modelTable({ title, formula, reports }) {
  const rows = reports.flatMap((report) => [
    ...report.rows.map(figureRow),
    ...report.gaps.map(({ label, count, gap, size: largest }) => [
      name(report),
      `BLUPs of ${label}, ${count}, up to ${largest.toPrecision(3)}`,
      '',
      '',
      size(gap),
      '',
      '',
    ]),
    ...(report.excess === null
      ? []
      : [[name(report), '−2ℓ there, less ours', '', '', size(report.excess), '', '']]),
  ]);
  return `### ${title}

\`${formula}\`

${table(['source', 'quantity', 'printed', 'mixfolio', 'difference', 'printed to ±', 'agrees'], rows)}`;
}

const name = ({ source, method }) => (method === 'ML' ? `${source}, ML` : source);

function figureRow(row) {
  const { quantity, printed, ours } = row;
  const digits = decimals(printed);
  const same = agrees(row);
  const shown = digits ?? digitsOf(Number(printed));
  return [
    name(row),
    quantity,
    digits === null ? fixed(Number(printed), shown) : printed.replace('-', '−'),
    ours === 0 ? '0' : fixed(ours, digits === null ? shown : shown + 2),
    size(ours - Number(printed)),
    digits === null ? '–' : printed === '0' ? '0' : `5e−${digits + 1}`,
    same === null ? '–' : same ? 'yes' : 'no',
  ];
}

/** Decimals for about ten significant digits. */
function digitsOf(value) {
  return value === 0 ? 0 : Math.max(0, 9 - Math.floor(Math.log10(Math.abs(value))));
}

/** A difference in one digit more than its magnitude; rounding errors as 0. */
function size(value) {
  if (Math.abs(value) < 1e-12) return '0';
  return value.toExponential(1).replaceAll('-', '−').replace('e+0', '');
}
