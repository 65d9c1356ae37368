import type { ReturnMatrix } from '../data/check-returns.js';
import { DataError } from '../errors.js';
import type { Panel } from '../model/types.js';

/** Where each asset of a covariance stands in the panel that the model was fitted to. */
export interface Universe {
  assets: readonly string[];
  /** position in the panel's assets, −1 for an asset that is a covariate itself, or a straight line of one */
  position: Int32Array;
  /** the covariate that an asset is a line of, null for an asset of the panel */
  covariate: (string | null)[];
  /** r = intercept + slope·x of such an asset: 0 and 1 where it is the covariate; 0 and 0 of others */
  intercept: Float64Array;
  slope: Float64Array;
}

/**
 * Matches the assets of a covariance with those of the panel.
 *
 * An asset outside the panel must be one of its covariates, number for number: the market leaves the panel, since it
 * has no residual on itself, and re-enters the covariance with a loading of 1 on itself and nothing else. Or it is one of
 * the panel's `lines`, and has their slope as its loading.
 *
 * @throws DataError `not-in-model` naming an asset that is none of these, `different-periods` where returns and panel
 *         do not have the same number of periods
 */
export function matchUniverse(returns: ReturnMatrix, panel: Panel): Universe {
  const [N, T] = [returns.assets.length, returns.dates.length];
  if (panel.periods.length !== T) {
    throw new DataError(
      'different-periods',
      `the returns have ${T} periods, the panel of the fit has ${panel.periods.length}`,
      'give the returns of the window that the model was fitted to',
      { returns: T, panel: panel.periods.length },
    );
  }
  const inPanel = new Map(panel.assets.map((asset, index) => [asset, index]));
  const position = new Int32Array(N);
  const [intercept, slope] = [new Float64Array(N), new Float64Array(N)];
  const covariate = returns.assets.map((asset, i) => {
    position[i] = inPanel.get(asset) ?? -1;
    if (position[i] >= 0) return null;
    if (panel.lines !== undefined && Object.hasOwn(panel.lines, asset)) {
      const line = panel.lines[asset];
      if (panel.covariates[line.covariate] instanceof Float64Array) {
        [intercept[i], slope[i]] = [line.intercept, line.slope];
        return line.covariate;
      }
    }
    for (const [name, values] of Object.entries(panel.covariates)) {
      if (!(values instanceof Float64Array && isColumn(values, returns.returns, N, i))) continue;
      slope[i] = 1;
      return name;
    }
    throw new DataError(
      'not-in-model',
      `${asset} is neither in the panel of the fit nor equal to one of its covariates`,
      'fit the model to this asset too, or leave it out of these returns',
      { asset, covariates: Object.keys(panel.covariates) },
    );
  });
  return { assets: returns.assets, position, covariate, intercept, slope };
}

function isColumn(values: Float64Array, matrix: Float64Array, columns: number, column: number): boolean {
  for (let t = 0; t < values.length; t++) if (values[t] !== matrix[t * columns + column]) return false;
  return true;
}
