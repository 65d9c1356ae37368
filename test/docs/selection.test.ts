import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type BacktestResult, resolveConfig, selectionCandidates } from '../../src/browser.js';
import { runCli, temporaryFolder } from '../support/cli.js';

const page = readFileSync('docs/selection.md', 'utf8');
const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) => JSON.parse(text) as object);

it('has configurations that are valid', () => {
  const [whole, candidates] = examples;
  expect(selectionCandidates(whole as never)).toHaveLength(12);
  const named = { ...whole, selection: candidates };
  expect(selectionCandidates(resolveConfig(named)).map(({ name }) => name)).toEqual([
    'plain',
    'recent',
    'returns alone',
  ]);
});

it('has the figures of its example', async () => {
  const out = temporaryFolder();
  await runCli(['backtest', '--config', 'examples/selection.json', '--out', out]);
  const result = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as BacktestResult;
  const { candidates } = result.selection!;
  const ratios = candidates.map(({ statistics }) => statistics.sharpe!);
  const shown = (value: number) => value.toFixed(2);
  expect(page).toContain(
    `with ${candidates.length} candidates, the selected strategy has a Sharpe ratio of ` +
      `${shown(result.strategies.at(-1)!.statistics.sharpe!)}; its candidates have ${shown(Math.min(...ratios))} to ` +
      `${shown(Math.max(...ratios))}, and the one that the configuration itself describes has ` +
      `${shown(result.strategies[0].statistics.sharpe!)}.`,
  );
});
