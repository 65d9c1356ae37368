import { ModelError } from '../errors.js';
import { power } from '../numeric/elementary.js';
import { beyond, dot, orthonormalBasis } from './basis.js';
import type { PanelDesign, PeriodColumn } from './design.js';
import { weightColumns } from './period-weights.js';
import type { DiscountedDegrees } from './request.js';
import type { Panel, PanelFit, PanelModel } from './types.js';

/** Periods that count the less the longer they are past. */
export interface Discount {
  /** c·d_t, d_t = 2^{−(T − 1 − t)/h}, c = Σd/Σd² */
  counts: Float64Array;
  /** Σ c·d_t = (Σd)²/Σd² */
  effectivePeriods: number;
}

const NOTE =
  'periods are discounted: log-likelihoods of different half-lives, or of none, cannot be compared';

/** @throws ModelError `bad-half-life` */
export function discountOf(periods: number, halfLife: number): Discount {
  if (!(halfLife > 0 && halfLife < Infinity)) {
    throw new ModelError(
      'bad-half-life',
      `the half-life is ${halfLife}`,
      'give a positive number of periods; leave it out where all periods count alike',
      { halfLife },
    );
  }
  const d = Float64Array.from({ length: periods }, (_, t) => power(0.5, (periods - 1 - t) / halfLife));
  let [sum, squares] = [0, 0];
  for (let t = 0; t < periods; t++) {
    sum += d[t];
    squares += d[t] * d[t];
  }
  const c = sum / squares;
  return { counts: d.map((value) => c * value), effectivePeriods: c * sum };
}

/**
 * Refuses models in which discounting has no effective degrees of freedom: they take the ν directions that no fixed
 * effect touches to be alike, and Y'(I − WW')Y to hold all that the data say.
 *
 * @throws ModelError `half-life-model`
 */
export function refuseDiscount(
  { assets, periods, returns }: Panel,
  model: PanelModel,
  design: PanelDesign,
): void {
  const cell = returns.findIndex(Number.isNaN);
  const why =
    design.residual.periodGroups !== null
      ? `residual variances differ by ${model.residualGroups!.periods}`
      : model.errors !== undefined
        ? 't errors weight periods themselves'
        : design.commonFixed.length > 0
          ? `the fixed effect "${design.commonFixed[0].label}" is common to all assets`
          : design.persistent.length > 0
            ? `the random term "${design.random.find(({ column }) => column >= 0)!.label}" persists over the periods`
            : cell >= 0
              ? `asset ${assets[cell % assets.length]} has no return in period ${periods[Math.floor(cell / assets.length)]}`
              : null;
  if (why === null) return;
  throw new ModelError(
    'half-life-model',
    `a half-life cannot be used where ${why}: its effective degrees of freedom are known only beside fixed effects per asset and complete returns`,
    'use fixed effects asset, asset:x and random effects time, asset:time(K) on complete returns with normal errors, or leave the half-life out',
    { halfLife: model.halfLife ?? null },
  );
}

/**
 * ν = Σ_t c·d_t(1 − h_t) = c(Σd − tr W'DW), h_t the leverage of period t in the discounted least squares, which REML counts
 * in the place of T − m_a; maximum likelihood counts c·Σd in the place of T.
 *
 * @param design with columns times √(c·d_t), and the model's own period weights
 * @throws ModelError `half-life-too-short`
 */
export function discountedDegrees(
  { counts, effectivePeriods }: Discount,
  assets: number,
  { assetFixed, random, residual }: PanelDesign,
  halfLife: number,
): DiscountedDegrees {
  const left = new Float64Array(counts.length).fill(1);
  for (const q of orthonormalBasis(assetFixed)) for (let t = 0; t < left.length; t++) left[t] -= q[t] * q[t];
  const degrees = dot(counts, left);
  if (degrees * assets > random.length + residual.labels.length - 1) {
    return { residual: degrees, periods: effectivePeriods };
  }
  throw new ModelError(
    'half-life-too-short',
    `a half-life of ${halfLife} leaves ${effectivePeriods.toFixed(1)} effective periods, ${degrees.toFixed(1)} beside ${assetFixed.length} fixed effects an asset`,
    'use a longer half-life or fewer fixed effects',
    { halfLife, effectivePeriods, degreesOfFreedom: degrees },
  );
}

/**
 * A discounted fit with standard errors of its fixed effects: discounts are no precisions, and with dual vectors c_k of
 * the discounted columns, var b_k = Σ_t c·d_t·c_kt² where the engine has Σ_t c_kt².
 */
export function describeDiscount(
  fit: PanelFit,
  assets: number,
  { assetFixed, fixedOrder }: PanelDesign,
  { counts, effectivePeriods }: Discount,
  degreesOfFreedom: number,
): PanelFit {
  const { plain, discounted } = dualProducts(assetFixed, counts);
  const factors = plain.map((row, k) => Math.sqrt(discounted[k][k] / row[k]));
  return {
    ...fit,
    fixedEffects: fit.fixedEffects.map((effect, row) => {
      const standardError = effect.standardError * factors[fixedOrder[Math.floor(row / assets)].index];
      return { ...effect, standardError, tValue: effect.estimate / standardError };
    }),
    discount: { effectivePeriods, degreesOfFreedom },
    notes: [...fit.notes, NOTE],
  };
}

/**
 * Covariance of the fixed effects of a discounted fit from the engine's, which takes discounts for precisions: with dual
 * vectors c_k of the discounted columns, the block of columns k and l is Σ_t c·d_t·c_kt·c_lt times Ω, and Ω the engine's first
 * block over Σ_t c_1t².
 *
 * @param values of effects per asset column by column, m_a·n square
 * @param n number of assets, or of contrasts of them
 */
export function discountCovariance(
  values: Float64Array,
  n: number,
  { assetFixed }: PanelDesign,
  { counts }: Discount,
): Float64Array {
  const { plain, discounted } = dualProducts(assetFixed, counts);
  const size = assetFixed.length * n;
  return values.map((_, index) => {
    const [row, column] = [Math.floor(index / size), index % size];
    const Omega = values[(row % n) * size + (column % n)] / plain[0][0];
    return Omega * discounted[Math.floor(row / n)][Math.floor(column / n)];
  });
}

/** c_k'c_l and Σ_t c·d_t·c_kt·c_lt of the dual vectors c_k of the columns: x_l'c_k = 1 for k = l, else 0. */
function dualProducts(
  columns: readonly PeriodColumn[],
  counts: Float64Array,
): { plain: number[][]; discounted: number[][] } {
  const duals = columns.map((column, k) => {
    const rest = beyond(orthonormalBasis(columns.filter((_, l) => l !== k)), column.values);
    const squares = dot(rest, rest);
    return { label: column.label, values: rest.map((value) => value / squares) };
  });
  const products = (vectors: readonly PeriodColumn[]): number[][] =>
    vectors.map((a) => vectors.map((b) => dot(a.values, b.values)));
  return { plain: products(duals), discounted: products(weightColumns(duals, counts)) };
}
