import { checkSeries, finiteOrNull } from './checks.js';
import { excessOver } from './excess.js';
import { mean } from './moments.js';

/**
 * Mean one-way turnover Σ_k τ_k/n, τ_k = ½Σ_i|w_i − w⁻_i|: a fraction of wealth a rebalance.
 *
 * @param turnovers τ of n rebalances, best without the first purchase, which has nothing to turn over
 * @returns null for no rebalance
 * @throws DataError `not-finite`
 */
export function averageTurnover(turnovers: ArrayLike<number>): number | null {
  checkSeries({ turnovers });
  return mean(turnovers);
}

/**
 * Break-even cost Σ_t(g_t − f_t)/Σ_k 2τ_k: the cost of trading one unit of value, one way, at which trading would cost
 * what the portfolio earns beyond the risk-free rate. A fraction of the value traded, to first order in costs: 2τ is the
 * value bought and sold. Negative where there is nothing to pay costs with.
 *
 * @param grossReturns g by period, before costs
 * @param riskFree f: one rate a period, as long as grossReturns
 * @param turnovers τ of each rebalance, one way, best without the first purchase
 * @returns null where nothing was traded, or for no periods
 * @throws DataError `wrong-length`, `not-finite`
 */
export function breakEvenCost(
  grossReturns: ArrayLike<number>,
  riskFree: ArrayLike<number>,
  turnovers: ArrayLike<number>,
): number | null {
  checkSeries({ turnovers });
  const { values } = excessOver(grossReturns, riskFree, 'riskFree');
  let traded = 0;
  for (let k = 0; k < turnovers.length; k++) traded += 2 * turnovers[k];
  const earned = mean(values);
  if (earned === null || !(traded > 0)) return null;
  return finiteOrNull((earned * values.length) / traded);
}
