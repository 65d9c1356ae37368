/** The panel of a training window and the model that is fitted to it. */
import { namesMarket } from '../config/model-problems.js';
import type { ResolvedConfig } from '../config/types.js';
import type { ClassTable, ReturnTable } from '../data/types.js';
import { ModelError } from '../errors.js';
import { kernelBlock } from '../kernels/block.js';
import { denseKernel, lowRankBlock } from '../kernels/low-rank-block.js';
import type { Kernel, LowRankKernel } from '../kernels/types.js';
import type { WindowKernels } from '../kernels/window.js';
import type { LowRankModel } from '../model/low-rank/types.js';
import type { Panel, PanelModel } from '../model/types.js';
import { classOf } from './classes.js';
import type { ModelTerms, WindowCovariates } from './covariates/window-covariates.js';
import { selectReturns } from './eligibility.js';
import type { WindowMarket } from './window-market.js';

/**
 * The panel that the model is fitted to: excess returns of the assets but those that lie in the span of the market, which
 * would have no residual.
 */
export function windowPanel(
  returns: ReturnTable,
  { covariates, conditioning }: WindowCovariates,
  { asset: marketAsset, lines }: WindowMarket,
): Panel {
  const positions = returns.assets.flatMap((asset, position) =>
    asset === marketAsset || Object.hasOwn(lines, asset) ? [] : [position],
  );
  const table = selectReturns(returns, positions, 0, returns.dates.length - 1);
  return {
    assets: table.assets,
    periods: table.dates,
    returns: table.returns,
    covariates,
    ...(conditioning.length > 0 && { conditioning }),
    ...(Object.keys(lines).length > 0 && { lines }),
  };
}

/**
 * Kernels of a window cut to the panel's assets, of those with a rank their matrices.
 *
 * @throws ModelError `missing-kernel`, and as `kernelBlock`
 */
export function panelKernels(
  needed: readonly string[],
  { kernels, absent, lowRank = {} }: WindowKernels,
  assets: string[],
): { kernels: Record<string, Kernel>; cut: Record<string, LowRankKernel> } {
  const cut = Object.fromEntries(
    needed
      .filter((name) => Object.hasOwn(lowRank, name))
      .map((name): [string, LowRankKernel] => [name, panelRows(name, lowRank[name], assets)]),
  );
  const entries = needed.map((name): [string, Kernel] => {
    if (!Object.hasOwn(kernels, name)) {
      throw new ModelError(
        'missing-kernel',
        `there is no kernel "${name}" in this window: ${absent[name]}`,
        'use the kernel combined or risk, or a sum of several (weights), which does without it',
        { kernel: name },
      );
    }
    if (Object.hasOwn(cut, name)) return [name, denseKernel(cut[name], name)];
    return [name, { labels: assets, values: kernelBlock(name, kernels[name], assets) }];
  });
  return { kernels: Object.fromEntries(entries), cut };
}

/** The window's model with its kernels and classes, cut to the panel's assets. */
export function windowModel(
  { fixed, random, residualGroups }: ModelTerms,
  { model: { scale, method, aliased, errors, halfLife, starts } }: ResolvedConfig,
  needed: readonly string[],
  known: WindowKernels,
  panel: Panel,
  { isAverage }: WindowMarket,
  classes: ClassTable | undefined,
): { model: PanelModel; lowRank?: LowRankModel } {
  const { kernels, cut } = panelKernels(needed, known, panel.assets);
  const contrasts = isAverage && namesMarket({ fixed, random }) ? 'average' : undefined;
  const full = needed.find((name) => !Object.hasOwn(cut, name));
  const [ranked] = Object.keys(cut);
  if (ranked !== undefined && full !== undefined) {
    throw new ModelError(
      'low-rank-model',
      `kernel "${ranked}" has a rank and kernel "${full}" has none`,
      'give all kernels of the model a rank, or none',
      { kernels: [ranked, full] },
    );
  }
  const model: PanelModel = {
    fixed,
    random,
    scale,
    method,
    aliased,
    starts,
    kernels,
    ...(residualGroups && { residualGroups: panelGroups(residualGroups, panel, classes) }),
    ...(contrasts && { contrasts }),
    ...(errors && { errors }),
    ...(halfLife !== undefined && { halfLife }),
  };
  return ranked === undefined ? { model } : { model, lowRank: { ...model, kernels: cut } };
}

/** The rows of these assets. */
function panelRows(name: string, kernel: LowRankKernel, assets: string[]): LowRankKernel {
  const { factors, diagonal } = lowRankBlock(name, kernel, assets);
  return {
    labels: assets,
    factors,
    diagonal: typeof kernel.diagonal === 'number' ? kernel.diagonal : diagonal,
  };
}

/** Residual groups of the panel: each asset has its name, or the names of its classes joined by +. */
function panelGroups(
  { assets, periods }: NonNullable<ModelTerms['residualGroups']>,
  panel: Panel,
  classes: ClassTable | undefined,
): NonNullable<PanelModel['residualGroups']> {
  const byClass = (asset: string): [string, string] => [asset, classOf(asset, classes)];
  return {
    ...(assets === 'asset' && { assets: 'each' }),
    ...(assets === 'class' && { assets: Object.fromEntries(panel.assets.map(byClass)) }),
    ...(periods !== undefined && { periods }),
  };
}
