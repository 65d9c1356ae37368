/** What `mixfolio fit` prints: the model, its estimates, and the covariances that it makes. */
import type { WriteStream } from 'node:tty';
import type { CellEffect, FixedEffectRow, PeriodEffects } from '../model/summary.js';
import type { ErrorsSummary } from '../model/errors-summary.js';
import type { PanelFit } from '../model/types.js';
import type { FitResult } from '../fit/types.js';
import type { KernelPair } from '../kernels/pairs.js';
import { count, decimal, missing, percent, plusMinus, significant } from '../report/format.js';
import { halfLivesText } from '../report/half-lives-text.js';
import { movementTexts } from '../report/movement-text.js';
import { bayesText } from './bayes-text.js';
import { factLines } from './fact-lines.js';
import { inferenceText } from './inference-text.js';
import { learnedText } from './learned-text.js';
import { notesText } from './notes-text.js';
import { stacksText } from './stacks-text.js';
import { periodWeightsText } from './period-weights-text.js';
import { paint } from './paint.js';
import { cut, mostRows, textTable } from './text-table.js';

/** More columns of a matrix than this are not shown: they are in the files. */
const mostColumns = 12;

/** @param files where tables that are too wide or too long to print can be found, as a reader is told */
export function fitText(result: FitResult, stream: WriteStream, files: string): string {
  const title = (text: string): string => `${paint(stream, 'bold', text)}\n`;
  const { correlations } = result;
  return [
    overview(result),
    notesText('Notes', notesOf(result), files),
    fixedEffects(result, stream, files),
    variances(result, stream),
    likelihood(result, stream),
    periodWeightsText(result, stream),
    inferenceText(result, stream, files),
    bayesText(result, stream, files),
    persistentEffects(result, title, files),
    periodEffects(result, title),
    learnedText(result, stream),
    kernelPairs(result, stream),
    conditionNumbers(result, stream),
    stacksText(result, stream),
    matrix(title('Sample correlations'), correlations.assets, correlations.sample, stream, files),
    matrix(title('Systematic correlations'), correlations.assets, correlations.systematic, stream, files),
  ].join('');
}

function overview({ formula, model, data }: FitResult): string {
  const { scale, path, residualGroups } = model;
  const { first, last } = data.periods;
  const lines = [
    ['Model', formula],
    ['Scale', scale === 'residual' ? 'each asset divided by its residual standard deviation' : 'none'],
    ...(residualGroups ? [['Groups', groupsText(residualGroups)]] : []),
    ['Path', path],
    ['Assets', `${data.assets.length}: ${shortened(data.assets)}`],
    ['Periods', `${count(data.periods.count, data.frequency)}, ${first} to ${last}`],
    ['Market', `${data.market}${data.marketIsAsset ? ', an asset that is no part of the fit' : ''}`],
  ];
  return `${factLines(lines)}\n`;
}

function groupsText({ assets, periods }: NonNullable<FitResult['model']['residualGroups']>): string {
  return `a residual variance by ${[assets, periods].filter((name) => name !== undefined).join(' and ')}`;
}

function shortened(names: readonly string[]): string {
  const text = names.slice(0, mostColumns).join(' ');
  return names.length > mostColumns ? `${text} …` : text;
}

function notesOf({ data, notes, inference }: FitResult): string[] {
  return [
    ...data.satOut.map(({ asset, reason }) => `${asset} sat out: ${reason}`),
    ...notes,
    ...(inference?.notes ?? []),
  ];
}

/** Common effects one a row; those of the assets as a table asset × term. */
function fixedEffects({ fixedEffects: effects }: FitResult, stream: WriteStream, files: string): string {
  const numbers = ({ estimate, standardError, tValue }: FixedEffectRow): string[] => [
    significant(estimate, 3),
    significant(standardError, 2),
    decimal(tValue),
  ];
  const common = effects.filter(({ asset }) => asset === null);
  const own = effects.filter(({ asset }) => asset !== null);
  const terms = [...new Set(own.map(({ term }) => term))];
  const assets = [...new Set(own.map(({ asset }) => asset!))];
  const byName = new Map(own.map((effect) => [`${effect.asset} ${effect.term}`, effect]));
  const commonTable = textTable(
    ['Fixed effect', 'Estimate', 'SE', 't'],
    common.map((effect) => [effect.term, ...numbers(effect)]),
    stream,
  );
  const ownRows = assets.map((asset) => [
    asset,
    ...terms.flatMap((term) => {
      const effect = byName.get(`${asset} ${term}`);
      return effect === undefined ? [missing, missing, missing] : numbers(effect);
    }),
  ]);
  const ownTable = textTable(
    ['Fixed effects by asset', ...terms.flatMap((term) => [term, 'SE', 't'])],
    ownRows.slice(0, mostRows),
    stream,
  );
  return (
    (common.length > 0 ? `${commonTable}\n` : '') +
    (own.length > 0 ? `${ownTable}${cut(ownRows.length - mostRows, files)}\n` : '')
  );
}

function variances({ variances: components, model }: FitResult, stream: WriteStream): string {
  const rows = components.map(({ label, estimate, standardError, atBoundary, share }) => [
    label,
    significant(estimate, 4),
    atBoundary ? paint(stream, 'yellow', 'at the boundary') : significant(standardError, 3),
    percent(share, 1),
  ]);
  const scaled = model.scale === 'residual' ? ' (scaled returns)' : '';
  return `${textTable([`Variance${scaled}`, 'Estimate', 'SE', 'Share'], rows, stream)}\n`;
}

function likelihood({ model, method, heritability }: FitResult, stream: WriteStream): string {
  const { converged, iterations, kktResidual, logLikelihood, errors, discount } = model;
  const within = `${count(iterations, 'iteration')}, KKT residual ${kktResidual.toExponential(1).replaceAll('-', '−')}`;
  const lines = [
    ['Heritability', plusMinus(heritability.estimate, heritability.standardError, 'no standard error')],
    [
      'Log-likelihood',
      `${decimal(logLikelihood, 4)} (${discount ? 'discounted ' : ''}${method}${errors ? ', t errors' : ''})`,
    ],
    ...(errors ? [['Errors', errorsText(errors)]] : []),
    ...(discount ? [['Half-life', discountText(discount)]] : []),
    ['Converged', converged ? `yes, ${within}` : paint(stream, 'yellow', `no, ${within}`)],
  ];
  return `${lines.map(([name, value]) => `${name.padEnd(16)}${value}\n`).join('')}\n`;
}

function errorsText({ degreesOfFreedom, standardError, estimated, iterations }: ErrorsSummary): string {
  const error = standardError == null ? '' : ` (standard error ${significant(standardError, 2)})`;
  const found = `${estimated ? 'estimated' : 'given'}, ${count(iterations, 'iteration')} of the weights`;
  return degreesOfFreedom === null
    ? `normal: degrees of freedom of t at their upper end, ${found}`
    : `t with ${significant(degreesOfFreedom, 3)} degrees of freedom${error}, ${found}`;
}

function discountText({ effectivePeriods, degreesOfFreedom }: NonNullable<PanelFit['discount']>): string {
  return `${decimal(effectivePeriods, 1)} effective periods, ${decimal(degreesOfFreedom, 1)} beside the fixed effects`;
}

/** "Breeding values" with their reliabilities, the largest first; of a wide universe both ends. */
function persistentEffects(
  { persistentEffects: terms, inference }: FitResult,
  title: (text: string) => string,
  files: string,
): string {
  return terms
    .map(({ term, effects }) => {
      const width = Math.max(...effects.map(({ asset }) => asset.length));
      const hidden = Math.max(0, effects.length - mostRows);
      const own = inference?.reliability?.find((found) => found.term === term)?.assets ?? [];
      const reliability = new Map(own.map(({ asset, reliability: r }) => [asset, r]));
      const lines = effects.map(
        ({ asset, value }) =>
          `  ${asset.padEnd(width)}  ${significant(value, 3).padStart(11)}${own.length === 0 ? '' : `  reliability ${decimal(reliability.get(asset) ?? null)}`}\n`,
      );
      const half = mostRows / 2;
      const shown =
        hidden === 0 ? lines : [...lines.slice(0, half), cut(hidden, files), ...lines.slice(-half)];
      return `${title(`BLUPs of ${term}, the largest first`)}${shown.join('')}\n`;
    })
    .join('');
}

function periodEffects({ periodEffects: terms }: FitResult, title: (text: string) => string): string {
  const place = ({ asset, period, value }: CellEffect): string =>
    `${significant(value, 3)} (${asset === null ? '' : `${asset}, `}${period})`;
  const spread = ({ standardDeviation, smallest, largest }: PeriodEffects): string =>
    smallest.value === largest.value
      ? `all ${significant(smallest.value)}`
      : `standard deviation ${significant(standardDeviation, 3)}, from ${place(smallest)} to ${place(largest)}`;
  const lines = terms.map(
    (effects) => `  ${effects.term}: ${count(effects.count, 'effect')}, ${spread(effects)}\n`,
  );
  return lines.length === 0 ? '' : `${title('BLUPs by period')}${lines.join('')}\n`;
}

/** The most related pairs of assets beside the least related ones. */
function kernelPairs({ kernels }: FitResult, stream: WriteStream): string {
  const cells = (pair: KernelPair | undefined): string[] =>
    pair === undefined ? ['', ''] : [pair.assets.join('–'), decimal(pair.similarity, 3)];
  return kernels
    .map(({ name, most, least }) => {
      const rows = most.map((pair, k) => [...cells(pair), ...cells(least[k])]);
      const table = textTable([`Most related, ${name}`, 'K', 'Least related', 'K'], rows, stream);
      return most.length === 0 ? '' : `${table}\n`;
    })
    .join('');
}

function conditionNumbers(
  { conditionNumbers: all, posterior, movement }: FitResult,
  stream: WriteStream,
): string {
  const rows = all.map(({ covariance, conditionNumber, reason }) => [
    covariance,
    conditionNumber === null ? (reason ?? 'singular') : significant(conditionNumber, 4),
  ]);
  const moves = movement ? movementTexts(movement).map((text) => `  filtered: ${text}\n`) : [];
  const table = `${textTable(['Covariance', 'Condition number'], rows, stream)}\n${moves.join('')}`;
  if (posterior === null) return table;
  const { priorWeight, evidenceGain, k, degreesOfFreedom, halfLives } = posterior;
  const gain = `log evidence ${decimal(evidenceGain, 1)} above that of the model alone`;
  const weights = `k ${k === null ? '∞' : significant(k, 3)} beside ν ${decimal(degreesOfFreedom, 1)}`;
  const own = [weights, gain, halfLivesText(halfLives)].filter((text) => text !== '').join(', ');
  return `${table}  posterior: ${percent(priorWeight, 0)} of its residual part are the model’s, ${own}\n\n`;
}

/** The triangle below the diagonal. */
function matrix(
  title: string,
  assets: readonly string[],
  values: readonly number[] | null,
  stream: WriteStream,
  files: string,
): string {
  if (values === null) return '';
  const n = assets.length;
  if (n > mostColumns) return `${title}  of ${n} assets: see ${files}\n\n`;
  const rows = assets
    .slice(1)
    .map((asset, i) => [asset, ...assets.slice(0, i + 1).map((_, j) => decimal(values[(i + 1) * n + j]))]);
  const padded = rows.map((row) => [...row, ...Array<string>(n - row.length).fill('')]);
  return `${title}${textTable(['', ...assets.slice(0, -1)], padded, stream)}\n`;
}
