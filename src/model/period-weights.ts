import { DataError, ModelError } from '../errors.js';
import { log } from '../numeric/elementary.js';
import type { PanelDesign, PeriodColumn } from './design.js';
import type { DiscountedDegrees } from './request.js';
import type { FitOrigin, Panel, PanelFit } from './types.js';

/** A panel whose periods are homoscedastic: what the engine is given. */
export interface WeightedRows {
  /** periods × assets: √w_t·r_it */
  returns: Float64Array;
  /** with every column multiplied by √w_t, the constant too */
  design: PanelDesign;
  /** what discounted periods count as; null where none is discounted */
  degrees: DiscountedDegrees | null;
  /** over the panel's assets, in the order of `design.kernels` */
  kernels: Float64Array[];
  /** of the panel as it was given */
  origin: FitOrigin;
}

/**
 * The weights of a model, checked.
 *
 * @throws DataError `wrong-length`; ModelError `bad-period-weight` naming the period
 */
export function checkPeriodWeights({ periods }: Panel, weights: Float64Array): void {
  if (!(weights instanceof Float64Array) || weights.length !== periods.length) {
    throw new DataError(
      'wrong-length',
      `periodWeights has ${weights.length} values when the panel has ${periods.length} periods`,
      'give one weight a period as a Float64Array',
      { length: weights.length, expected: periods.length },
    );
  }
  const bad = weights.findIndex((weight) => !(weight > 0 && weight < Infinity));
  if (bad < 0) return;
  throw new ModelError(
    'bad-period-weight',
    `the weight of period ${periods[bad]} is ${weights[bad]}`,
    'weights are positive and finite; leave a period out rather than give it the weight 0',
    { period: periods[bad], weight: weights[bad] },
  );
}

/** Rows of returns and covariates times √w_t: covariances within a period ∝ 1/w_t become equal, effects stay as they are. */
export function weightRows(
  returns: Float64Array,
  design: PanelDesign,
  weights: Float64Array,
): Pick<WeightedRows, 'returns' | 'design'> {
  const roots = weights.map(Math.sqrt);
  const assets = returns.length / weights.length;
  return {
    returns: returns.map((value, cell) => roots[Math.floor(cell / assets)] * value),
    design: {
      ...design,
      assetFixed: weightColumns(design.assetFixed, weights),
      commonFixed: weightColumns(design.commonFixed, weights),
      persistent: weightColumns(design.persistent, weights),
    },
  };
}

/** Columns times √w_t. */
export function weightColumns(columns: readonly PeriodColumn[], weights: Float64Array): PeriodColumn[] {
  const roots = weights.map(Math.sqrt);
  return columns.map(({ label, values }) => ({ label, values: values.map((value, t) => roots[t] * value) }));
}

/**
 * A fit of weighted rows in terms of the returns as given: effects within a period, residuals and fitted values are
 * divided by √w_t. The log-likelihood is not changed: see `weightJacobian`.
 */
export function unweightFit(fit: PanelFit, design: PanelDesign, weights: Float64Array): PanelFit {
  const roots = weights.map(Math.sqrt);
  const T = weights.length;
  const byPeriod = (values: Float64Array): Float64Array => {
    const width = values.length / T;
    return values.map((value, cell) => value / roots[Math.floor(cell / width)]);
  };
  const within = new Set(design.random.filter(({ column }) => column < 0).map(({ label }) => label));
  return {
    ...fit,
    randomEffects: Object.fromEntries(
      Object.entries(fit.randomEffects).map(([label, effects]) => [
        label,
        within.has(label) ? byPeriod(effects) : effects,
      ]),
    ),
    fitted: byPeriod(fit.fitted),
    residuals: byPeriod(fit.residuals),
  };
}

/**
 * What precisions w add to the log-likelihood of weighted rows: ½ Σ_t κ_t·n_t·log w_t.
 *
 * @param dimensions n_t by period: the number of observed assets, of contrasts one less
 * @param counts κ_t, how much a period counts; ones where none is discounted
 */
export function weightJacobian(
  weights: Float64Array,
  dimensions: readonly number[],
  counts: Float64Array | null,
): number {
  let sum = 0;
  for (let t = 0; t < weights.length; t++) sum += 0.5 * (counts?.[t] ?? 1) * dimensions[t] * log(weights[t]);
  return sum;
}
