import { ModelError } from '../errors.js';
import { suggestion } from '../suggest.js';
import type { Panel, PanelFit, PanelModel } from './types.js';

/** Which residual variance each cell has. */
export interface ResidualDesign {
  /** `residual`, or `residual[group]` by group: assets in the order of their first, then levels in alphabetical order */
  labels: string[];
  /** N: group of each asset; undefined where assets are not grouped */
  assets?: string[];
  /** T: group of each period; undefined where periods are not grouped */
  periods?: string[];
  /** T: number of the group of each period; null where residual variances do not differ between periods */
  periodGroups: Int32Array | null;
  /** groups of periods × N: index into `labels`, −1 where the panel has no such return; null where there is one label */
  components: Int32Array | null;
}

/** One residual variance for all cells. */
const ONE: ResidualDesign = { labels: ['residual'], periodGroups: null, components: null };

/**
 * Reads `residualGroups`: one variance a group of assets, a level of a factor, or a pair of both that has returns.
 *
 * @throws ModelError `bad-residual-groups`, `unknown-asset`, `missing-residual-group`, `unknown-covariate`,
 *         `numeric-residual-groups`
 */
export function residualDesign(panel: Panel, model: Pick<PanelModel, 'residualGroups'>): ResidualDesign {
  const { residualGroups } = model;
  if (residualGroups === undefined) return ONE;
  refuseShape(residualGroups);
  const assets = residualGroups.assets === undefined ? undefined : assetGroups(panel, residualGroups.assets);
  const periods =
    residualGroups.periods === undefined ? undefined : periodLevels(panel, residualGroups.periods);
  return combine(panel, assets, periods);
}

function combine(panel: Panel, assets?: string[], periods?: string[]): ResidualDesign {
  const N = panel.assets.length;
  const levels = periods === undefined ? [''] : [...new Set(periods)].sort();
  const groups = assets === undefined ? [''] : [...new Set(assets)];
  const groupOf = panel.assets.map((_, i) => (assets === undefined ? 0 : groups.indexOf(assets[i])));
  const levelOf = panel.periods.map((_, t) => (periods === undefined ? 0 : levels.indexOf(periods[t])));
  const seen = groups.map(() => levels.map(() => false));
  panel.returns.forEach((value, cell) => {
    if (!Number.isNaN(value)) seen[groupOf[cell % N]][levelOf[Math.floor(cell / N)]] = true;
  });
  const labels: string[] = [];
  const component = groups.map((group, g) =>
    levels.map((level, l) => {
      if (!seen[g][l]) return -1;
      const parts = [...(assets === undefined ? [] : [group]), ...(periods === undefined ? [] : [level])];
      return labels.push(`residual[${parts.join(':')}]`) - 1;
    }),
  );
  refuseAmbiguous(labels);
  return {
    labels,
    ...(assets && { assets }),
    ...(periods && { periods }),
    periodGroups: levels.length === 1 || labels.length === 1 ? null : Int32Array.from(levelOf),
    components:
      labels.length === 1
        ? null
        : Int32Array.from({ length: levels.length * N }, (_, cell) => {
            return component[groupOf[cell % N]][Math.floor(cell / N)];
          }),
  };
}

function refuseShape(residualGroups: NonNullable<PanelModel['residualGroups']>): void {
  const { assets, periods } = (residualGroups ?? {}) as { assets?: unknown; periods?: unknown };
  const bad =
    typeof residualGroups !== 'object' ||
    residualGroups === null ||
    (assets === undefined && periods === undefined) ||
    (assets !== undefined && assets !== 'each' && (typeof assets !== 'object' || assets === null)) ||
    (periods !== undefined && typeof periods !== 'string');
  if (!bad) return;
  throw new ModelError(
    'bad-residual-groups',
    `residualGroups is ${JSON.stringify(residualGroups)}`,
    'give assets: "each", or a group by asset; periods: the name of a factor covariate; or both',
    { residualGroups: JSON.stringify(residualGroups) },
  );
}

function assetGroups(panel: Panel, groups: 'each' | Record<string, string>): string[] {
  if (groups === 'each') return [...panel.assets];
  const unknown = Object.keys(groups).find((asset) => !panel.assets.includes(asset));
  if (unknown !== undefined) {
    throw new ModelError(
      'unknown-asset',
      `residualGroups.assets names "${unknown}", which is not in the panel`,
      suggestion(unknown, panel.assets),
      { asset: unknown, known: panel.assets },
    );
  }
  return panel.assets.map((asset) => {
    const group: unknown = Object.hasOwn(groups, asset) ? groups[asset] : undefined;
    if (typeof group === 'string' && group !== '') return group;
    throw new ModelError(
      'missing-residual-group',
      `residualGroups.assets has ${group === undefined ? 'no group' : `the group ${JSON.stringify(group)}`} for asset ${asset}`,
      'give the name of a group for every asset of the panel',
      { asset },
    );
  });
}

function periodLevels({ covariates }: Panel, name: string): string[] {
  if (!Object.hasOwn(covariates, name)) {
    throw new ModelError(
      'unknown-covariate',
      `residualGroups.periods names the covariate "${name}", which the panel does not have`,
      suggestion(name, Object.keys(covariates)),
      { name, known: Object.keys(covariates) },
    );
  }
  const values = covariates[name];
  if (Array.isArray(values)) return [...values];
  throw new ModelError(
    'numeric-residual-groups',
    `residualGroups.periods: the covariate ${name} is numeric, and groups of periods are the levels of a factor`,
    'give a covariate of strings, one level a period',
    { covariate: name },
  );
}

/** Names with a colon in them may make one label of two groups. */
function refuseAmbiguous(labels: readonly string[]): void {
  const repeated = labels.find((label, k) => labels.indexOf(label) !== k);
  if (repeated === undefined) return;
  throw new ModelError(
    'bad-residual-groups',
    `two groups of residualGroups are called ${repeated}`,
    'use names without ":" for groups of assets and levels',
    { label: repeated },
  );
}

/** Position among a fit's variances of the residual of each cell, periods × assets; −1 where there is no such variance. */
export function residualPositions(
  { variances, residualGroups }: Pick<PanelFit, 'variances' | 'residualGroups'>,
  T: number,
  N: number,
): Int32Array {
  const last = variances.length - 1;
  if (residualGroups === undefined) return new Int32Array(T * N).fill(last);
  const { assets, periods } = residualGroups;
  const position = new Map(variances.map(({ label }, k) => [label, k]));
  return Int32Array.from({ length: T * N }, (_, cell) => {
    const parts = [
      ...(assets === undefined ? [] : [assets[cell % N]]),
      ...(periods === undefined ? [] : [periods[Math.floor(cell / N)]]),
    ];
    return position.get(`residual[${parts.join(':')}]`) ?? -1;
  });
}

/** Share of the observed cells that each of a fit's variances is the residual of; 0 of the random terms. */
export function residualShares({ assets, periods, returns }: Panel, fit: PanelFit): number[] {
  const counts = fit.variances.map(() => 0);
  let cells = 0;
  residualPositions(fit, periods.length, assets.length).forEach((k, cell) => {
    if (Number.isNaN(returns[cell])) return;
    counts[k]++;
    cells++;
  });
  return counts.map((count) => count / cells);
}

/**
 * Residual variance of each asset in a period that may be any of the panel's: the mean of its variances over the periods,
 * those of a level that the asset has no returns in left out.
 */
export function meanResidualVariances(fit: PanelFit): Float64Array {
  const N = fit.scales.length;
  const T = fit.residualGroups?.periods?.length ?? 1;
  const positions = residualPositions(fit, T, N);
  return fit.scales.map((_, i) => {
    let [sum, count] = [0, 0];
    for (let t = 0; t < T; t++) {
      const k = positions[t * N + i];
      if (k < 0) continue;
      sum += fit.variances[k].estimate;
      count++;
    }
    return sum / count;
  });
}

/** Whether a variance is one of a residual. */
export function isResidualLabel(label: string): boolean {
  return label === 'residual' || label.startsWith('residual[');
}
