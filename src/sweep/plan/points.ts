/** The points of a sweep in their order, each in each universe and period. */
import { keepingNulls, labelsOf, shown } from '../../config/paths.js';
import type { PartialConfig } from '../../config/selection.types.js';
import type { Json, PlannedBacktest, ResolvedSweep } from '../types.js';
import { axesOf, type Axis } from '../space/axes.js';
import { concerns, forStrategy } from './configuration.js';

/** The name of the universe or period of a sweep that says none. */
export const only = 'base';

/** A universe in a period. */
export interface Place {
  universe: string;
  period: string;
  part: PartialConfig;
}

/** Universes, the first slowest, by periods. */
export function placesOf({ universes = { [only]: {} }, periods = { [only]: {} } }: ResolvedSweep): Place[] {
  return Object.entries(universes).flatMap(([universe, of]) =>
    Object.entries(periods).map(([period, dates]) => ({
      universe,
      period,
      part: keepingNulls(Array.isArray(of) ? { assets: of } : of, dates),
    })),
  );
}

/** A point of a sweep for one strategy. */
export interface Point {
  parameters: Record<string, Json>;
  part: PartialConfig;
}

/** Every combination of positions on the axes, the last varying fastest. */
export function* pointsOf(axes: readonly Axis[], strategies: readonly string[]): Generator<Point[]> {
  const count = axes.reduce((product, { size }) => product * size, 1);
  for (let index = 0; index < count; index++) {
    let rest = index;
    const positions = axes.map(() => 0);
    for (let k = axes.length - 1; k >= 0; k--) {
      positions[k] = rest % axes[k].size;
      rest = Math.floor(rest / axes[k].size);
    }
    const part = axes.reduce<PartialConfig>(
      (whole, axis, k) => keepingNulls(whole, axis.part(positions[k])),
      {},
    );
    const values = axes.flatMap((axis, k) => {
      const at = axis.values(positions[k]);
      return axis.paths.map((path, p): [string, Json] => [path, at[p]]);
    });
    yield strategies.map((strategy) => ({
      parameters: Object.fromEntries(values.filter(([path]) => concerns(path, strategy))),
      part: forStrategy(part, strategy),
    }));
  }
}

/** What a backtest is told apart by. */
export type Names = Pick<PlannedBacktest, 'universe' | 'period' | 'strategy' | 'parameters'>;

/** A function that names backtests by what varies among them, `universe=bonds, strategy=sample, train=24`. */
export function namer(sweep: ResolvedSweep): (of: Names) => string {
  const paths = axesOf(sweep.space).flatMap((axis) => axis.paths);
  const labels = new Map(labelsOf(paths).map((label, k) => [paths[k], label]));
  const several = (entries: object | undefined): boolean => Object.keys(entries ?? {}).length > 1;
  return ({ universe, period, strategy, parameters }) => {
    const parts = [
      ...(several(sweep.universes) ? [`universe=${universe}`] : []),
      ...(several(sweep.periods) ? [`period=${period}`] : []),
      ...(several(sweep.strategies) ? [`strategy=${strategy}`] : []),
      ...Object.entries(parameters).map(([path, value]) => `${labels.get(path) ?? path}=${shown(value)}`),
    ];
    return parts.length === 0 ? strategy : parts.join(', ');
  };
}
