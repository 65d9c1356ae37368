import { describe, expect, it } from 'vitest';
import { neighbourhood } from '../../../src/sweep/effects/neighbourhood.js';
import { columnOf, gridPoints } from './columns.js';

/** Columns of a 5 × 5 grid of numbers times three names. */
const points = gridPoints([5, 5, 3]);
const columns = [
  columnOf(
    'x',
    'numeric',
    points.map(([x]) => 12 * x),
  ),
  columnOf(
    'y',
    'numeric',
    points.map(([, y]) => y / 10),
  ),
  columnOf(
    'name',
    'categorical',
    points.map(([, , name]) => 'abc'[name]),
  ),
];
const row = (x: number, y: number, name: number): number => 15 * x + 3 * y + name;

describe('the neighbourhood of the best trial', () => {
  it('is a step of one number, or another name, on a grid', () => {
    const values = Float64Array.from(points, ([x, y, name]) => 10 - (x - 2) ** 2 - (y - 3) ** 2 - name);
    const found = neighbourhood(columns, values)!;
    expect(found.kind).toBe('steps');
    expect(found.best).toBe(row(2, 3, 0));
    expect(found.neighbours.map(({ trial }) => trial)).toEqual([
      row(1, 3, 0),
      row(3, 3, 0),
      row(2, 2, 0),
      row(2, 4, 0),
      row(2, 3, 1),
      row(2, 3, 2),
    ]);
    expect(found.neighbours.map(({ differs }) => differs)).toEqual([[0], [0], [1], [1], [2], [2]]);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const left = [9, 9, 9, 9, 9, 8].map((value) => (value - mean) / (10 - mean));
    expect(found.kept).toBeCloseTo(left.reduce((sum, share) => sum + share, 0) / 6, 12);
    expect(found.keptByWorst).toBeCloseTo(left[5], 12);
    expect(found.edges).toEqual([]);
  });

  it('keeps nearly everything on a plateau and less than nothing on a spike', () => {
    const plateau = Float64Array.from(points, ([x, y], k) =>
      k === row(2, 2, 1) ? 1.01 : Math.abs(x - 2) + Math.abs(y - 2) <= 1 ? 1 : 0,
    );
    const mean = plateau.reduce((sum, value) => sum + value, 0) / 75;
    expect(neighbourhood(columns, plateau)!.kept).toBeCloseTo((1 - mean) / (1.01 - mean), 12);
    const spike = new Float64Array(75);
    spike[row(2, 2, 1)] = 75;
    expect(neighbourhood(columns, spike)!.kept).toBeCloseTo(-1 / 74, 12);
  });

  it('is that of the first of equally good trials, and says so where it is at the end of what was tried', () => {
    const values = Float64Array.from(points, ([x, y]) => (x === 2 || y === 2 ? 1 : 0));
    // the first of the equal ones is x = 0, y = 2: of its neighbours x = 1 and the two names are as good, y = 1 and 3 are not
    const found = neighbourhood(columns, values)!;
    expect(found.best).toBe(row(0, 2, 0));
    expect(found.neighbours.map(({ value }) => value)).toEqual([1, 0, 0, 1, 1]);
    expect(found.edges).toEqual([{ path: 'x', end: 'least' }]);
  });

  it('does not depend on the order of the values of a column', () => {
    const values = Float64Array.from(points, ([x, y, name]) => 10 - (x - 2) ** 2 - (y - 3) ** 2 - name);
    const turned = columns.map((column) => ({
      ...column,
      values: column.values.toReversed(),
      codes: column.codes.map((code) => column.values.length - 1 - code),
    }));
    expect(neighbourhood(turned, values)).toEqual(neighbourhood(columns, values));
  });

  it('is the nearest trials of a sample, by the mean difference of ranks', () => {
    const x = columnOf('x', 'numeric', [0, 1, 2, 30, 400]);
    const y = columnOf('y', 'numeric', [0.5, 0.1, 0.9, 0.2, 0.8]);
    const found = neighbourhood([x, y], Float64Array.of(1, 2, 9, 4, 5), 3)!;
    expect(found.kind).toBe('nearest');
    expect(found.best).toBe(2);
    // ranks x 0 1 2 3 4, y 2 0 4 1 3: distances from the best (2, 4) are 4, 5, –, 4 and 3 eighths
    expect(found.neighbours.map(({ trial, distance }) => [trial, distance])).toEqual([
      [4, 3 / 8],
      [0, 4 / 8],
      [3, 4 / 8],
    ]);
    expect(found.edges).toEqual([{ path: 'y', end: 'greatest' }]);
  });

  it('leaves out trials without a value, and is none where there is no other', () => {
    expect(neighbourhood(columns, new Float64Array(75).fill(NaN))).toBeNull();
    const alone = new Float64Array(75).fill(NaN);
    alone[7] = 1;
    expect(neighbourhood(columns, alone)).toMatchObject({ best: 7, neighbours: [], kept: null });
  });
});
