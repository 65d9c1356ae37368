import { Matrix } from 'ml-matrix';
import type { MixedModel, MixedTerm } from '../../src/mixed/types.js';
import type { DenseModel, DenseTerm } from './dense-model.js';

/**
 * A mixed model written out: y, X and every n×n V_k of its observed rows, for the dense oracle.
 *
 * Components are the terms in order, the covariances of correlated ones, then the residuals by group. Rows are
 * multiplied by √weight, so that every residual has the identity.
 */
export function denseMixedModel(model: MixedModel): DenseModel {
  const rows = [...model.y.keys()].filter((i) => !Number.isNaN(model.y[i]));
  const root = rows.map((i) => Math.sqrt(model.weights?.[i] ?? 1));
  const p = model.columns.length;
  const groups = rows.map((i) => model.residualGroups?.[i] ?? '');
  const terms = model.random.map((term) => {
    const partner = model.random.find(({ label }) => label === term.correlatedWith);
    return writtenOut({ ...term, kernel: partner ? partner.kernel : term.kernel }, rows, root);
  });
  const covariances = model.random.flatMap((term) => {
    if (term.correlatedWith === undefined) return [];
    return [
      covarianceTerm(
        model.random.find(({ label }) => label === term.correlatedWith)!,
        term,
        rows,
        root,
      ),
    ];
  });
  const residuals = [...new Set(groups)].map((group): DenseTerm => {
    const own = groups.map((g) => Number(g === group));
    const V = Matrix.diag(own);
    return {
      label: group === '' ? 'residual' : `residual[${group}]`,
      V,
      level: rows.map((_, r) => r),
      loading: own,
      effectCovariance: V,
      hasKernel: false,
      isResidual: true,
      meanDiagonal: own.reduce((sum, value) => sum + value, 0) / rows.length,
    };
  });
  return {
    assets: 1,
    periods: rows.length,
    cells: rows,
    y: rows.map((i, r) => root[r] * model.y[i]),
    X: new Matrix(rows.map((i, r) => model.columns.map((_, k) => root[r] * model.X[i * p + k]))),
    fixedLabels: model.columns,
    terms: [...terms, ...covariances, ...residuals],
    scales: [1],
  };
}

function writtenOut(term: MixedTerm, rows: number[], root: number[]): DenseTerm {
  const labels = term.kernel?.labels ?? [...new Set(rows.map((i) => term.levels[i]))];
  const K = (a: number, b: number): number =>
    term.kernel ? term.kernel.values[a * labels.length + b] : Number(a === b);
  const level = rows.map((i) => labels.indexOf(term.levels[i]));
  const loading = rows.map((i, r) => root[r] * (term.covariate?.[i] ?? 1));
  const V = new Matrix(
    rows.map((_, r) => rows.map((__, c) => loading[r] * loading[c] * K(level[r], level[c]))),
  );
  return {
    label: term.label,
    V,
    level,
    loading,
    effectCovariance: new Matrix(labels.map((_, a) => rows.map((__, c) => K(a, level[c]) * loading[c]))),
    hasKernel: term.kernel !== undefined,
    isResidual: false,
    meanDiagonal: V.trace() / rows.length,
  };
}

/** Z_a K Z_b' + Z_b K Z_a', K that of the earlier term. */
function covarianceTerm(a: MixedTerm, b: MixedTerm, rows: number[], root: number[]): DenseTerm {
  const first = writtenOut(a, rows, root);
  const loading = rows.map((i, r) => root[r] * (b.covariate?.[i] ?? 1));
  const half = new Matrix(
    rows.map((_, r) =>
      loading.map((value, c) => {
        const own = first.effectCovariance.get(first.level[c], r);
        return value * own;
      }),
    ),
  );
  const V = Matrix.add(half, half.transpose());
  return {
    label: `cov(${a.label}, ${b.label})`,
    V,
    level: rows.map((_, r) => r),
    loading: rows.map(() => 1),
    effectCovariance: V,
    hasKernel: false,
    isResidual: false,
    meanDiagonal: V.trace() / rows.length,
  };
}
