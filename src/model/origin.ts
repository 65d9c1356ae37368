import { kernelBlock } from '../kernels/block.js';
import { lowRankSources } from '../kernels/low-rank-source.js';
import type { PanelDesign, PeriodColumn } from './design.js';
import { checksum64 } from '../numeric/checksum.js';
import { observedCells } from './patterns.js';
import type { FitOrigin, Panel, PanelModel } from './types.js';

/**
 * Data and model of a fit in short, so that two fits can be compared without their panels. Only terms that are estimated
 * count: contrasts have no `time`.
 *
 * @param kernels as `kernelBlocks` gives them, or `lowRankBlocks` for a fit of low rank
 */
export function originOf(
  panel: Panel,
  model: PanelModel,
  design: PanelDesign,
  kernels: readonly Float64Array[],
): FitOrigin {
  const { assets, periods } = panel;
  const N = model.contrasts === undefined ? assets.length : assets.length - 1;
  const cells =
    model.contrasts === undefined
      ? observedCells(panel).reduce((sum, count) => sum + count, 0)
      : N * periods.length;
  const absent = design.absent?.reduce((sum, value) => sum + value, 0) ?? 0;
  const estimated = design.random.filter(({ term }) => model.contrasts === undefined || term.kind !== 'time');
  const byLabel = (columns: readonly PeriodColumn[]): Record<string, string> =>
    Object.fromEntries(columns.map(({ label, values }) => [label, checksum('', values)]));
  const fixedColumns = { perAsset: byLabel(design.assetFixed), common: byLabel(design.commonFixed) };
  const inShort = (columns: Record<string, string>): string =>
    Object.entries(columns)
      .map(([label, sum]) => `${label} ${sum}`)
      .join('; ');
  return {
    method: model.method ?? 'REML',
    scale: model.scale ?? 'none',
    contrasts: model.contrasts ?? null,
    weights: isWeighted(model)
      ? checksum(JSON.stringify([model.errors ?? null, model.halfLife ?? null]), model.periodWeights)
      : null,
    observations: cells,
    degreesOfFreedom: cells - design.assetFixed.length * N - design.commonFixed.length + absent,
    returns: returnsChecksum(panel),
    residual: residualChecksum(design),
    fixed: checksum(`${inShort(fixedColumns.perAsset)} | ${inShort(fixedColumns.common)}`),
    fixedColumns,
    random: Object.fromEntries(
      estimated.map(({ label, term, column }) => [
        label,
        checksum(
          [term.kind, column < 0 ? '' : checksum('', design.persistent[column].values)].join(' '),
          'kernel' in term ? kernels[design.kernels.indexOf(term.kernel)] : undefined,
        ),
      ]),
    ),
  };
}

/** Of the groups that the assets and periods are in; null where they are not grouped. */
function residualChecksum({ residual: { assets, periods } }: PanelDesign): string | null {
  if (assets === undefined && periods === undefined) return null;
  return checksum(JSON.stringify([assets ?? null, periods ?? null]));
}

/** The kernels of a model over the panel's assets, N×N, in the order of `design.kernels`. */
export function kernelBlocks(panel: Panel, model: PanelModel, design: PanelDesign): Float64Array[] {
  return design.kernels.map((name) => kernelBlock(name, model.kernels[name], panel.assets));
}

/**
 * What the origin of a fit of low rank has checksums of, of a model whose kernels were made dense by `denseKernel`; null where
 * one of them was not.
 */
export function lowRankBlocks(panel: Panel, model: PanelModel, design: PanelDesign): Float64Array[] | null {
  const blocks: Float64Array[] = [];
  for (const name of design.kernels) {
    const source = lowRankSources.get(model.kernels[name]);
    if (source === undefined) return null;
    blocks.push(source(name, panel.assets));
  }
  return blocks;
}

/** Whether periods count differently: by weights, a half-life, or those of t errors. */
export function isWeighted({ periodWeights, errors, halfLife }: PanelModel): boolean {
  return periodWeights !== undefined || errors !== undefined || halfLife !== undefined;
}

/** Of the labels and returns of a panel. */
export function returnsChecksum({ assets, periods, returns }: Panel): string {
  return checksum(JSON.stringify([assets, periods]), returns);
}

/** 64 bits of a text and of numbers, of which a NaN has one representation only. */
export function checksum(text: string, values: Float64Array = new Float64Array(0)): string {
  const numbers = values.includes(NaN)
    ? values.map((value) => (Number.isNaN(value) ? Infinity : value))
    : values;
  return checksum64(
    Int32Array.from(text, (character) => character.codePointAt(0)!),
    new Int32Array(numbers.buffer, numbers.byteOffset, 2 * numbers.length),
  );
}
