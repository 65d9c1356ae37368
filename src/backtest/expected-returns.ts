import type { ReturnTable } from '../data/types.js';
import { parseRandomTerm } from '../model/terms.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';

/** Mean return of each asset over the periods of a table without missing cells. */
export function sampleMeans({ assets, dates, returns }: ReturnTable): Float64Array {
  const [N, T] = [assets.length, dates.length];
  const sums = new Float64Array(N);
  for (let t = 0; t < T; t++) for (let i = 0; i < N; i++) sums[i] += returns[t * N + i];
  return sums.map((sum) => sum / T);
}

/**
 * What a fitted model expects of each asset in an average period of its window: the mean of fixed effects and
 * persistent BLUPs (`asset(K)`, `asset:x(K)`) over the periods, without the `time` and `asset:time(K)` effects, whose
 * expectation is 0 in every other period.
 *
 * With per-asset intercepts these are the sample means; with common ones and `asset(K)` they are shrunken.
 *
 * @param returns of the window; an asset that is not in the panel is a covariate itself, and its mean is what it is
 * @returns by asset of `returns`, per period
 */
export function modelMeans(
  returns: ReturnTable,
  { fit, panel, model }: { fit: PanelFit; panel: Panel; model: PanelModel },
): Float64Array {
  const [N, T] = [panel.assets.length, panel.periods.length];
  const persistent = fit.fitted.slice();
  for (const term of model.random) {
    const { kind } = parseRandomTerm(term);
    const effects = fit.randomEffects[term];
    for (let t = 0; t < T; t++)
      for (let i = 0; i < N; i++) {
        if (kind === 'time') persistent[t * N + i] -= fit.scales[i] * effects[t];
        if (kind === 'assetTime') persistent[t * N + i] -= effects[t * N + i];
      }
  }
  const modelled = sampleMeans({ ...returns, assets: panel.assets, returns: persistent });
  return sampleMeans(returns).map((mean, i) => {
    const position = panel.assets.indexOf(returns.assets[i]);
    return position < 0 ? mean : modelled[position];
  });
}
