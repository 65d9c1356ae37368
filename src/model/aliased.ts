import { beyond, dot } from './basis.js';
import { columnTerm, fixedEffectPlaces, type PanelDesign } from './design.js';
import type { Panel } from './types.js';

/** Share of its norm beside earlier columns up to which a column repeats them, over all periods and where there are returns. */
const DEPENDENT = 1e-10;
const DEPENDENT_WHERE_SEEN = 1e-7;

/** Effects of single assets that a note names before it counts the others. */
const NAMED = 5;

/**
 * The design without the fixed effects that are combinations of earlier ones, columns per asset before common ones: whole
 * columns; and, where cells are missing, effects of an asset that its own periods cannot tell from its others, of which the
 * fit then says nothing (an asset that is never seen has none). What is left out is in `dropped` and `dropNotes`.
 */
export function withoutAliased(panel: Panel, design: PanelDesign): PanelDesign {
  const { assets } = panel;
  const { assetFixed, commonFixed, inAsset } = aliasedEffects(panel, design);
  const isAliased = (perAsset: boolean, index: number): boolean =>
    (perAsset ? assetFixed : commonFixed)[index];
  const whole = design.fixedOrder.filter(({ perAsset, index }) => isAliased(perAsset, index));
  const places = fixedEffectPlaces(design, assets);
  const single = places.filter(
    ({ perAsset, index, asset }) => perAsset && !assetFixed[index] && inAsset[index][asset],
  );
  if (whole.length + single.length === 0) return design;

  const kept = assetFixed.flatMap((aliased, k) => (aliased ? [] : [k]));
  const keptCommon = commonFixed.flatMap((aliased, k) => (aliased ? [] : [k]));
  const N = assets.length;
  const absent =
    single.length === 0
      ? null
      : Uint8Array.from({ length: kept.length * N }, (_, k) =>
          Number(inAsset[kept[Math.floor(k / N)]][k % N]),
        );
  return {
    ...design,
    assetFixed: kept.map((k) => design.assetFixed[k]),
    commonFixed: keptCommon.map((k) => design.commonFixed[k]),
    fixedOrder: design.fixedOrder
      .filter(({ perAsset, index }) => !isAliased(perAsset, index))
      .map((entry) => ({ ...entry, index: (entry.perAsset ? kept : keptCommon).indexOf(entry.index) })),
    absent,
    dropped: [
      ...design.dropped,
      ...places
        .filter(
          ({ perAsset, index, asset }) => isAliased(perAsset, index) || (perAsset && inAsset[index][asset]),
        )
        .map(({ label }) => label),
    ],
    dropNotes: [
      ...design.dropNotes,
      ...(whole.length === 0
        ? []
        : [
            `left out as combinations of other fixed effects: ${whole.map(({ perAsset, index }) => columnTerm(design, perAsset, index)).join(', ')}`,
          ]),
      ...(single.length === 0
        ? []
        : [
            `left out where the periods of an asset cannot tell them from its other effects: ${named(single.map(({ label }) => label))}`,
          ]),
    ],
  };
}

interface AliasedEffects {
  /** by column of `assetFixed`, and of `commonFixed` */
  assetFixed: boolean[];
  commonFixed: boolean[];
  /** by column of `assetFixed` and asset */
  inAsset: boolean[][];
}

/** The engine's own order and measures: over all periods first, then where there are returns. */
function aliasedEffects(panel: Panel, design: PanelDesign): AliasedEffects {
  const own: Float64Array[] = [];
  const assetFixed = design.assetFixed.map(({ values }) => !extend(own, values, DEPENDENT));
  const inAsset = assetFixed.map(() => panel.assets.map(() => false));
  const seen = periodsSeen(panel);
  const bases = seen?.map((periods, i) => {
    const basis: Float64Array[] = [];
    assetFixed
      .flatMap((aliased, k) => (aliased ? [] : [k]))
      .forEach((k, a) => {
        const isFull = basis.length === periods.length;
        inAsset[k][i] = isFull || !extend(basis, within(own[a], periods), DEPENDENT_WHERE_SEEN);
      });
    return basis;
  });

  const shared: Float64Array[] = [];
  const stacked: Float64Array[] = [];
  const commonFixed = design.commonFixed.map(({ values }) => {
    const rest = beyond(own, values);
    if (!(norm(rest) > DEPENDENT * norm(values)) || !extend(shared, rest, DEPENDENT)) return true;
    if (seen === null || bases === undefined) return false;
    const rows = seen.map((periods) => within(rest, periods));
    const left = joined(rows.map((row, i) => beyond(bases[i], row)));
    return !extend(stacked, left, DEPENDENT_WHERE_SEEN, norm(joined(rows)));
  });
  return {
    assetFixed: assetFixed.map((aliased, k) => aliased || inAsset[k].every(Boolean)),
    commonFixed,
    inAsset,
  };
}

/** The periods in which each asset is seen; null where no cell is missing. */
function periodsSeen({ assets, periods, returns }: Panel): number[][] | null {
  if (!returns.includes(NaN)) return null;
  const N = assets.length;
  return assets.map((_, i) => [...periods.keys()].filter((t) => !Number.isNaN(returns[t * N + i])));
}

/** Adds what is new in x to an orthonormal basis; false where that is no more than a share of `size`. */
function extend(basis: Float64Array[], x: Float64Array, share: number, size = norm(x)): boolean {
  const rest = beyond(basis, x);
  const length = norm(rest);
  if (!(length > share * size)) return false;
  basis.push(rest.map((value) => value / length));
  return true;
}

function named(labels: readonly string[]): string {
  const others = labels.length - NAMED;
  if (others <= 0) return labels.join(', ');
  return `${labels.slice(0, NAMED).join(', ')} and ${others} ${others === 1 ? 'other' : 'others'}`;
}

function within(values: Float64Array, periods: readonly number[]): Float64Array {
  return Float64Array.from(periods, (t) => values[t]);
}

function joined(rows: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(rows.reduce((sum, { length }) => sum + length, 0));
  let position = 0;
  for (const row of rows) {
    all.set(row, position);
    position += row.length;
  }
  return all;
}

function norm(values: Float64Array): number {
  return Math.sqrt(dot(values, values));
}
