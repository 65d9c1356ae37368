import { DataError, ModelError } from '../errors.js';
import { kernelBlock } from '../kernels/block.js';
import { covarianceLabel } from './checks.js';
import type { MixedModel, MixedTerm } from './types.js';

/** A random term with its levels counted. */
export interface MixedTermDesign {
  term: MixedTerm;
  /** its own kernel or its partner's */
  kernel: MixedTerm['kernel'];
  /** levels of the rows in use, in order of appearance; with `allLabels` then the other labels of the kernel */
  levels: string[];
  /** of each row in use: index into `levels`, and entry of Z times √weight */
  level: Int32Array;
  loading: Float64Array;
  /** index of the K of these levels in `kernels`, −1 without a kernel */
  kernelIndex: number;
}

/** A mixed model read: rows with an observation, multiplied by the roots of their weights. */
export interface MixedDesign {
  /** indices of the rows in use */
  rows: number[];
  /** √weight of each */
  roots: Float64Array;
  y: Float64Array;
  X: Float64Array;
  terms: MixedTermDesign[];
  /** K of the levels in use, symmetric */
  kernels: { label: string; size: number; values: Float64Array }[];
  /** positions of correlated terms */
  pairs: [number, number][];
  groups: string[];
  groupOf: Int32Array;
  /** labels of the components: terms, covariances, residuals */
  components: string[];
  /** given values by component, null where it is estimated */
  given: (number | null)[];
}

/**
 * Reads a checked model into what the engine works on.
 *
 * @param options.allLabels  levels are all labels of a term's kernel, those without an observation too
 * @throws DataError `no-observations`; ModelError `kernel-label` naming a level without a row in its kernel,
 *         `kernel-size`, `kernel-not-finite`, `kernel-asymmetric`
 */
export function designMixedModel(model: MixedModel, options: { allLabels?: boolean } = {}): MixedDesign {
  const { y, X, columns, random, weights, fixedVariances = {} } = model;
  const rows = [...y.keys()].filter((i) => !Number.isNaN(y[i]));
  if (rows.length === 0) {
    throw new DataError(
      'no-observations',
      `none of the ${y.length} rows has an observation`,
      'y is all NaN',
      {
        rows: y.length,
      },
    );
  }
  const roots = Float64Array.from(rows, (i) => (weights ? Math.sqrt(weights[i]) : 1));
  const p = columns.length;
  const kernels: MixedDesign['kernels'] = [];
  const terms: MixedTermDesign[] = [];
  for (const term of random) {
    const partner = terms.find(({ term: { label } }) => label === term.correlatedWith);
    const { labels: levels, index: level } = distinct(term.levels, rows);
    const kernel = partner ? partner.kernel : term.kernel;
    if (options.allLabels === true && kernel) {
      const used = new Set(levels);
      levels.push(...kernel.labels.filter((label) => !used.has(label)));
    }
    let kernelIndex = partner ? partner.kernelIndex : -1;
    if (!partner && kernel) {
      const values = kernelBlock(`of "${term.label}"`, kernel, levels, 'level');
      kernelIndex = kernels.push({ label: term.label, size: levels.length, values }) - 1;
    }
    const loading = Float64Array.from(rows, (i, k) => roots[k] * (term.covariate ? term.covariate[i] : 1));
    terms.push({ term, kernel, levels, level, loading, kernelIndex });
  }
  const grouping = model.residualGroups && distinct(model.residualGroups, rows);
  const residuals = grouping ? grouping.labels.map((group) => `residual[${group}]`) : ['residual'];
  const correlated = random.filter(({ correlatedWith }) => correlatedWith !== undefined);
  const components = [...random.map(({ label }) => label), ...correlated.map(covarianceLabel), ...residuals];
  const givenValue = (label: string): number | null => {
    if (Object.hasOwn(fixedVariances, label)) return fixedVariances[label];
    return residuals.includes(label) && Object.hasOwn(fixedVariances, 'residual')
      ? fixedVariances.residual
      : null;
  };
  return {
    rows,
    roots,
    y: Float64Array.from(rows, (i, k) => roots[k] * y[i]),
    X: Float64Array.from({ length: rows.length * p }, (_, cell) => {
      const k = Math.floor(cell / p);
      return roots[k] * X[rows[k] * p + (cell % p)];
    }),
    terms,
    kernels,
    pairs: correlated.map((term) => [
      random.findIndex(({ label }) => label === term.correlatedWith),
      random.indexOf(term),
    ]),
    groups: residuals,
    groupOf: grouping ? grouping.index : new Int32Array(rows.length),
    components,
    given: components.map(givenValue),
  };
}

/** @throws ModelError `too-few-observations` */
export function checkMixedDegrees(
  { rows, components, given }: MixedDesign,
  columns: readonly string[],
): void {
  const estimated = given.filter((value) => value === null).length;
  if (rows.length - columns.length >= Math.max(1, estimated)) return;
  throw new ModelError(
    'too-few-observations',
    `${rows.length} observations cannot estimate ${columns.length} fixed effects and ${estimated} variances`,
    'use more observations or fewer terms',
    { observations: rows.length, fixedEffects: columns.length, variances: components.length },
  );
}

/** The labels of the rows in use in order of appearance, and which each row has. */
function distinct(
  values: readonly string[],
  rows: readonly number[],
): { labels: string[]; index: Int32Array } {
  const position = new Map<string, number>();
  const index = Int32Array.from(rows, (i) => {
    const known = position.get(values[i]);
    if (known !== undefined) return known;
    position.set(values[i], position.size);
    return position.size - 1;
  });
  return { labels: [...position.keys()], index };
}
