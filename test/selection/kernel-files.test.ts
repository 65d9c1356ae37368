import { expect, it } from 'vitest';
import {
  backtest,
  type BacktestConfig,
  type BacktestResult,
  selectionCandidates,
} from '../../src/browser.js';
import type { BranchSource } from '../../src/data/branches.js';
import { parseBranches } from '../../src/data/branches.js';
import { parseKernelSource } from '../../src/kernels/kernel-csv.js';
import { thrown } from '../support/thrown.js';
import { config, data, engine, tickers } from '../support/six-assets.js';

/** A file of a kernel that falls by this factor from each asset to the next. */
const matrix = (factor: number) =>
  parseKernelSource(
    [
      ['', ...tickers].join(','),
      ...tickers.map((ticker, i) => [ticker, ...tickers.map((_, k) => factor ** Math.abs(i - k))].join(',')),
    ].join('\n'),
    { name: 'kernel.csv' },
  );
const branches: BranchSource = parseBranches(
  ['ticker,sector,group', ...tickers.map((ticker, i) => `${ticker},${i < 3 ? 'a' : 'b'},${i % 3}`)].join(
    '\n',
  ),
  { name: 'tree.csv', levels: ['sector', 'group'] },
);
const term = (name: string): string[] => ['time', `asset:time(${name})`];
const strategies: BacktestConfig['strategies'] = [{ name: 'systematic' }];

/** Each candidate's own backtest has the weights that the selection holds where it is picked. */
async function expectOwn(asked: BacktestConfig, sources: object): Promise<void> {
  const result = await backtest(engine, data, asked, { sources });
  const candidates = selectionCandidates(asked);
  const own: BacktestResult[] = [];
  for (const candidate of candidates) own.push(await backtest(engine, data, candidate.config, { sources }));
  const [first, second] = own.map(({ strategies: [{ windows }] }) => windows.map(({ weights }) => weights));
  expect(first).not.toEqual(second);
  const selected = result.strategies[result.strategies.length - 1];
  result.selection!.decisions.forEach(({ candidate }, k) => {
    const c = candidates.findIndex(({ name }) => name === candidate);
    expect(selected.windows[k].weights).toEqual(own[c].strategies[0].windows[k].weights);
  });
}

it('compares kernels of two files by the one that the model names', async () => {
  await expectOwn(
    {
      ...config,
      strategies,
      kernels: { near: { path: 'near.csv' }, far: { path: 'far.csv' } },
      model: { ...config.model, random: term('near') },
      selection: { grid: { 'model.random': [term('near'), term('far')] }, minimumHistory: 3 },
    },
    { kernels: { near: matrix(0.3), far: matrix(0.9) } },
  );
});

it('compares what is made of one file', async () => {
  const asked: BacktestConfig = {
    ...config,
    strategies,
    kernels: { tree: { tree: ['sector', 'group'], path: 'tree.csv', levelWeights: [1, 1, 1] } },
    model: { ...config.model, random: term('tree') },
    selection: { grid: { 'kernels.tree.levelWeights': [[1, 1, 1], [5, 0, 1]] }, minimumHistory: 3 },
  }; // prettier-ignore
  await expectOwn(asked, { kernels: { tree: branches } });
  const otherwise = { ...asked, selection: { candidates: { plain: {}, coarse: { kernels: { tree: { tree: ['sector'], levelWeights: [1, 1] } } } } } }; // prettier-ignore
  expect(thrown(() => selectionCandidates(otherwise))).toMatchObject({
    code: 'selection-shared',
    details: { path: 'kernels.tree.tree', candidate: 'coarse' },
  });
});
