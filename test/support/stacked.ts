import type { Kernel } from '../../src/kernels/types.js';
import type { MixedModel, MixedTerm } from '../../src/mixed/types.js';
import type { Panel, PanelModel } from '../../src/model/types.js';
import { denseModel } from './dense-model.js';

/** A panel stacked period by period as a general model: a row a cell, missing ones included. */
export function stacked({ panel, model }: { panel: Panel; model: PanelModel }): MixedModel {
  const n = panel.assets.length;
  const cells = panel.returns.length;
  const asset = Array.from({ length: cells }, (_, cell) => panel.assets[cell % n]);
  const period = Array.from({ length: cells }, (_, cell) => panel.periods[Math.floor(cell / n)]);
  const cell = asset.map((name, k) => `${period[k]} ${name}`);
  const complete = { ...panel, returns: panel.returns.map((value) => (Number.isNaN(value) ? 0 : value)) };
  const { X, fixedLabels } = denseModel(complete, model);
  const random = model.random.map((label): MixedTerm => {
    if (label === 'time') return { label, levels: period };
    const [, name, K] = /^(asset.*)\((.+)\)$/.exec(label)!;
    if (name === 'asset:time')
      return { label, levels: cell, kernel: withinPeriods(model.kernels[K], panel.periods) };
    const kernel = model.kernels[K];
    if (name === 'asset') return { label, levels: asset, kernel };
    const x = panel.covariates[name.slice('asset:'.length)] as Float64Array;
    return {
      label,
      levels: asset,
      kernel,
      covariate: Float64Array.from(asset, (_, k) => x[Math.floor(k / n)]),
    };
  });
  return {
    y: panel.returns,
    X: Float64Array.from(X.to1DArray()),
    columns: fixedLabels,
    random,
    ...(model.residualGroups && { residualGroups: residualGroups(panel, model.residualGroups) }),
  };
}

/** I ⊗ K over the cells. */
function withinPeriods(K: Kernel, periods: string[]): Kernel {
  const n = K.labels.length;
  const size = n * periods.length;
  const values = new Float64Array(size * size);
  periods.forEach((_, t) => {
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) values[(t * n + i) * size + t * n + j] = K.values[i * n + j];
  });
  return { labels: periods.flatMap((period) => K.labels.map((label) => `${period} ${label}`)), values };
}

/** `group`, `level` or `group:level` of each cell. */
function residualGroups(
  { assets: names, periods: labels, covariates }: Panel,
  { assets, periods }: NonNullable<PanelModel['residualGroups']>,
): string[] {
  return labels.flatMap((_, t) =>
    names.map((name) =>
      [
        ...(assets === undefined ? [] : [assets === 'each' ? name : assets[name]]),
        ...(periods === undefined ? [] : [(covariates[periods] as string[])[t]]),
      ].join(':'),
    ),
  );
}
