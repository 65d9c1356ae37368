import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TreeTable, repairKernel, treeKernel } from '../../src/browser.js';
import { expectClose } from '../support/close.js';
import { engines } from '../support/engines.js';
import { permuted } from '../support/tables.js';
import { thrown } from '../support/thrown.js';

const [[, engine]] = engines;
const name = (k: number) => (k === 0 ? '' : `b${k}`);

/** Up to 8 assets at 1 to 4 levels, branches of three names or unknown, with a weight a level and one of the asset. */
const trees = fc.tuple(fc.integer({ min: 2, max: 8 }), fc.integer({ min: 1, max: 4 })).chain(([N, L]) =>
  fc.record({
    table: fc
      .array(fc.integer({ min: 0, max: 3 }), { minLength: N * L, maxLength: N * L })
      .map((branches): TreeTable => ({
        assets: Array.from({ length: N }, (_, i) => `A${i}`),
        levels: Array.from({ length: L }, (_, l) => `L${l}`),
        branches: branches.map(name),
      })),
    weights: fc
      .array(fc.double({ min: 0, max: 5, noNaN: true }), { minLength: L, maxLength: L })
      .map((weights) => [...weights, 0.5]),
    order: fc.shuffledSubarray(
      Array.from({ length: N }, (_, i) => i),
      { minLength: N, maxLength: N },
    ),
  }),
);

/** Σ over the nodes of the tree of w·zz', z who hangs below the node: every path from the root is a node. */
function byPaths({ assets, levels, branches }: TreeTable, weights: number[]): number[] {
  const [N, L] = [assets.length, levels.length];
  const sum = weights.reduce((a, b) => a + b, 0);
  const values = new Array<number>(N * N).fill(0);
  const nodes = new Map<string, { weight: number; members: number[] }>();
  for (let i = 0; i < N; i++) {
    let path = '';
    for (let l = 0; l <= L; l++) {
      const branch = l < L ? branches[i * L + l] : '';
      path += branch === '' ? `/own ${i}` : `/${branch}`;
      const node = nodes.get(path) ?? { weight: weights[l] / sum, members: [] };
      nodes.set(path, { ...node, members: [...node.members, i] });
    }
  }
  for (const { weight, members } of nodes.values())
    for (const i of members) for (const j of members) values[i * N + j] += weight;
  return values;
}

describe('the kernel of a tree', () => {
  it('is the covariance of a branching process: sums over the nodes of all paths', () => {
    fc.assert(
      fc.property(trees, ({ table, weights }) => {
        expectClose(treeKernel(table, weights).values, byPaths(table, weights), 1e-14);
      }),
    );
  });

  it('is positive semi-definite with a diagonal of 1', () => {
    fc.assert(
      fc.property(trees, ({ table, weights }) => {
        const N = table.assets.length;
        const { values } = treeKernel(table, weights);
        for (let i = 0; i < N; i++) expect(values[i * N + i]).toBe(1);
        expect(engine.symmetricEigenvalues(values, N)[0]).toBeGreaterThan(-1e-13);
        expect(repairKernel(engine, treeKernel(table)).repaired).toBeNull();
      }),
    );
  });

  it('moves with its assets', () => {
    fc.assert(
      fc.property(trees, ({ table, weights, order }) => {
        const L = table.levels.length;
        const moved = {
          ...table,
          assets: order.map((i) => table.assets[i]),
          branches: order.flatMap((i) => table.branches.slice(i * L, (i + 1) * L)),
        };
        expect(treeKernel(moved, weights).values).toEqual(permuted(treeKernel(table, weights).values, order));
      }),
    );
  });

  it('ends what assets share where their paths part, and shares nothing unknown', () => {
    const branches = ['E', 'Oil', 'E', 'Gas', 'H', 'Oil', 'E', '', 'E', '', 'E', 'Oil'];
    const table = { assets: [...'ABCDEF'], levels: ['sector', 'industry'], branches };
    const { values } = treeKernel(table, [2, 1, 1]);
    expect([...values.slice(0, 6)]).toEqual([1, 0.5, 0, 0.5, 0.5, 0.75]);
    expect(values[3 * 6 + 4]).toBe(0.5);
  });

  it.each([
    [[1, 1], 'weights'],
    [[1, -1, 1], 'weights[1]'],
    [[1, Infinity, 1], 'weights[1]'],
    [[0, 0, 0], 'weights'],
  ])('is refused with the weights %j', (weights, path) => {
    const table = { assets: ['A', 'B'], levels: ['x', 'y'], branches: ['', '', '', ''] };
    expect(thrown(() => treeKernel(table, weights))).toMatchObject({ code: 'bad-value', details: { path } });
  });

  it('is refused for branches of another size', () => {
    const table = { assets: ['A', 'B'], levels: ['x'], branches: ['a'] };
    expect(thrown(() => treeKernel(table)).code).toBe('wrong-length');
  });
});
