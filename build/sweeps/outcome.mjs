/** What the worked example says of its sweep, by SQL of its file. */
import { DuckDBInstance } from '@duckdb/node-api';

/** Sharpe ratios a year over the periods that all trials of a group have: those that verdicts are of. */
export const commonSharpe = `CREATE TEMP VIEW trials AS
SELECT number, universe, period, strategy, "strategy.covariance" AS covariance, "backtest.train" AS train,
  "backtest.rebalance" AS rebalance, "strategy.maxWeights" AS maxWeights, common.sharpe
FROM backtests
JOIN (
  SELECT backtest AS number,
    sqrt(12) * avg(netReturn - riskFree) / stddev_samp(netReturn - riskFree) AS sharpe
  FROM returns
  JOIN backtests ON backtests.number = returns.backtest
  JOIN groups ON groups.universe = backtests.universe AND groups.period = backtests.period
  WHERE returns.period BETWEEN groups.first AND groups.last
  GROUP BY backtest
) AS common USING (number)
WHERE NOT isBaseline;`;

/** Each point in the first period and in the second. */
export const laterPlaces = `CREATE TEMP VIEW later AS
SELECT universe, strategy, covariance, train, rebalance, maxWeights,
  a.number AS first, b.number AS second, a.sharpe AS earlier, b.sharpe AS later,
  rank() OVER (PARTITION BY universe ORDER BY a.sharpe DESC) AS place,
  rank() OVER (PARTITION BY universe ORDER BY b.sharpe DESC) AS laterPlace
FROM trials AS a
JOIN trials AS b USING (universe, strategy, covariance, train, rebalance, maxWeights)
WHERE a.period = 'to 2016' AND b.period = 'since 2017';`;

const medians = `SELECT universe, period, covariance, median(sharpe) AS sharpe FROM trials
GROUP BY universe, period, covariance`;

const agreement = `SELECT universe, corr(earlier, later) AS correlation, count(*) AS points FROM later
GROUP BY universe`;

/** @param result of `sweep()`, for what its file does not have */
export async function openOutcome(path, result) {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  try {
    // one order of sums, so that the page does not change by itself
    await connection.run('SET threads = 1');
    for (const view of [commonSharpe, laterPlaces]) await connection.run(view);
    const rows = async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJS();
    return {
      result,
      groups: await rows('SELECT * FROM groups ORDER BY "group"'),
      points: await rows('SELECT * FROM later ORDER BY universe DESC, place, first'),
      medians: await rows(medians),
      agreement: new Map((await rows(agreement)).map((row) => [row.universe, row])),
    };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
