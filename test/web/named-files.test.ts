import { describe, expect, it } from 'vitest';
import { configuredSources } from '../../src/backtest/configured-sources.js';
import { type BacktestConfig, resolveConfig } from '../../src/browser.js';
import type { JsonObject } from '../../web/src/configuration.js';
import { kernelOfFile } from '../../web/src/worker/kernel-file.js';
import {
  isKernelUse,
  type KernelUse,
  namedFiles,
  uses,
  withKernel,
  withUse,
} from '../../web/src/named-files.js';

const everyFile = {
  prices: { path: 'data/prices.csv', date: 'day' },
  market: { path: 'data/index.csv', column: 'price' },
  riskFree: { path: 'rates.csv', column: 'bill' },
  membership: { path: 'members.csv' },
  classes: 'classes.csv',
  dividends: 'dividends.csv',
  splits: { path: 'splits.csv' },
  covariates: { rate: { path: 'macro.csv', column: 'rate' } },
  kernels: { similar: { path: 'similar.csv' }, own: { kind: 'linear' } },
  backtest: { delistingReturns: 'delistings.csv' },
} satisfies BacktestConfig;

const kernelFiles: Record<KernelUse, string> = {
  matrixKernel: ',A\nA,1\n',
  treeKernel: 'ticker,sector\nA,Energy\n',
  fundamentalsKernel: 'date,ticker,size\n2020-01-01,A,3\n',
};

/** The paths that the library reads of a configuration beside its prices. */
async function asked(config: BacktestConfig): Promise<string[]> {
  const paths: string[] = [];
  const texts: Record<string, string> = {
    'members.csv': 'ticker,from,to\nA,2020-01-01,\n',
    'classes.csv': 'ticker,bonds\nA,1\n',
    'similar.csv': kernelFiles.matrixKernel,
    ...Object.fromEntries(Object.entries(kernelFiles).map(([use, text]) => [`${use}.csv`, text])),
    'delistings.csv': 'date,symbol,return\n2020-01-01,A,-1\n',
    'dividends.csv': 'date,symbol,amount\n2020-01-01,A,1\n',
    'splits.csv': 'date,symbol,ratio\n2020-01-01,A,2\n',
  };
  await configuredSources(resolveConfig(config), {
    text: (path) => {
      paths.push(path);
      return Promise.resolve(texts[path]);
    },
    series: (_, { path }) => {
      paths.push(path);
      return Promise.resolve({ assets: ['x'], dates: ['2020-01-01'], prices: Float64Array.of(1) });
    },
  });
  return paths;
}

describe('the files that a configuration names', () => {
  it('are those that the library reads, and the prices', async () => {
    const names = namedFiles(everyFile).map(({ name }) => name);
    const read = (await asked(everyFile)).map((path) => path.replace('data/', ''));
    expect([...names].sort()).toEqual(['prices.csv', ...read].sort());
  });

  it('are none where strings and objects are no files', async () => {
    const config = {
      prices: 'p.csv',
      market: 'SPY',
      riskFree: 0.02,
      classes: { path: ['A'] },
      backtest: { delistingReturns: { path: -0.5 } },
    };
    expect(namedFiles(config)).toEqual([{ field: 'prices', name: 'p.csv', isSeries: true }]);
    expect(await asked(config)).toEqual([]);
  });

  it.each(uses)('can be used as %s, which the library then reads', async (use) => {
    const own: Partial<Record<string, string>> = { membership: 'members.csv', delistingReturns: 'delistings.csv' }; // prettier-ignore
    const name = own[use] ?? `${use}.csv`;
    const base: JsonObject = { prices: 'p.csv', market: 'SPY' };
    const config = isKernelUse(use)
      ? withKernel(base, name, kernelOfFile(kernelFiles[use], name, use))
      : withUse(base, use, name, ['x', 'y']);
    expect(namedFiles(config).map((one) => one.name)).toContain(name);
    if (use !== 'prices') expect(await asked(config as unknown as BacktestConfig)).toEqual([name]);
  });

  it('take a name of their own where there is one already', () => {
    const once = withUse({}, 'covariate', 'rate.csv', ['x']);
    expect(withUse(once, 'covariate', 'rate.csv', ['x'])).toEqual({
      covariates: {
        rate: { path: 'rate.csv', column: 'x' },
        rate_2: { path: 'rate.csv', column: 'x' },
      },
    });
  });
});
