import { DataError, ModelError } from '../errors.js';
import { suggestion } from '../suggest.js';
import { withoutAliased } from './aliased.js';
import { residualDesign, type ResidualDesign } from './residual-groups.js';
import { parseFixedTerm, parseRandomTerm, type RandomTerm } from './terms.js';
import type { Panel, PanelModel } from './types.js';

/** A column of C: one value a period, and the part of a label that it stands for. */
export interface PeriodColumn {
  /** '1', 'market', 'regime[Low]' */
  label: string;
  values: Float64Array;
}

/** A panel model read into columns and terms; see docs/theory.md. */
export interface PanelDesign {
  /** columns with a fixed effect per asset, in the order of `fixed` */
  assetFixed: PeriodColumn[];
  /** columns with one fixed effect for all assets, in the order of `fixed` */
  commonFixed: PeriodColumn[];
  /** distinct columns with a persistent random effect */
  persistent: PeriodColumn[];
  /** order of the fixed terms' columns as written: where each stands in assetFixed or commonFixed, and its term */
  fixedOrder: { perAsset: boolean; index: number; term: string }[];
  /** assetFixed × assets: 1 where an asset goes without the effect, see aliased.ts; null where none does */
  absent: Uint8Array | null;
  /** labels of fixed effects that were left out as combinations of others, with `aliased: 'drop'`; and that in words */
  dropped: string[];
  dropNotes: string[];
  /** the random terms as written, without the residuals */
  random: { label: string; term: RandomTerm; column: number }[];
  /** names of the kernels in use, in the order of their first use */
  kernels: string[];
  /** which residual variance each cell has */
  residual: ResidualDesign;
}

/**
 * Reads the terms of a model into the columns that the engine works on.
 *
 * @throws ModelError `bad-term`, `duplicate-term`, `unknown-covariate`, `factor-slope`, `unknown-kernel`,
 *         `aliased-fixed-effect` for a factor of one level, unless `aliased` is `drop`, and as `residualDesign`;
 *         DataError `missing-covariate` naming covariate and period, `covariate-type`, `wrong-length`, of every
 *         covariate of the panel, whether a term names it or not
 */
export function designPanel(panel: Panel, model: PanelModel): PanelDesign {
  for (const name of Object.keys(panel.covariates)) checkCovariate(panel, name);
  const design: PanelDesign = {
    assetFixed: [],
    commonFixed: [],
    persistent: [],
    fixedOrder: [],
    absent: null,
    dropped: [],
    dropNotes: [],
    random: [],
    kernels: [],
    residual: residualDesign(panel, model),
  };
  refuseRepeats('fixed', model.fixed);
  refuseRepeats('random', model.random);
  for (const text of model.fixed) {
    const term = parseFixedTerm(text);
    const perAsset = term.kind === 'asset' || term.kind === 'assetSlope';
    const columns =
      'covariate' in term ? covariateColumns(panel, term.covariate, text, model.aliased) : [intercept(panel)];
    if (columns.length === 0) {
      design.dropped.push(text);
      design.dropNotes.push(`left out as a factor of one level: ${text}`);
    }
    const target = perAsset ? design.assetFixed : design.commonFixed;
    for (const column of columns) {
      design.fixedOrder.push({ perAsset, index: target.length, term: text });
      target.push(column);
    }
  }
  for (const label of model.random) {
    const term = parseRandomTerm(label);
    design.random.push({ label, term, column: persistentColumn(panel, design.persistent, label, term) });
    if ('kernel' in term && !design.kernels.includes(term.kernel)) {
      if (!Object.hasOwn(model.kernels, term.kernel))
        unknownName('kernel', term.kernel, Object.keys(model.kernels), label);
      design.kernels.push(term.kernel);
    }
  }
  return model.aliased === 'drop' ? withoutAliased(panel, design) : design;
}

/** A fixed effect of a fit and where it comes from. */
export interface FixedEffectPlace {
  label: string;
  perAsset: boolean;
  /** of its column in assetFixed or commonFixed */
  index: number;
  /** whose effect it is; −1 for one that is common to all assets */
  asset: number;
}

/** The fixed effects in the order of `fixed`, one an asset for per-asset terms, without those that an asset goes without. */
export function fixedEffectPlaces(design: PanelDesign, assets: readonly string[]): FixedEffectPlace[] {
  const N = assets.length;
  return design.fixedOrder.flatMap(({ perAsset, index }): FixedEffectPlace[] => {
    if (!perAsset) return [{ label: design.commonFixed[index].label, perAsset, index, asset: -1 }];
    const term = columnTerm(design, perAsset, index);
    return assets.flatMap((name, asset) => {
      if (design.absent?.[index * N + asset] === 1) return [];
      return [{ label: `${term}[${name}]`, perAsset, index, asset }];
    });
  });
}

/** Labels of the variances: the random terms, then the residuals. */
export function varianceLabels({ random, residual }: Pick<PanelDesign, 'random' | 'residual'>): string[] {
  return [...random.map(({ label }) => label), ...residual.labels];
}

/** A column of the fixed effects as a term: `market`, `regime[Low]`, `asset`, `asset:market`. */
export function columnTerm(
  { assetFixed, commonFixed }: PanelDesign,
  perAsset: boolean,
  index: number,
): string {
  if (!perAsset) return commonFixed[index].label;
  const { label } = assetFixed[index];
  return label === '1' ? 'asset' : `asset:${label}`;
}

/** The fixed terms of a model, as written, that have an effect in its fit. */
export function fittedFixedTerms({ fixedOrder }: PanelDesign): string[] {
  return [...new Set(fixedOrder.map(({ term }) => term))];
}

function intercept(panel: Panel): PeriodColumn {
  return { label: '1', values: new Float64Array(panel.periods.length).fill(1) };
}

/** Index of the persistent column that a random term needs, added when it is new; −1 for terms within a period. */
function persistentColumn(panel: Panel, columns: PeriodColumn[], label: string, term: RandomTerm): number {
  if (term.kind !== 'asset' && term.kind !== 'assetSlope') return -1;
  const name = term.kind === 'asset' ? '1' : term.covariate;
  const known = columns.findIndex((column) => column.label === name);
  if (known >= 0) return known;
  if (term.kind === 'asset') return columns.push(intercept(panel)) - 1;
  const [column, ...others] = covariateColumns(panel, term.covariate, label, 'refuse');
  if (others.length > 0 || column.label !== name) {
    throw new ModelError(
      'factor-slope',
      `random term "${label}": ${term.covariate} is a factor, a random slope needs a numeric covariate`,
      'use the factor as a fixed effect, or give its levels as 0/1 covariates',
      { term: label, covariate: term.covariate },
    );
  }
  return columns.push(column) - 1;
}

/** One value of one type a period. */
function checkCovariate({ periods, covariates }: Panel, name: string): void {
  const values = covariates[name];
  if (values.length !== periods.length) {
    throw new DataError(
      'wrong-length',
      `covariate ${name} has ${values.length} values when the panel has ${periods.length} periods`,
      'give one value a period',
      { covariate: name, length: values.length, expected: periods.length },
    );
  }
  const missing = values.findIndex((value) =>
    typeof value === 'string' ? value === '' : !Number.isFinite(value),
  );
  if (missing >= 0) {
    throw new DataError(
      'missing-covariate',
      `covariate ${name} has no value in period ${periods[missing]}`,
      'every period needs a value of every covariate',
      { covariate: name, period: periods[missing] },
    );
  }
  if (!(values instanceof Float64Array) && !values.every((value) => typeof value === 'string')) {
    throw new DataError(
      'covariate-type',
      `covariate ${name} is neither a Float64Array nor a list of strings`,
      'give numbers as Float64Array.from(values), factor levels as strings',
      { covariate: name },
    );
  }
}

/** Numeric: one column. Factor: treatment coding against the first level in alphabetical order. */
function covariateColumns(
  { covariates }: Panel,
  name: string,
  term: string,
  aliased: PanelModel['aliased'],
): PeriodColumn[] {
  if (!Object.hasOwn(covariates, name)) unknownName('covariate', name, Object.keys(covariates), term);
  const values = covariates[name];
  if (values instanceof Float64Array) return [{ label: name, values }];
  const levels = [...new Set(values)].sort();
  if (levels.length === 1 && aliased !== 'drop') {
    throw new ModelError(
      'aliased-fixed-effect',
      `the factor ${name} is ${levels[0]} in every period, which is the intercept`,
      'leave it out where it does not change',
      { covariate: name, level: levels[0] },
    );
  }
  return levels.slice(1).map((level) => ({
    label: `${name}[${level}]`,
    values: Float64Array.from(values, (value) => (value === level ? 1 : 0)),
  }));
}

function refuseRepeats(field: string, terms: readonly string[]): void {
  const seen = new Set<string>();
  for (const term of terms) {
    const key = term.replace(/\s/g, '');
    if (seen.has(key)) {
      throw new ModelError('duplicate-term', `${field} names "${term}" twice`, 'name each term once', {
        field,
        term,
      });
    }
    seen.add(key);
  }
}

function unknownName(kind: string, name: string, known: string[], term: string): never {
  throw new ModelError(
    `unknown-${kind}`,
    `term "${term}" names the ${kind} "${name}", which the ${kind === 'kernel' ? 'model' : 'panel'} does not have`,
    suggestion(name, known),
    { name, known },
  );
}
