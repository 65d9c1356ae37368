import { ConfigError, DataError } from '../../errors.js';

/** Equally likely returns of assets. */
export interface Scenarios {
  assets: readonly string[];
  /** S×N, row-major: simple returns a period, 0.01 for 1 % */
  returns: Float64Array;
}

/**
 * The number of scenarios.
 *
 * @throws DataError `no-assets`, `wrong-length`, `no-scenarios`, `not-finite` naming the asset and the scenario
 * @throws ConfigError `repeated-asset`
 */
export function checkScenarios({ assets, returns }: Scenarios): number {
  const N = assets.length;
  if (N === 0) throw new DataError('no-assets', 'the scenarios are of no asset', 'give at least one asset');
  const twice = assets.find((asset, i) => assets.indexOf(asset) !== i);
  if (twice !== undefined) {
    throw new ConfigError(
      'repeated-asset',
      `the scenarios name ${twice} twice`,
      'give each asset one column with a name of its own',
      { asset: twice },
    );
  }
  if (returns.length % N !== 0) {
    throw new DataError(
      'wrong-length',
      `there are ${returns.length} returns of ${N} assets, which are no whole scenarios`,
      'give scenarios × assets, row by row',
      { name: 'returns', length: returns.length, assets: N },
    );
  }
  if (returns.length === 0)
    throw new DataError('no-scenarios', `there is no scenario of ${N} assets`, 'give at least one', {
      assets: N,
    });
  const k = returns.findIndex((value) => !Number.isFinite(value));
  if (k >= 0) {
    const [scenario, asset] = [Math.floor(k / N), assets[k % N]];
    throw new DataError(
      'not-finite',
      `the return of ${asset} in scenario ${scenario} is ${String(returns[k])}`,
      'leave out scenarios with missing returns, or the asset',
      { asset, scenario, value: String(returns[k]) },
    );
  }
  return returns.length / N;
}

/**
 * β, in (0, 1).
 *
 * @throws ConfigError `bad-confidence`
 */
export function checkConfidence(confidence: unknown): number {
  if (typeof confidence === 'number' && confidence > 0 && confidence < 1) return confidence;
  throw new ConfigError(
    'bad-confidence',
    `confidence is ${String(confidence)}`,
    'give a number between 0 and 1, 0.95 for the worst 5 % of scenarios',
    { value: String(confidence) },
  );
}

/** −r_s'w of each scenario */
export function lossesOf({ returns }: Pick<Scenarios, 'returns'>, weights: Float64Array): Float64Array {
  const N = weights.length;
  return Float64Array.from({ length: returns.length / N }, (_, s) => {
    let sum = 0;
    for (let i = 0; i < N; i++) sum -= returns[s * N + i] * weights[i];
    return sum;
  });
}
