import type { SearchOptimality } from '../search-optimality.types.js';
import { firstLots } from './first-lots.js';
import { bestLots, boundOf, costOf, type LotProgram, objectiveOfLots, partOf, spentOn } from './lots.js';
import { goodMultipliers } from './multipliers.js';

/** Objectives apart by less are equal: shares of the amount. */
const ROUNDING = 1e-12;
/** What the budget may be passed by, rounding of its sum. */
const ROOM = 1e-12;

/** Lots of the least objective, and what is proved of them. */
export interface LotSearch {
  lots: Float64Array;
  optimality: SearchOptimality;
}

/**
 * Depth first, the assets with the most valuable lots first, from lots that are hard to better. A part of the search is
 * left where the Lagrangian of the assets that are still free, at one of a few multipliers, is no less than the best so
 * far; as it is convex in an asset's lots, whole directions are left at once.
 *
 * @returns null where nothing is within the budget
 */
export function searchLots(program: LotProgram, nodeLimit: number): LotSearch | null {
  const N = program.values.length;
  const multipliers = goodMultipliers(program);
  const first = firstLots(program, multipliers[0], ROOM);
  if (first === null) return null;
  let lots = first;
  let objective = objectiveOfLots(program, lots);
  const root = multipliers.reduce((best, each) => Math.max(best, boundOf(program, each)), 0);

  const order = Array.from(program.values.keys()).sort((i, j) => program.values[j] - program.values[i]);
  const favourite = program.values.map((_, i) => bestLots(program, multipliers[0], i));
  // of the assets from each place of the order on: the least part at each multiplier, and the least that they take
  const parts = multipliers.map((each) =>
    suffixSums(order, (i) => partOf(program, each, i, bestLots(program, each, i))),
  );
  const least = suffixSums(order, (i) => spentOn(program, i, program.low[i]));

  let nodes = 0;
  const current = new Float64Array(N);
  /** whether the search of what is below came to its end */
  const descend = (place: number, sums: readonly number[], spent: number): boolean => {
    if (place === N) {
      const found = objectiveOfLots(program, current);
      if (found < objective - ROUNDING) [lots, objective] = [current.slice(), found];
      return true;
    }
    const i = order[place];
    /** bound with n lots of the asset; its place in the sums; null where the budget does not let it */
    const look = (n: number): { bound: number; sums: number[]; spent: number } => {
      const next = sums.map((sum, k) => sum + partOf(program, multipliers[k], i, n));
      const bound = next.reduce((most, sum, k) => Math.max(most, sum + parts[k][place + 1]), -Infinity);
      return { bound, sums: next, spent: spent + spentOn(program, i, n) };
    };
    const go = (from: number, step: 1 | -1): boolean => {
      let last = Infinity;
      for (let n = from; n >= program.low[i] && n <= program.high[i]; n += step) {
        const seen = look(n);
        const fits = seen.spent + least[place + 1] <= program.budget + ROOM;
        if (!fits && step > 0) return true;
        if (seen.bound >= objective - ROUNDING) {
          if (seen.bound >= last) return true;
        } else if (fits) {
          if (nodes >= nodeLimit) return false;
          nodes++;
          current[i] = n;
          if (!descend(place + 1, seen.sums, seen.spent)) return false;
        }
        last = seen.bound;
      }
      return true;
    };
    return go(favourite[i], 1) && go(favourite[i] - 1, -1);
  };
  const start = multipliers.map(({ lambda }) => -lambda * program.budget);
  const proven = root >= objective - ROUNDING || descend(0, start, 0);
  const bound = proven ? objective : Math.min(root, objective);
  return { lots, optimality: { objective, bound, gap: objective - bound, nodes, proven } };
}

/** Σ over the places from each one on, 0 at the end. */
function suffixSums(order: readonly number[], value: (i: number) => number): Float64Array {
  const sums = new Float64Array(order.length + 1);
  for (let place = order.length - 1; place >= 0; place--) sums[place] = sums[place + 1] + value(order[place]);
  return sums;
}

/** Σ c_i(n_i) */
export function costOfLots(program: LotProgram, lots: Float64Array): number {
  return lots.reduce((sum, n, i) => sum + costOf(program, i, n), 0);
}
