import { matchUniverse } from '../covariance/universe.js';
import type { ReturnTable } from '../data/types.js';
import { ConfigError, ModelError } from '../errors.js';
import { suggestion } from '../suggest.js';
import { designPanel, fixedEffectPlaces, type PeriodColumn } from './design.js';
import type { Panel, PanelFit, PanelModel } from './types.js';

/** What a covariate is taken to be: a number; of a factor a level, or the share of each level. */
export type CovariateValue = number | string | Record<string, number>;

/** Where the covariates stand for which returns are expected, and of which assets. */
export interface ExpectedReturnsOptions {
  /** by covariate; default the mean over the panel's periods, and of a factor the shares of its levels */
  at?: Record<string, CovariateValue>;
  /**
   * the window's returns: the result then follows their assets, and one that is not in the panel must be a covariate,
   * number for number (the market). Default: the assets of the panel.
   */
  returns?: ReturnTable;
}

/** Expected returns by asset, per period. */
export interface ExpectedReturns {
  assets: string[];
  /** by asset, per period, of the returns that the panel holds (in excess of the risk-free rate where they are) */
  values: Float64Array;
}

/** Sums of shares differ from 1 by no more than this. */
const ROUNDING = 1e-9;

/**
 * Expected return of each asset in a period with given covariates, from a fitted model:
 *
 *     μ_i = Σ_x x·b_i,x + Σ_x x·û_i,x
 *
 * over the fixed effects (common or per asset; x = 1 for intercepts) and the persistent random effects `asset(K)` and
 * `asset:x(K)`. `time` and `asset:time(K)` have expectation 0 in any period that is not in the panel. The expected
 * return of an asset that is a covariate itself, such as the market, is that covariate's value, of a line its line's.
 *
 * At the default values and with an intercept per asset, μ is the mean of the returns. Means of short windows are poor
 * forecasts; `asset(K)` in the place of `asset` shrinks them towards each other.
 *
 * @throws ConfigError `unknown-covariate`, `unknown-level`, `bad-value` for an option that cannot be used
 * @throws ModelError `fit-mismatch` where the fit lacks an effect of the model, and as `fitPanel` for its terms
 * @throws DataError `not-in-model`, `different-periods`, as `covariance`; `missing-covariate`, `wrong-length`
 */
export function expectedReturns(
  fit: PanelFit,
  panel: Panel,
  model: PanelModel,
  { at = {}, returns }: ExpectedReturnsOptions = {},
): ExpectedReturns {
  checkOptions(at, panel);
  const design = designPanel(panel, model);
  const value = ({ label, values }: PeriodColumn): number => valueOf(label, values, at);
  const N = panel.assets.length;
  const expected = new Float64Array(N);

  fixedEffectPlaces(design, panel.assets).forEach(({ label, perAsset, index, asset }, k) => {
    const effect = fit.fixedEffects[k];
    if (effect?.label !== label) throw mismatch(`fixed effect ${label}`, { label });
    const part = value(perAsset ? design.assetFixed[index] : design.commonFixed[index]) * effect.estimate;
    if (perAsset) expected[asset] += part;
    else for (let i = 0; i < N; i++) expected[i] += part;
  });
  for (const { label, column } of design.random) {
    if (column < 0) continue;
    const x = value(design.persistent[column]);
    const effects = fit.randomEffects[label];
    if (effects?.length !== N) throw mismatch(`random effect ${label}`, { label });
    for (let i = 0; i < N; i++) expected[i] += x * effects[i];
  }

  if (returns === undefined) return { assets: [...panel.assets], values: expected };
  const universe = matchUniverse(returns, panel);
  const values = Float64Array.from(universe.position, (row, i) => {
    const covariate = universe.covariate[i];
    if (covariate === null) return expected[row];
    const x = valueOf(covariate, panel.covariates[covariate] as Float64Array, at);
    return universe.intercept[i] + universe.slope[i] * x;
  });
  return { assets: [...returns.assets], values };
}

/** What a column of the design is at the stated values: 'x', or 'x[level]' for a factor. */
function valueOf(label: string, values: Float64Array, at: Record<string, CovariateValue>): number {
  const [name] = label.split('[', 1);
  if (label === '1' || !Object.hasOwn(at, name)) return mean(values);
  const given = at[name];
  if (typeof given === 'number') return given;
  const level = label.slice(name.length + 1, -1);
  if (typeof given === 'string') return given === level ? 1 : 0;
  return Object.hasOwn(given, level) ? given[level] : 0;
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < values.length; t++) sum += values[t];
  return sum / values.length;
}

function checkOptions(at: Record<string, CovariateValue>, { covariates }: Panel): void {
  for (const [name, value] of Object.entries(at)) {
    if (!Object.hasOwn(covariates, name)) {
      throw new ConfigError(
        'unknown-covariate',
        `at.${name} is not a covariate of the panel`,
        suggestion(name, Object.keys(covariates)),
        { path: `at.${name}`, covariate: name },
      );
    }
    const levels = covariates[name];
    if (Array.isArray(levels)) checkLevels(name, value, [...new Set(levels)].sort());
    else if (!Number.isFinite(value)) {
      throw new ConfigError(
        'bad-value',
        `at.${name} is ${typeof value === 'number' ? value : JSON.stringify(value)}, and ${name} is a number`,
        'give a finite number, in the unit of the panel',
        { path: `at.${name}` },
      );
    }
  }
}

function checkLevels(name: string, value: CovariateValue, levels: string[]): void {
  const path = `at.${name}`;
  const shares: Record<string, number> = typeof value === 'string' ? { [value]: 1 } : {};
  if (typeof value === 'object') Object.assign(shares, value);
  const unknown = Object.keys(shares).find((level) => !levels.includes(level));
  if (unknown !== undefined) {
    throw new ConfigError(
      'unknown-level',
      `${path} names the level "${unknown}", which ${name} does not have in this panel`,
      suggestion(unknown, levels),
      { path, level: unknown },
    );
  }
  const sum = Object.values(shares).reduce((total, share) => total + share, 0);
  if (!Object.values(shares).every((share) => share >= 0) || !(Math.abs(sum - 1) <= ROUNDING)) {
    throw new ConfigError(
      'bad-value',
      `${path} is ${JSON.stringify(value)}, and ${name} is a factor`,
      `give one of the levels ${levels.join(', ')}, or shares of them that add up to 1`,
      { path },
    );
  }
}

function mismatch(what: string, details: { label: string }): ModelError {
  return new ModelError(
    'fit-mismatch',
    `the fit has no ${what}`,
    'give the panel and the model that this fit was made from',
    details,
  );
}
