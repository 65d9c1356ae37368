import { describe, expect, it } from 'vitest';
import { type BacktestConfig, fitModel, fitResult, summarizeFit } from '../../src/browser.js';
import { fitFiles } from '../../src/cli/fit-files.js';
import { engines } from '../support/engines.js';
import { simulatedPrices } from '../support/simulated-prices.js';
import { runCli, temporaryFolder, writeStudy } from '../support/cli.js';

const [[, engine]] = engines;
const data = simulatedPrices({ seed: 21, assets: ['SPY', 'IWM', 'EFA', 'AGG', 'GLD'], months: 31 });
const config: BacktestConfig = { market: 'average', model: { minHeritability: 0 } };

describe.each([
  ['before', ['time', 'asset:time(risk)']],
  ['behind', ['asset:time(risk)', 'time']],
])('a fit with the average as the market, with time %s another term', (_, random) => {
  const fitted = fitModel(engine, data, { ...config, model: { random } });
  const result = fitResult(fitted);

  it('has the terms that were estimated, without time, which a note explains', () => {
    expect(result.model.random).toEqual(['asset:time(risk)']);
    expect(result.variances.map(({ label }) => label)).toEqual(['asset:time(risk)', 'residual']);
    expect(result.periodEffects.map(({ term, count }) => [term, count])).toEqual([
      ['asset:time(risk)', 30 * 5],
    ]);
    expect(result.notes).toContainEqual(expect.stringContaining('"time" is left out'));
  });

  it('has shares that sum to 1, and a heritability that is theirs', () => {
    const [kernel, residual] = summarizeFit(fitted.panel, fitted.model, fitted.fit).variances;
    expect(kernel.share + residual.share).toBeCloseTo(1, 14);
    // a kernel with a unit diagonal, so that the share is a ratio of variances
    expect(kernel.share).toBeCloseTo(kernel.estimate / (kernel.estimate + residual.estimate), 14);
    expect(fitted.fit.heritability.estimate).toBeCloseTo(kernel.share, 12);
  });

  it('writes the BLUPs of these terms alone', async () => {
    const { 'blups.csv': table } = await fitFiles(fitted, result, ['csv']);
    const rows = (table as string).trimEnd().split('\n').slice(1);
    expect(rows).toHaveLength(30 * 5);
    expect(rows.every((row) => row.startsWith('asset:time(risk),'))).toBe(true);
  });
});

describe('mixfolio fit with the average as the market', () => {
  it('prints the default model without time', async () => {
    const folder = temporaryFolder();
    const run = await runCli(['fit', '--config', writeStudy(folder, { market: 'average' }), '--out', folder]);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toMatch(
      /^Model +return ~ 0 \+ asset \+ asset:market \+ \(1 \| asset:time, combined\)$/m,
    );
    expect(run.stdout).toContain('"time" is left out');
  });
});
