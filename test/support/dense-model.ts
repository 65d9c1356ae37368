import { Matrix, QrDecomposition } from 'ml-matrix';
import type { Panel, PanelModel } from '../../src/model/types.js';

/**
 * The panel model written out cell by cell, as the definition has it and nothing else:
 *
 *     y (n)   the observed returns, period-major;  X (n×p) the fixed columns;
 *     V = Σ_k θ_k V_k,  V_k[(t,i),(u,j)] = A_k[t,u] · B_k[i,j]
 *
 * | term         | A    | B     |      | term           | A    | B     |
 * |--------------|------|-------|      |----------------|------|-------|
 * | `asset(K)`   | 11'  | DKD   |      | `asset:time(K)`| I    | DKD   |
 * | `asset:x(K)` | xx'  | DKD   |      | residual       | I    | D²    |
 * | `time`       | I    | ss'   |      | of a group     | I_g  | D²I_g |
 *
 * D = diag(s) stands for `scale: residual` (ones for `none`): y is never divided by s. So the likelihood, fixed
 * effects, fitted values and per-asset BLUPs are on the original returns by construction, the variances and the
 * `time` BLUP on the scaled ones. With period weights w, A is diag(1/w) where the table has I. I_g are ones on the diagonal
 * where periods have the level, or assets the group, that `residual[…]` names.
 */
export interface DenseModel {
  assets: number;
  periods: number;
  /** position in periods × assets of each observed cell */
  cells: number[];
  y: number[];
  X: Matrix;
  fixedLabels: string[];
  /** in the order of `random`, then the residuals */
  terms: DenseTerm[];
  /** s, one an asset */
  scales: number[];
  /** default REML */
  method?: 'REML' | 'ML';
}

export interface DenseTerm {
  label: string;
  /** n×n, covariance of the observed cells at unit variance */
  V: Matrix;
  /** of each observed cell the effect it has (its one non-zero column of Z), and the entry of Z there */
  level: number[];
  loading: number[];
  /** levels × n, covariance C of the effects with the observed cells at unit variance: V = Z·C */
  effectCovariance: Matrix;
  hasKernel: boolean;
  isResidual: boolean;
  /** mean over the observed cells of w_t·diag(A ⊗ B), B without D */
  meanDiagonal: number;
}

interface TermDefinition {
  A: (t: number, u: number) => number;
  /** without D */
  B: (i: number, j: number) => number;
  /** number of effects; which of them cell (t, i) has, and times what */
  levels: number;
  level: (t: number, i: number) => number;
  loading: (t: number, i: number) => number;
  /** covariance of effect `level` with cell (u, j) at unit variance */
  effectCovariance: (level: number, u: number, j: number) => number;
  hasKernel: boolean;
}

const same = (a: number, b: number): number => (a === b ? 1 : 0);

/** Writes out y, X and every V_k of a panel; rows with NaN returns are dropped, and columns of X that `without` names. */
export function denseModel(panel: Panel, model: PanelModel, without: readonly string[] = []): DenseModel {
  const n = panel.assets.length;
  const periods = panel.periods.length;
  const cells: number[] = [];
  panel.returns.forEach((value, cell) => {
    if (!Number.isNaN(value)) cells.push(cell);
  });
  const y = cells.map((cell) => panel.returns[cell]);
  const period = cells.map((cell) => Math.floor(cell / n));
  const asset = cells.map((cell) => cell % n);

  const columns = model.fixed
    .flatMap((term) => fixedColumns(panel, term))
    .filter(({ label }) => !without.includes(label));
  const X = new Matrix(cells.map((_, r) => columns.map((column) => column.value(period[r], asset[r]))));
  const weight = (t: number): number => model.periodWeights?.[t] ?? 1;
  const roots = period.map((t) => Math.sqrt(weight(t)));
  const weightedX = new Matrix(X.to2DArray().map((row, r) => row.map((value) => roots[r] * value)));
  const weightedY = y.map((value, r) => roots[r] * value);
  const scales =
    model.scale === 'residual'
      ? residualScales(
          weightedX,
          weightedY,
          asset,
          panel.assets.map((name) => columns.filter(({ label }) => label.endsWith(`[${name}]`)).length),
        )
      : Array.from({ length: n }, () => 1);

  const definitions = [
    ...model.random.map((label) => ({ label, definition: termDefinition(panel, model, scales, label) })),
    ...residualTerms(panel, model, scales),
  ];
  const terms = definitions.map(({ label, definition }, k): DenseTerm => {
    const { A, B, levels, level, loading, effectCovariance, hasKernel } = definition;
    const covariance = (r: number, c: number): number =>
      A(period[r], period[c]) * B(asset[r], asset[c]) * scales[asset[r]] * scales[asset[c]];
    const diagonal = cells.map((_, r) => weight(period[r]) * A(period[r], period[r]) * B(asset[r], asset[r]));
    return {
      label,
      V: new Matrix(cells.map((_, r) => cells.map((__, c) => covariance(r, c)))),
      level: cells.map((_, r) => level(period[r], asset[r])),
      loading: cells.map((_, r) => loading(period[r], asset[r])),
      effectCovariance: new Matrix(
        Array.from({ length: levels }, (_, l) =>
          cells.map((__, c) => effectCovariance(l, period[c], asset[c])),
        ),
      ),
      hasKernel,
      isResidual: k >= model.random.length,
      meanDiagonal: diagonal.reduce((sum, value) => sum + value, 0) / cells.length,
    };
  });
  const fixedLabels = columns.map(({ label }) => label);
  return { assets: n, periods, cells, y, X, fixedLabels, terms, scales, method: model.method };
}

/** `residual`, or one a pair of an asset group and a level that some return belongs to. */
function residualTerms(
  panel: Panel,
  model: PanelModel,
  s: number[],
): { label: string; definition: TermDefinition }[] {
  const { assets, periods } = model.residualGroups ?? {};
  const n = panel.assets.length;
  const groupOf = (i: number): string =>
    assets === undefined ? '' : assets === 'each' ? panel.assets[i] : assets[panel.assets[i]];
  const levelOf = (t: number): string =>
    periods === undefined ? '' : (panel.covariates[periods] as string[])[t];
  const groups = [...new Set(panel.assets.map((_, i) => groupOf(i)))];
  const levels = [...new Set(panel.periods.map((_, t) => levelOf(t)))].sort();
  const pairs = groups.flatMap((group) => levels.map((level) => [group, level]));
  const seen = pairs.filter(([group, level]) =>
    panel.returns.some(
      (value, cell) =>
        !Number.isNaN(value) && groupOf(cell % n) === group && levelOf(Math.floor(cell / n)) === level,
    ),
  );
  const whole = termDefinition(panel, model, s, 'residual');
  return seen.map(([group, level]) => {
    const has = (t: number, i: number): number => (groupOf(i) === group && levelOf(t) === level ? 1 : 0);
    const parts = [group, level].filter((part) => part !== '');
    return {
      label: parts.length === 0 ? 'residual' : `residual[${parts.join(':')}]`,
      definition: {
        ...whole,
        A: (t, u) => (levelOf(t) === level ? whole.A(t, u) : 0),
        B: (i, j) => (groupOf(i) === group ? whole.B(i, j) : 0),
        effectCovariance: (cell, u, j) =>
          has(Math.floor(cell / n), cell % n) * whole.effectCovariance(cell, u, j),
      },
    };
  });
}

function termDefinition(panel: Panel, model: PanelModel, s: number[], label: string): TermDefinition {
  const n = panel.assets.length;
  const periods = panel.periods.length;
  const within = (t: number, u: number): number => same(t, u) / (model.periodWeights?.[t] ?? 1);
  if (label === 'time') {
    return {
      A: within,
      B: () => 1,
      levels: periods,
      level: (t) => t,
      loading: (_, i) => s[i],
      effectCovariance: (t, u, j) => within(t, u) * s[j],
      hasKernel: false,
    };
  }
  const match = /^asset(?::(.+))?\((.+)\)$/.exec(label);
  if (label === 'residual' || match?.[1] === 'time') {
    const B = match ? alignedKernel(panel, model, match[2]) : same;
    return {
      A: within,
      B,
      levels: periods * n,
      level: (t, i) => t * n + i,
      loading: () => 1,
      effectCovariance: (cell, u, j) => within(Math.floor(cell / n), u) * s[cell % n] * B(cell % n, j) * s[j],
      hasKernel: match !== null,
    };
  }
  if (!match) throw new Error(`no such term: ${label}`);
  const B = alignedKernel(panel, model, match[2]);
  const x = match[1] === undefined ? () => 1 : numericCovariate(panel, match[1]);
  return {
    A: (t, u) => x(t) * x(u),
    B,
    levels: n,
    level: (_, i) => i,
    loading: (t) => x(t),
    effectCovariance: (i, u, j) => x(u) * s[i] * B(i, j) * s[j],
    hasKernel: true,
  };
}

function alignedKernel(panel: Panel, model: PanelModel, name: string): (i: number, j: number) => number {
  const { labels, values } = model.kernels[name];
  const position = panel.assets.map((asset) => labels.indexOf(asset));
  return (i, j) => values[position[i] * labels.length + position[j]];
}

function numericCovariate(panel: Panel, name: string): (t: number) => number {
  const values = panel.covariates[name] as Float64Array;
  return (t) => values[t];
}

interface FixedColumn {
  label: string;
  value: (t: number, i: number) => number;
}

/** Columns of the period covariate a fixed term names: the constant, a number, or treatment contrasts of a factor. */
function periodColumns(panel: Panel, name: string): { label: string; value: (t: number) => number }[] {
  if (name === '1') return [{ label: '1', value: () => 1 }];
  const values = panel.covariates[name];
  if (!Array.isArray(values)) return [{ label: name, value: (t) => values[t] }];
  const levels = [...new Set(values)].sort().slice(1);
  return levels.map((level) => ({ label: `${name}[${level}]`, value: (t) => (values[t] === level ? 1 : 0) }));
}

function fixedColumns(panel: Panel, term: string): FixedColumn[] {
  const match = /^asset(?::(.+))?$/.exec(term);
  if (!match) return periodColumns(panel, term);
  return periodColumns(panel, match[1] ?? '1').flatMap(({ label, value }) =>
    panel.assets.map((name, k) => ({
      label: `${label === '1' ? 'asset' : `asset:${label}`}[${name}]`,
      value: (t: number, i: number) => value(t) * same(i, k),
    })),
  );
}

/**
 * s_i = √(RSS_i / (T_i − m_i)) of the ordinary least-squares fit of all fixed effects, m_i those that the asset has for
 * itself; the root mean square of the others' where T_i ≤ m_i.
 */
function residualScales(X: Matrix, y: number[], asset: number[], effects: number[]): number[] {
  const residuals = leastSquaresResiduals(X, y);
  const variances = effects.map((own, i) => {
    const mine = residuals.filter((__, r) => asset[r] === i);
    return mine.length > own ? mine.reduce((sum, e) => sum + e * e, 0) / (mine.length - own) : NaN;
  });
  const known = variances.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return variances.map((value) => Math.sqrt(Number.isNaN(value) ? mean : value));
}

/** y − Xb̂ by ordinary least squares. */
export function leastSquaresResiduals(X: Matrix, y: number[]): number[] {
  const target = Matrix.columnVector(y);
  return Matrix.sub(target, X.mmul(new QrDecomposition(X).solve(target))).to1DArray();
}
