import { describe, expect, it } from 'vitest';
import { monthlyPrices, runCli, temporaryFolder, writeStudy } from '../support/cli.js';

const lines = monthlyPrices().trimEnd().split('\n');
/** A copy of column 2 under another name. */
const twins = lines.map((line, k) => `${line},${k === 0 ? 'TWIN' : line.split(',')[2]}`).join('\n');

/** Another asset, whose prices are those of column 2 from the last to the first. */
const more = lines.map((line, k) => `${line},${k === 0 ? 'MORE' : lines.at(-k)!.split(',')[2]}`).join('\n');

/** Inputs that a run accepts, with what `check` notes about them. */
const cases: { what: string; config?: object; prices?: string; notes: string[] }[] = [
  {
    what: 'more assets than periods to train on',
    config: { backtest: { train: 5, rebalance: 60 } },
    prices: more,
    notes: ['2018-06-30: 6 assets and 5 periods to train on, so the sample covariance is singular'],
  },
  {
    what: 'two assets of the same prices',
    prices: twins,
    notes: ['TWIN has the returns of AAA in all periods: one of two assets adds nothing'],
  },
  {
    what: 'assets in none of the classes',
    config: { classes: { bond: ['AAA', 'BBB', 'CCC', 'DDD'] } },
    notes: ['assets in none of the classes: MKT'],
  },
];

describe('inputs that are accepted with a note', () => {
  it.each(cases)('$what', async ({ config = {}, prices, notes }) => {
    const folder = temporaryFolder();
    const study = writeStudy(folder, { ...config }, prices);
    const { status, stdout, stderr } = await runCli(['check', '--config', study]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const [, noted] = /^Notes:\n((?: {2}.*\n)+)/m.exec(stdout)!;
    expect(noted.trimEnd().split('\n')).toEqual(notes.map((note) => `  ${note}`));
  });
});
