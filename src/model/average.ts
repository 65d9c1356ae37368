import { ModelError } from '../errors.js';
import { orthonormalBasis, residualsBeyond } from './basis.js';
import type { PanelDesign } from './design.js';
import { parseFixedTerm, parseRandomTerm } from './terms.js';
import type { Panel, PanelModel } from './types.js';

/** Sums of residuals below this share of the residuals are 0: independent residuals give sums as large as themselves. */
const ADDED_UP = 1e-6;

/** Residuals below this share of the returns are rounding. */
const NO_VARIATION = 1e-12;

/** Largest difference from the average, relative to the largest return, that is rounding. */
const ROUNDING = 1e-9;

/**
 * Refuses a panel whose residuals add up to zero over the assets, as with the average of its returns among the
 * covariates: it has one direction less than the likelihood counts.
 *
 * @param returns periods × assets, and `design` its columns, weighted where the model weights periods
 * @throws ModelError `average-market`
 */
export function refuseAverage(returns: Float64Array, assets: number, design: PanelDesign): void {
  const [T, N] = [returns.length / assets, assets];
  const basis = orthonormalBasis([...design.assetFixed, ...design.commonFixed, ...design.persistent]);
  if (N < 2 || basis.length >= T) return;
  const residuals = residualsBeyond(basis, returns, N);
  let sums = 0;
  let squares = 0;
  let size = 0;
  for (let t = 0; t < T; t++) {
    let sum = 0;
    for (let i = 0; i < N; i++) {
      const residual = residuals[t * N + i];
      sum += residual;
      squares += residual * residual;
      size += returns[t * N + i] * returns[t * N + i];
    }
    sums += sum * sum;
  }
  if (!(squares > NO_VARIATION * NO_VARIATION * size) || sums > ADDED_UP * ADDED_UP * squares) return;
  throw new ModelError(
    'average-market',
    `the residuals of the ${N} assets add up to zero in every period: the average of the returns is a combination of the model's covariates`,
    'set contrasts to "average" in the model, with the fixed effects asset and asset:market; or use a market that is not the average of these assets',
    {
      assets: N,
      covariates: [...new Set([...design.assetFixed, ...design.commonFixed].map(({ label }) => label))],
    },
  );
}

/**
 * Position in `design.assetFixed` of the covariate that is the average of the panel's returns.
 *
 * @throws ModelError `bad-contrasts` for another value than `average`, fixed effects that are common to all assets, or
 *         residual groups;
 *         `not-the-average` where no covariate with a slope per asset is the average; `too-few-assets`
 */
export function averageColumn(panel: Panel, model: PanelModel, design: PanelDesign): number {
  const [T, N] = [panel.periods.length, panel.assets.length];
  if (model.contrasts !== 'average') {
    throw new ModelError(
      'bad-contrasts',
      `contrasts is "${String(model.contrasts)}"`,
      'the only contrasts are "average"; leave them out where the market is not the average of the assets',
      { contrasts: String(model.contrasts) },
    );
  }
  const common = model.fixed.find((term) => ['intercept', 'slope'].includes(parseFixedTerm(term).kind));
  if (common !== undefined) {
    throw new ModelError(
      'bad-contrasts',
      `the fixed effect "${common}" is common to all assets: contrasts that do not see the average do not see it either`,
      `write ${common === '1' ? 'asset' : `asset:${common}`} for an effect per asset`,
      { term: common },
    );
  }
  if (model.residualGroups !== undefined) {
    throw new ModelError(
      'bad-contrasts',
      'contrasts "average" go with one residual variance: of residuals that add up to zero over the assets each is part of the others',
      'leave residualGroups out, or use a market that is not the average of these assets',
      { contrasts: model.contrasts },
    );
  }
  if (N < 2) {
    throw new ModelError(
      'too-few-assets',
      `the panel has ${N} asset, which is its own average`,
      'contrasts need two assets or more',
      { assets: N },
    );
  }
  const average = averageReturns(panel.returns, T);
  const largest = panel.returns.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const differs = design.assetFixed.map(({ values }) =>
    average.findIndex((value, t) => !(Math.abs(values[t] - value) <= ROUNDING * largest)),
  );
  const column = differs.indexOf(-1);
  if (column >= 0) return column;
  const [label, first] = design.assetFixed.flatMap((own, k): [string, number][] =>
    own.label === '1' ? [] : [[own.label, differs[k]]],
  )[0] ?? [null, -1];
  throw new ModelError(
    'not-the-average',
    label === null
      ? 'contrasts "average" need a fixed effect asset:x whose covariate x is the average of the returns, and the model has none'
      : `the covariate ${label} is not the average of the panel's returns, which is ${average[first]} in period ${panel.periods[first]}`,
    'give the mean return of the assets of this very panel in each period as the covariate, or leave contrasts out',
    { covariate: label, period: label === null ? null : panel.periods[first], periods: T },
  );
}

/** Equal-weighted mean return of the assets in each period, from returns of periods × assets. */
function averageReturns(returns: Float64Array, periods: number): Float64Array {
  const assets = returns.length / periods;
  const average = new Float64Array(periods);
  for (let t = 0; t < periods; t++) {
    let sum = 0;
    for (let i = 0; i < assets; i++) sum += returns[t * assets + i];
    average[t] = sum / assets;
  }
  return average;
}

/** The random terms that a fit of this model estimates: contrasts have no `time`. */
export function estimatedTerms({ random, contrasts }: Pick<PanelModel, 'random' | 'contrasts'>): string[] {
  return random.filter((term) => contrasts === undefined || parseRandomTerm(term).kind !== 'time');
}
