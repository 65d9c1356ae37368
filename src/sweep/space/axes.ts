/** A space as axes, of which every combination is a point. */
import { keepingNulls, partAt } from '../../config/paths.js';
import type { PartialConfig } from '../../config/selection.types.js';
import { canonicalJson } from '../../config/canonical-json.js';
import { randomStream } from '../../numeric/random.js';
import type { Json, SampleConfig, SpaceConfig } from '../types.js';
import { valueAt } from './range.js';
import { scrambling, sobolCoordinates } from './sobol.js';

/** Positions that are chosen of together: the values of one path, the entries of a list, the points of a sample. */
export interface Axis {
  size: number;
  /** what it lets vary: paths, or `list` */
  paths: readonly string[];
  /** values of the paths at a position, in their order; of a list the name */
  values: (position: number) => Json[];
  /** what is merged into the base, but for the convenience `strategy` */
  part: (position: number) => PartialConfig;
}

/** The name of a list among parameters. */
export const listParameter = 'list';

/**
 * The axes of a space, the last of which varies fastest: list, then a path of the grid each, then the random sample, then
 * the Sobol points.
 *
 * Random values are drawn field by field from a stream of the seed and the path, so that neither more samples nor other
 * fields change them. Dimensions of the Sobol sequence go to the paths in their alphabetical order.
 */
export function axesOf({ list, grid, random, sobol }: SpaceConfig): Axis[] {
  return [
    ...(list === undefined ? [] : [listAxis(list)]),
    ...Object.entries(grid ?? {}).map(([path, values]) => gridAxis(path, values)),
    ...(random === undefined ? [] : [sampleAxis(random, randomCoordinates)]),
    ...(sobol === undefined ? [] : [sampleAxis(sobol, sobolOf)]),
  ];
}

function listAxis(list: NonNullable<SpaceConfig['list']>): Axis {
  const entries = Object.entries(list);
  return {
    size: entries.length,
    paths: [listParameter],
    values: (position) => [entries[position][0]],
    part: (position) => entries[position][1],
  };
}

function gridAxis(path: string, values: readonly Json[]): Axis {
  const keys = path.split('.');
  return {
    size: values.length,
    paths: [path],
    values: (position) => [values[position]],
    part: (position) => partAt(keys, values[position]),
  };
}

type Coordinates = (sample: SampleConfig, path: string, dimension: number) => Float64Array;

const randomCoordinates: Coordinates = ({ samples, seed = 1 }, path) => {
  const { uniform } = randomStream(seed, `sweep random ${path}`);
  return Float64Array.from({ length: samples }, uniform);
};

const sobolOf: Coordinates = ({ samples, seed = 1 }, path, dimension) =>
  sobolCoordinates(dimension, samples, scrambling(seed, `sweep sobol ${path}`));

function sampleAxis(sample: SampleConfig, coordinates: Coordinates): Axis {
  const paths = Object.keys(sample.fields);
  const inOrder = [...paths].sort();
  const columns = paths.map((path) => coordinates(sample, path, inOrder.indexOf(path)));
  const drawn = paths.map((path) => valueAt(sample.fields[path]));
  const keys = paths.map((path) => path.split('.'));
  const values = (position: number): Json[] => drawn.map((value, k) => value(columns[k][position]));
  return {
    size: sample.samples,
    paths,
    values,
    part: (position) =>
      values(position).reduce<PartialConfig>(
        (part, value, k) => keepingNulls(part, partAt(keys[k], value)),
        {},
      ),
  };
}

/** What varies in a sweep: how many values it has, and whether all of them are numbers. */
export interface SweepParameter {
  path: string;
  /** distinct values */
  values: number;
  kind: 'numeric' | 'categorical';
}

export function parametersOf(axes: readonly Axis[]): SweepParameter[] {
  return axes.flatMap((axis) => {
    const seen = axis.paths.map(() => new Set<number | string>());
    const numeric = axis.paths.map(() => true);
    for (let position = 0; position < axis.size; position++)
      axis.values(position).forEach((value, k) => {
        const isNumber = typeof value === 'number';
        numeric[k] &&= isNumber;
        seen[k].add(isNumber ? value : canonicalJson(value));
      });
    return axis.paths.map((path, k): SweepParameter => {
      return { path, values: seen[k].size, kind: numeric[k] ? 'numeric' : 'categorical' };
    });
  });
}
