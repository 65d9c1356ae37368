import { describe, expect, it } from 'vitest';
import { backtest, fitModel, resultTables } from '../../src/browser.js';
import { fitInference } from '../../src/fit/inference.js';
import { fitResult } from '../../src/fit/result.js';
import { fitDuckDB } from '../../src/tables/duckdb.js';
import { fitTables } from '../../src/tables/fit-tables.js';
import { fitTableNames, resultTableNames } from '../../src/tables/names.js';
import { fitParquet } from '../../src/tables/parquet.js';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/cli.js';
import { cellsOf, cellsOfParquet, cellsOfQuery } from '../support/result-tables.js';
import { config, data, engine } from '../support/six-assets.js';

describe('tables of what a run was asked for', () => {
  it('have the candidates, picks and scores of a selection, forecast scores and tests of differences', async () => {
    const result = await backtest(engine, data, {
      ...config,
      backtest: { ...config.backtest, forecastScores: true },
      strategies: [{ name: 'sample' }, { name: 'ledoitWolf' }],
      selection: { grid: { 'backtest.train': [12, 18] }, minimumHistory: 2 },
    });
    const tables = resultTables(result);
    expect(Object.keys(tables)).toEqual(resultTableNames);
    const { candidates, picks, scores, forecastScores, forecastSkips, differences } = cellsOf(tables);
    const { selection, comparisons } = result;
    expect(candidates.candidate).toEqual(selection!.candidates.map(({ name }) => name));
    expect(candidates.picked).toEqual(selection!.candidates.map(({ picked }) => picked));
    expect(candidates.sharpe).toEqual(selection!.candidates.map(({ statistics }) => statistics.sharpe));
    expect(picks.decision).toEqual(result.decisions.map(({ decision }) => decision));
    selection!.decisions.forEach(({ decision, candidate, reason, periods, scores: of }, row) => {
      const cells = [picks.candidate, picks.score, picks.reason, picks.periods].map((column) => column[row]);
      expect(cells).toEqual([candidate, of[candidate], reason, periods]);
      for (const [k, [name, score]] of Object.entries(of).entries()) {
        const at = 2 * row + k;
        expect([scores.decision[at], scores.candidate[at], scores.score[at]]).toEqual([
          decision,
          name,
          score,
        ]);
      }
    });
    expect(picks.score.some((score) => score !== null)).toBe(true);

    expect(forecastScores.covariance).toEqual(['sample', 'ledoitWolf']);
    expect(forecastScores.strategies.map((text) => JSON.parse(text as string) as string[])).toEqual(
      result.forecastScores!.map(({ strategies }) => strategies),
    );
    result.forecastScores!.forEach((of, row) => {
      expect(forecastScores.biasMinimumVariance[row]).toBe(of.bias.minimumVariance);
      expect(forecastScores.biasEqualWeight[row]).toBe(of.bias.equalWeight);
      expect(forecastScores.qlike[row]).toBe(of.qlike);
      expect(forecastScores.mahalanobisCoverage[row]).toBe(of.mahalanobis.coverage);
      expect(forecastScores.minimumVarianceTurnover[row]).toBe(of.minimumVarianceTurnover);
    });
    expect(forecastSkips.reason).toEqual(
      result.forecastScores!.flatMap(({ skipped }) => skipped.map(({ reason }) => reason)),
    );

    expect(differences.statistic).toEqual(['sharpe', 'sharpe', 'logVariance', 'logVariance']);
    const tests = [...comparisons!.sharpe.tests, ...comparisons!.logVariance.tests];
    expect(differences.strategy).toEqual(tests.map(({ name }) => name));
    expect(differences.base).toEqual(Array(4).fill('sample'));
    expect(differences.pValue).toEqual(tests.map(({ pValue }) => pValue));
    expect(differences.lower).toEqual(tests.map(({ interval }) => interval?.lower ?? null));
    expect(differences.difference).toEqual(tests.map(({ difference }) => difference));
    expect(differences.reason).toEqual(tests.map(({ reason }) => reason));
    expect(differences.periods).toEqual(Array(4).fill(comparisons!.sharpe.periods));

    // longer runs than this one have tests
    const found = {
      standardError: 0.1,
      pValue: 0.02,
      interval: { lower: -0.3, upper: 0.1 },
      holm: 0.04,
      romanoWolf: 0.03,
    };
    const sharpe = {
      ...comparisons!.sharpe,
      tests: comparisons!.sharpe.tests.map((test) => ({ ...test, ...found })),
    };
    const tested = cellsOf(resultTables({ ...result, comparisons: { ...comparisons!, sharpe } })).differences;
    const { standardError, pValue, lower, upper, holm, romanoWolf } = tested;
    expect([standardError, pValue, lower, upper, holm, romanoWolf].map(([first]) => first)).toEqual([
      ...[0.1, 0.02, -0.3, 0.1, 0.04, 0.03],
    ]);
  });

  it('have columns and no rows of what it was not asked for', async () => {
    const result = await backtest(engine, data, { ...config, strategies: [{ name: 'sample' }] });
    const tables = cellsOf(resultTables(result));
    for (const name of ['candidates', 'picks', 'scores', 'forecastScores', 'forecastSkips', 'differences']) {
      expect(Object.keys(tables[name]).length, name).toBeGreaterThan(2);
      expect(Object.values(tables[name]).flat(), name).toEqual([]);
    }
  });
});

describe('tables of a fit', () => {
  const modelFit = fitModel(engine, data, { ...config, model: { ...config.model, halfLife: undefined } });
  const result = fitResult(modelFit, fitInference(engine, modelFit, { tests: true }));
  const tables = fitTables(modelFit, result);
  const cells = cellsOf(tables);

  it('have the numbers of the fit, a fact a row', () => {
    expect(Object.keys(tables)).toEqual(fitTableNames);
    const { panel, fit, returns } = modelFit;
    expect(cells.cells.fitted).toEqual(Array.from(fit.fitted));
    panel.periods.forEach((period, t) =>
      panel.assets.forEach((asset, i) => {
        const row = t * panel.assets.length + i;
        expect([cells.cells.period[row], cells.cells.asset[row]]).toEqual([period, asset]);
        const sum = (cells.cells.fitted[row] as number) + (cells.cells.residual[row] as number);
        const column = returns.assets.indexOf(asset);
        expect(sum).toBeCloseTo(returns.returns[t * returns.assets.length + column], 12);
      }),
    );
    expect(cells.fixedEffects.estimate).toEqual(result.fixedEffects.map(({ estimate }) => estimate));
    expect(cells.variances.share).toEqual(result.variances.map(({ share }) => share));
    const { assets, sample } = result.correlations;
    const N = assets.length;
    expect(cells.correlations.correlation.slice(0, N * N)).toEqual(sample);
    expect(cells.correlations.other.slice(0, N)).toEqual(assets);
    expect(cells.tests.pValue).toEqual(result.inference!.tests!.map(({ pValue }) => pValue));
    const { components, periods } = result.inference!.influence!;
    expect(cells.periodInfluence.cookDistance).toEqual(periods.map(({ cookDistance }) => cookDistance));
    expect(cells.influenceByVariance.label.slice(0, components.length)).toEqual(components);
    expect(cells.influenceByVariance.change).toEqual(periods.flatMap(({ changes }) => changes));
    expect(cells.fit.logLikelihood).toEqual([result.model.logLikelihood]);
    expect(cells.periodWeights).toEqual({ period: [], weight: [] });
  });

  it('are read back from Parquet and DuckDB to the bit', async () => {
    const path = join(temporaryFolder(), 'fit.duckdb');
    writeFileSync(path, await fitDuckDB(modelFit, result));
    for (const [table, bytes] of Object.entries(await fitParquet(modelFit, result))) {
      expect(await cellsOfParquet(bytes), table).toEqual(cells[table]);
      expect(await cellsOfQuery(path, `select * from "${table}"`), table).toEqual(cells[table]);
    }
  });
});
