/** Effects given the variances, by the definition: fixed ones with flat priors and random ones together. */
import { inverse, Matrix } from 'ml-matrix';
import type { Panel, PanelModel } from '../../src/model/types.js';
import { denseModel } from './dense-model.js';

export interface DenseConditional {
  /** by random term, levels each: û = θC'P'y, and var(û − u) = θ·diag B − θ²·diag(CPC') */
  random: Record<string, { mean: number[]; variance: number[] }>;
  fixed: { mean: number[]; variance: number[] };
  /** N: common slope on the market + slope of the asset + its random slope, and Var(b) of all of it together */
  loadings: { mean: number[]; variance: number[] };
}

/** Given every variance, the residuals' last; slopes are those on the covariate `market`. */
export function denseConditional(panel: Panel, model: PanelModel, variances: number[]): DenseConditional {
  const { X, y, terms, fixedLabels, scales } = denseModel(panel, model);
  const n = y.length;
  const V = terms.reduce((sum, { V: own }, k) => sum.add(Matrix.mul(own, variances[k])), Matrix.zeros(n, n));
  const Vi = inverse(V);
  const XVi = X.transpose().mmul(Vi);
  const B = inverse(XVi.mmul(X));
  const Y = Matrix.columnVector(y);
  const beta = B.mmul(XVi).mmul(Y);
  const P = Matrix.sub(Vi, XVi.transpose().mmul(B).mmul(XVi));
  const N = panel.assets.length;
  const random = terms.filter(({ isResidual }) => !isResidual);
  const prior = (label: string, level: number): number => {
    const within = /^time$|:time\(/.test(label);
    const w = within ? (model.periodWeights?.[label === 'time' ? level : Math.floor(level / N)] ?? 1) : 1;
    if (label === 'time') return 1 / w;
    const { labels, values } = model.kernels[/\((.+)\)$/.exec(label)![1]];
    const i = labels.indexOf(panel.assets[level % N]);
    return (values[i * (labels.length + 1)] * scales[level % N] ** 2) / w;
  };
  const slopes = fixedLabels.map((label) => label === 'market' || label.startsWith('asset:market['));
  const chosen = (asset: number): Matrix =>
    Matrix.rowVector(
      fixedLabels.map((label, c) =>
        slopes[c] && (label === 'market' || label === `asset:market[${panel.assets[asset]}]`) ? 1 : 0,
      ),
    );
  const own = random.map(({ label, effectCovariance }, k) => ({
    label,
    C: effectCovariance,
    theta: variances[k],
  }));
  const slope = own.find(({ label }) => label.startsWith('asset:market('));
  const at = (matrix: Matrix): number => matrix.get(0, 0);
  return {
    random: Object.fromEntries(
      own.map(({ label, C, theta }) => {
        const explained = C.mmul(P).mmul(C.transpose()).diagonal();
        return [
          label,
          {
            mean: C.mmul(P).mmul(Y).mul(theta).to1DArray(),
            variance: explained.map((value, l) => theta * prior(label, l) - theta ** 2 * value),
          },
        ];
      }),
    ),
    fixed: { mean: beta.to1DArray(), variance: B.diagonal() },
    loadings: {
      mean: panel.assets.map((_, i) => {
        const c = slope?.C.getRowVector(i);
        return at(chosen(i).mmul(beta)) + (c ? slope!.theta * at(c.mmul(P).mmul(Y)) : 0);
      }),
      variance: panel.assets.map((_, i) => {
        const a = chosen(i);
        const common = at(a.mmul(B).mmul(a.transpose()));
        if (slope === undefined) return common;
        const { C, theta, label } = slope;
        const c = C.getRowVector(i);
        const alone = theta * prior(label, i) - theta ** 2 * at(c.mmul(P).mmul(c.transpose()));
        return common + alone - 2 * theta * at(a.mmul(B).mmul(XVi).mmul(c.transpose()));
      }),
    },
  };
}
