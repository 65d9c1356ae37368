import type { ParameterColumn } from './types.js';

/** Trials around a sample's best that are looked at. */
export const nearestTrials = 10;

/** A trial beside the best. */
export interface Neighbour {
  /** row */
  trial: number;
  value: number;
  /** positions of the columns in which it differs from the best */
  differs: number[];
  /** Gower's distance to the best, 0 to 1 */
  distance: number;
}

/** The best trial and those around it. */
export interface Neighbourhood {
  /**
   * `steps`: every trial that differs in one parameter alone, by one step of its numbers or in its name; `nearest`: the
   * nearest ones of a sample, by Gower's distance
   */
  kind: 'steps' | 'nearest';
  best: number;
  bestValue: number;
  /** mean of all trials, which a surplus is above */
  mean: number;
  /** by column, then best first */
  neighbours: Neighbour[];
  /** mean over neighbours of (value − mean)/(best − mean), 1 on a plateau, 0 on a spike; null without neighbours or surplus */
  kept: number | null;
  /** the same of the worst neighbour */
  keptByWorst: number | null;
  /** paths of numbers of which the best has the least or the greatest: what is beyond was not tried */
  edges: { path: string; end: 'least' | 'greatest' }[];
}

/**
 * What is left of the best value one step away from it.
 *
 * Steps are looked for first. Where they are found in fewer than half of the parameters that vary, the trials are a
 * sample, and the nearest are taken: distance is the mean over parameters of |i − j|/(K − 1), i and j the ranks of the
 * values among the K distinct numbers, and of 0 or 1 where one of them is a name (Gower 1971, with ranks).
 *
 * @param values by trial, higher is better; NaN where undefined, such trials are left out
 * @returns null where no trial has a value
 */
export function neighbourhood(
  columns: readonly ParameterColumn[],
  values: Float64Array,
  nearest = nearestTrials,
): Neighbourhood | null {
  const best = bestOf(values);
  if (best < 0) return null;
  const scales = columns.map(scaleOf);
  const varied = scales.map((_, k) => k).filter((k) => scales[k].varies);
  const steps = stepsFrom(best, varied, scales, values);
  const stepped = new Set(steps.map(({ differs }) => differs[0])).size;
  const isGrid = steps.length > 0 && 2 * stepped >= varied.length;
  const neighbours = isGrid ? steps : nearestTo(best, varied, scales, values, nearest);

  const mean = meanOf(values);
  const surplus = values[best] - mean;
  const shares = neighbours.map(({ value }) => (value - mean) / surplus);
  const isKnown = shares.length > 0 && surplus > 1e-12 * Math.abs(values[best]);
  return {
    kind: isGrid ? 'steps' : 'nearest',
    best,
    bestValue: values[best],
    mean,
    neighbours,
    kept: isKnown ? shares.reduce((sum, share) => sum + share, 0) / shares.length : null,
    keptByWorst: isKnown ? Math.min(...shares) : null,
    edges: varied.flatMap((k) => edgeOf(columns[k].path, scales[k], best)),
  };
}

function edgeOf(path: string, { rank, codes, numbers }: Scale, best: number): Neighbourhood['edges'] {
  const own = rank[codes[best] + 1];
  if (own < 0 || numbers < 3) return [];
  if (own === 0) return [{ path, end: 'least' }];
  return own === numbers - 1 ? [{ path, end: 'greatest' }] : [];
}

/** A column as its codes and the ranks of their numbers. */
interface Scale {
  codes: Int32Array;
  /** by code + 1: rank among the numbers that trials have, −1 of what is no number */
  rank: Int32Array;
  numbers: number;
  varies: boolean;
}

function scaleOf({ kind, values, codes }: ParameterColumn): Scale {
  const used = [...new Set(codes)];
  const numbers = used.filter((code) => kind === 'numeric' && typeof values[code] === 'number');
  numbers.sort((a, b) => (values[a] as number) - (values[b] as number));
  const rank = new Int32Array(values.length + 1).fill(-1);
  for (const [k, code] of numbers.entries()) rank[code + 1] = k;
  return { codes, rank, numbers: numbers.length, varies: used.length > 1 };
}

function stepsFrom(
  best: number,
  varied: readonly number[],
  scales: readonly Scale[],
  values: Float64Array,
): Neighbour[] {
  const found: Neighbour[] = [];
  for (let trial = 0; trial < values.length; trial++) {
    if (Number.isNaN(values[trial])) continue;
    const differs = differences(trial, best, varied, scales, 2);
    if (differs.length !== 1) continue;
    const { codes, rank } = scales[differs[0]];
    const [from, to] = [rank[codes[best] + 1], rank[codes[trial] + 1]];
    if (from >= 0 && to >= 0 && Math.abs(from - to) > 1) continue;
    const distance = distanceBetween(trial, best, varied, scales);
    found.push({ trial, value: values[trial], differs, distance });
  }
  return found.sort((a, b) => a.differs[0] - b.differs[0] || b.value - a.value || a.trial - b.trial);
}

function nearestTo(
  best: number,
  varied: readonly number[],
  scales: readonly Scale[],
  values: Float64Array,
  most: number,
): Neighbour[] {
  const found: { trial: number; distance: number }[] = [];
  for (let trial = 0; trial < values.length; trial++) {
    if (trial === best || Number.isNaN(values[trial])) continue;
    const distance = distanceBetween(trial, best, varied, scales);
    if (found.length === most && distance >= found[most - 1].distance) continue;
    if (found.length === most) found.pop();
    let place = found.length;
    while (place > 0 && found[place - 1].distance > distance) place--;
    found.splice(place, 0, { trial, distance });
  }
  return found.map(({ trial, distance }) => ({
    trial,
    value: values[trial],
    differs: differences(trial, best, varied, scales, varied.length),
    distance,
  }));
}

/** Columns in which two trials differ, looked for until there are so many. */
function differences(
  a: number,
  b: number,
  varied: readonly number[],
  scales: readonly Scale[],
  enough: number,
): number[] {
  const differs: number[] = [];
  for (const k of varied) {
    if (scales[k].codes[a] !== scales[k].codes[b]) differs.push(k);
    if (differs.length === enough) break;
  }
  return differs;
}

function distanceBetween(a: number, b: number, varied: readonly number[], scales: readonly Scale[]): number {
  let sum = 0;
  for (const k of varied) {
    const { codes, rank, numbers } = scales[k];
    if (codes[a] === codes[b]) continue;
    const [from, to] = [rank[codes[a] + 1], rank[codes[b] + 1]];
    sum += from < 0 || to < 0 ? 1 : Math.abs(from - to) / (numbers - 1);
  }
  return varied.length === 0 ? 0 : sum / varied.length;
}

function bestOf(values: Float64Array): number {
  let best = -1;
  for (const [trial, value] of values.entries()) {
    if (!Number.isNaN(value) && (best < 0 || value > values[best])) best = trial;
  }
  return best;
}

function meanOf(values: Float64Array): number {
  let [sum, n] = [0, 0];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    n++;
  }
  return sum / n;
}
