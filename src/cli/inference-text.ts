/** What `mixfolio fit` prints beside the estimates: criteria, tests, reliabilities and a look at the residuals. */
import type { WriteStream } from 'node:tty';
import type { FitInference, FitResult, TermReliability } from '../fit/types.js';
import type { DiagnosticTest, SeriesDiagnostics } from '../inference/series-diagnostics.js';
import { count, decimal, missing, percent, probability, signed, significant } from '../report/format.js';
import { mostInfluential } from '../inference/case-deletion.js';
import { paint } from './paint.js';
import { cut, mostRows, textTable } from './text-table.js';

/** Periods that are shown of those that the variances depend on most. */
const shownPeriods = 5;

export function inferenceText({ inference }: FitResult, stream: WriteStream, files: string): string {
  if (inference === null) return '';
  return [
    criteriaText(inference),
    tests(inference, stream),
    reliability(inference, stream),
    residuals(inference, stream, files),
    influence(inference, stream),
  ].join('');
}

function criteriaText({ criteria, heritabilityInterval }: FitInference): string {
  const lines = [
    ...(criteria === null
      ? []
      : [
          [
            'AIC, BIC',
            `${decimal(criteria.aic)}, ${decimal(criteria.bic)} (${criteria.method}, ${parametersText(criteria)})`,
          ],
        ]),
    ...(heritabilityInterval === null
      ? []
      : [
          [
            'Interval of h²',
            `${decimal(heritabilityInterval.lower, 3)} to ${decimal(heritabilityInterval.upper, 3)} (${percent(heritabilityInterval.level, 0)}, profile likelihood)`,
          ],
        ]),
  ];
  if (lines.length === 0) return '';
  return `${lines.map(([name, value]) => `${name.padEnd(16)}${value}\n`).join('')}\n`;
}

/** `3 variances and 9 scales`; with ML the fixed effects count too. */
function parametersText({
  method,
  parameters,
  variances,
  scales,
}: NonNullable<FitInference['criteria']>): string {
  if (method === 'ML') return count(parameters, 'parameter');
  return `${count(variances, 'variance')}${scales === 0 ? '' : ` and ${count(scales, 'scale')}`}`;
}

function tests({ tests: all }: FitInference, stream: WriteStream): string {
  if (all === null || all.length === 0) return '';
  const rows = all.map(({ term, statistic, pValue, distribution }) => [
    term,
    decimal(statistic),
    distribution ?? missing,
    probability(pValue),
  ]);
  const notes = all.flatMap(({ term, notes: own }) => own.map((note) => `  ${term}: ${note}\n`));
  return `${textTable(['Without the term', '2Δℓ', 'Distribution', 'p'], rows, stream)}${notes.join('')}\n`;
}

/** Of terms with an effect an asset the range, of all the mean. */
function reliability({ reliability: terms }: FitInference, stream: WriteStream): string {
  if (terms === null || terms.length === 0) return '';
  const rows = terms.map(({ term, mean, assets }) => [term, decimal(mean), range(assets)]);
  return `${textTable(['Reliability of BLUPs', 'Mean', 'From, to'], rows, stream)}\n`;
}

function range(assets: TermReliability['assets']): string {
  const known = assets.flatMap(({ asset, reliability: r }) => (r === null ? [] : [{ asset, r }]));
  if (known.length === 0) return missing;
  const sorted = known.toSorted((a, b) => a.r - b.r);
  const [least, most] = [sorted[0], sorted[sorted.length - 1]];
  return `${decimal(least.r)} (${least.asset}), ${decimal(most.r)} (${most.asset})`;
}

function residuals({ diagnostics }: FitInference, stream: WriteStream, files: string): string {
  const { assets, overall, covariate, influentialPeriods } = diagnostics;
  const row = (name: string, d: SeriesDiagnostics): string[] => [
    name,
    decimal(d.skewness),
    decimal(d.excessKurtosis),
    pOf(d.jarqueBera),
    decimal(d.autocorrelation),
    pOf(d.ljungBox.at(-1) ?? null),
    ...(covariate === null ? [] : [pOf(d.breuschPagan)]),
  ];
  const headings = [
    'Residuals',
    'Skewness',
    'Excess kurtosis',
    'Jarque–Bera p',
    'Autocorrelation',
    'Ljung–Box p',
  ];
  const table = textTable(
    [...headings, ...(covariate === null ? [] : [`Breusch–Pagan p (${covariate})`])],
    [row('all', overall), ...assets.slice(0, mostRows).map(({ asset, ...own }) => row(asset, own))],
    stream,
  );
  const periods = influentialPeriods.map(
    ({ period, distance, observations }) =>
      `  ${period}  ${significant(distance, 3)} (${count(observations, 'asset')})\n`,
  );
  const farthest =
    periods.length === 0
      ? ''
      : `${paint(stream, 'bold', 'Periods farthest from the model, δ²')}\n${periods.join('')}\n`;
  return `${table}${cut(assets.length - mostRows, files)}\n${farthest}`;
}

/** The periods that the variances depend on most, with what each adds to them in standard errors. */
function influence({ influence: found }: FitInference, stream: WriteStream): string {
  if (found === null || found.components.length === 0) return '';
  const rows = mostInfluential(found, shownPeriods).map(({ period, cookDistance, standardized }) => [
    period,
    decimal(cookDistance, 3),
    ...standardized.map((change) => signed(change, (value) => decimal(value))),
  ]);
  const headings = [
    'Periods that move the variances',
    "Cook's D",
    ...found.components.map((label) => `${label}, SE`),
  ];
  return rows.length === 0 ? '' : `${textTable(headings, rows, stream)}\n`;
}

function pOf(test: DiagnosticTest | null): string {
  return probability(test?.pValue ?? null);
}
