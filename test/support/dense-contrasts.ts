import { Matrix } from 'ml-matrix';
import type { Panel, PanelModel } from '../../src/model/types.js';
import { maximise, type DenseMaximum } from './dense-maximiser.js';
import { denseModel, type DenseModel, type DenseTerm } from './dense-model.js';

/** What the oracle says of a panel whose market is the average of its assets, on the assets. */
export interface DenseContrastFit extends DenseMaximum {
  /** sampling covariance of θ over the components that are not 0 */
  inside: number[];
  /** m_a × N, standard errors of the fixed effects */
  fixedErrors: number[][];
  /** as they enter the returns: N, or periods × N, by term */
  effects: Record<string, number[]>;
  /** periods × N */
  residuals: number[];
}

/** Helmert's contrasts: column j compares asset j + 1 with the mean of those before; N×(N − 1), orthonormal, H'1 = 0. */
export function helmert(n: number): Matrix {
  return new Matrix(
    Array.from({ length: n }, (_, i) =>
      Array.from({ length: n - 1 }, (__, j) => {
        const unit = 1 / Math.sqrt((j + 1) * (j + 2));
        return i <= j ? unit : i === j + 1 ? -(j + 1) * unit : 0;
      }),
    ),
  );
}

/**
 * The likelihood by its definition: the data are the contrasts y_t'H of the returns as given, H Helmert's, all periods
 * stacked, and every covariance is written out. A random term enters the returns as D(I − P)v, v ~ K, P = ss'/s's.
 */
export function denseContrasts(panel: Panel, model: PanelModel): DenseContrastFit {
  const { dense, terms, columns, within, H } = denseContrastModel(panel, model);
  const n = panel.assets.length;
  const periods = panel.periods.length;
  const random = model.random.filter((term) => term !== 'time');
  const maximum = maximise(dense);
  const { theta, betaCovariance, Py } = maximum;
  const U = Matrix.from1DArray(periods, n - 1, Py);
  const effects = terms.map(({ B, x }, k) => {
    const data = x === null ? within.mmul(U) : Matrix.rowVector(x).mmul(U);
    return data.mmul(B).mul(theta[k]).mmul(H.transpose()).to1DArray();
  });
  return {
    ...maximum,
    inside: theta.flatMap((value, k) => (value > 0 ? [k] : [])),
    fixedErrors: columns.map((_, l) => {
      const block = betaCovariance.subMatrix(
        l * (n - 1),
        (l + 1) * (n - 1) - 1,
        l * (n - 1),
        (l + 1) * (n - 1) - 1,
      );
      return H.mmul(block).mmul(H.transpose()).diagonal().map(Math.sqrt);
    }),
    effects: Object.fromEntries(random.map((label, k) => [label, effects[k]])),
    residuals: effects[effects.length - 1],
  };
}

/** The contrasts written out, with what their effects on the assets are made of. */
export function denseContrastModel(
  panel: Panel,
  model: PanelModel,
): {
  dense: DenseModel;
  /** B is the covariance of the contrasts in a period, `onAssets` that of the effects D(I − P)v on the assets */
  terms: (DenseTerm & { B: Matrix; onAssets: Matrix; x: number[] | null })[];
  columns: number[][];
  /** diag(1/w) */
  within: Matrix;
  H: Matrix;
} {
  const n = panel.assets.length;
  const periods = panel.periods.length;
  const H = helmert(n);
  const scales = denseModel(panel, { ...model, random: [] }).scales;
  const random = model.random.filter((term) => term !== 'time');
  const columns = model.fixed.map((term) => covariate(panel, /^asset(?::(.+))?$/.exec(term)![1]));

  const s = Matrix.columnVector(scales);
  const P = s.mmul(s.transpose()).div(s.dot(s));
  const loading = Matrix.diag(scales).mmul(Matrix.eye(n).sub(P));
  const within = Matrix.diag(Array.from({ length: periods }, (_, t) => 1 / (model.periodWeights?.[t] ?? 1)));
  const terms = [...random, 'residual'].map(
    (label): DenseTerm & { B: Matrix; onAssets: Matrix; x: number[] | null } => {
      const [, name, kernel] = /^asset(?::(.+))?\((.+)\)$/.exec(label) ?? [];
      const isWithin = label === 'residual' || name === 'time';
      const K = kernel === undefined ? Matrix.eye(n) : kernelOf(panel, model, kernel);
      const onAssets = loading.mmul(K).mmul(loading.transpose());
      const B = H.transpose().mmul(onAssets).mmul(H);
      const x = isWithin ? null : covariate(panel, name);
      const A = x === null ? within : Matrix.columnVector(x).mmul(Matrix.rowVector(x));
      const V = A.kroneckerProduct(B);
      return {
        label,
        V,
        level: Array.from({ length: V.rows }, (_, r) => r),
        loading: new Array<number>(V.rows).fill(1),
        effectCovariance: V,
        hasKernel: kernel !== undefined,
        isResidual: label === 'residual',
        meanDiagonal: 1,
        B,
        onAssets,
        x,
      };
    },
  );
  const Y = Matrix.from1DArray(periods, n, Array.from(panel.returns));
  const C = new Matrix(columns).transpose();
  const dense: DenseModel = {
    assets: n - 1,
    periods,
    cells: Array.from({ length: periods * (n - 1) }, (_, cell) => cell),
    y: Y.mmul(H).to1DArray(),
    X: C.kroneckerProduct(Matrix.eye(n - 1)),
    fixedLabels: [],
    terms,
    scales: [],
    method: model.method,
  };
  return { dense, terms, columns, within, H };
}

function covariate(panel: Panel, name: string | undefined): number[] {
  return name === undefined ? panel.periods.map(() => 1) : Array.from(panel.covariates[name] as Float64Array);
}

function kernelOf(panel: Panel, model: PanelModel, name: string): Matrix {
  const { labels, values } = model.kernels[name];
  const position = panel.assets.map((asset) => labels.indexOf(asset));
  return new Matrix(position.map((i) => position.map((j) => values[i * labels.length + j])));
}
