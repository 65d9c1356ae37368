/** A result as tables, for databases and data frames. */
import type { BacktestResult } from '../backtest/types.js';
import { columns, type Fields } from './columns.js';
import { forecastTables } from './forecast-tables.js';
import { selectionTables } from './selection-tables.js';
import { differenceTable } from './difference-table.js';
import type { ResultTables } from './types.js';

/**
 * The numbers of a result in long form, one fact a row, for queries and joins; `decision` and `period` are dates:
 *
 * - `weights`: strategy, decision, asset, weight
 * - `returns`: strategy, period, grossReturn, netReturn
 * - `windows`: strategy, decision, status, reason, used, turnover, cost, and costs by kind where there are any
 * - `decisions`: decision, trainStart, and of its fit path, converged, iterations, logLikelihood, heritability and its
 *   standard error; nulls where no model was fitted
 * - `variances`: decision, label, estimate, standardError, atBoundary
 * - `covariances`: decision, covariance, conditionNumber, null where it is singular
 * - `exclusions`: decision, asset, reason, the assets that sat out
 * - `notes`: decision, note; those on the data have no decision
 * - `statistics`: strategy, and a column a statistic
 * - `candidates`, `picks`, `scores`: of a selection; candidate, picked, deflatedSharpe and a column a statistic; decision,
 *   candidate, score, periods, reason; decision, candidate, score
 * - `forecastScores`, `forecastSkips`: one row a covariance with its scores; covariance, decision, period, reason
 * - `differences`: the tests of `comparisons`, statistic `sharpe` or `logVariance`, strategy against base
 * - `run`: one row with engineVersion, dataHash, frequency, periodsPerYear, formula, and the configuration as JSON
 *
 * What a run was not asked for is a table without rows.
 *
 * Numbers are those of `result.json`, to the bit, names and units too: weights, returns and costs are shares, 0.01 for
 * 1 %. What is undefined is null.
 *
 * @param result as `backtest` returns it, or as parsed from a `result.json`; it is not checked
 * @returns by table its columns, all of one length; a table without rows has its columns too
 */
export function resultTables(result: BacktestResult): ResultTables {
  const { strategies, decisions, universe } = result;
  const windows = strategies.flatMap(({ name, windows }) => windows.map((window) => ({ name, window })));
  const statistics = [...new Set(strategies.flatMap((strategy) => Object.keys(strategy.statistics)))];
  const ofDecision = <Part>(parts: (decision: (typeof decisions)[number]) => readonly Part[]) =>
    decisions.flatMap((decision) => parts(decision).map((part) => ({ date: decision.decision, part })));

  return {
    weights: columns(
      windows.flatMap(({ name, window: { decision, weights } }) =>
        universe.map((asset) => ({ name, decision, asset, weight: weights[asset] })),
      ),
      {
        strategy: ['text', ({ name }) => name],
        decision: ['date', ({ decision }) => decision],
        asset: ['text', ({ asset }) => asset],
        weight: ['double', ({ weight }) => weight],
      },
    ),
    returns: columns(
      strategies.flatMap(({ name, periods, grossReturns, netReturns }) =>
        periods.map((period, t) => ({ name, period, gross: grossReturns[t], net: netReturns[t] })),
      ),
      {
        strategy: ['text', ({ name }) => name],
        period: ['date', ({ period }) => period],
        grossReturn: ['double', ({ gross }) => gross],
        netReturn: ['double', ({ net }) => net],
      },
    ),
    windows: columns(windows, {
      strategy: ['text', ({ name }) => name],
      decision: ['date', ({ window }) => window.decision],
      status: ['text', ({ window }) => window.status],
      reason: ['text', ({ window }) => window.reason],
      used: ['text', ({ window }) => window.used],
      turnover: ['double', ({ window }) => window.turnover],
      cost: ['double', ({ window }) => window.cost],
      linear: ['double', ({ window }) => window.costs?.linear],
      quadratic: ['double', ({ window }) => window.costs?.quadratic],
      impact: ['double', ({ window }) => window.costs?.impact],
      exits: ['double', ({ window }) => window.costs?.exits],
      borrow: ['double', ({ window }) => window.costs?.borrow],
      margin: ['double', ({ window }) => window.costs?.margin],
    }),
    decisions: columns(decisions, {
      decision: ['date', ({ decision }) => decision],
      trainStart: ['date', ({ trainStart }) => trainStart],
      path: ['text', ({ fit }) => fit?.path],
      converged: ['boolean', ({ fit }) => fit?.converged],
      iterations: ['integer', ({ fit }) => fit?.iterations],
      logLikelihood: ['double', ({ fit }) => fit?.logLikelihood],
      heritability: ['double', ({ fit }) => fit?.heritability],
      heritabilityStandardError: ['double', ({ fit }) => fit?.heritabilityStandardError],
    }),
    variances: columns(
      ofDecision(({ fit }) => fit?.variances ?? []),
      {
        decision: ['date', ({ date }) => date],
        label: ['text', ({ part }) => part.label],
        estimate: ['double', ({ part }) => part.estimate],
        standardError: ['double', ({ part }) => part.standardError],
        atBoundary: ['boolean', ({ part }) => part.atBoundary],
      },
    ),
    covariances: columns(
      ofDecision(({ conditionNumbers }) => Object.entries(conditionNumbers)),
      {
        decision: ['date', ({ date }) => date],
        covariance: ['text', ({ part: [name] }) => name],
        conditionNumber: ['double', ({ part: [, number] }) => number],
      },
    ),
    exclusions: columns(
      ofDecision(({ satOut }) => satOut),
      {
        decision: ['date', ({ date }) => date],
        asset: ['text', ({ part }) => part.asset],
        reason: ['text', ({ part }) => part.reason],
      },
    ),
    notes: columns(
      [...result.notes.map((part) => ({ date: null, part })), ...ofDecision(({ notes }) => notes)],
      {
        decision: ['date', ({ date }) => date],
        note: ['text', ({ part }) => part],
      },
    ),
    statistics: columns(strategies, {
      strategy: ['text', ({ name }) => name],
      ...Object.fromEntries(
        statistics.map((name): [string, Fields<(typeof strategies)[number]>[string]] => [
          name,
          ['double', (strategy) => strategy.statistics[name as keyof typeof strategy.statistics]],
        ]),
      ),
    }),
    ...selectionTables(result, statistics),
    ...forecastTables(result),
    differences: differenceTable(result),
    run: columns([result], {
      engineVersion: ['text', ({ engineVersion }) => engineVersion],
      dataHash: ['text', ({ dataHash }) => dataHash],
      frequency: ['text', ({ frequency }) => frequency],
      periodsPerYear: ['double', ({ periodsPerYear }) => periodsPerYear],
      formula: ['text', ({ formula }) => formula],
      config: ['text', ({ config }) => JSON.stringify(config)],
    }),
  };
}
