import { readFileSync } from 'node:fs';
import type { MixedModel, MixedTerm } from '../../src/mixed/types.js';
import { designColumns, ones } from '../support/mixed-models.js';

interface Criteria {
  logLikelihood: number;
  df: number;
  aic: number;
  bic: number;
}

type Methods<Value> = Record<'REML' | 'ML', Value>;

/** Repeated measurements of twenty subjects, and what lme4 and nlme make of them. */
export interface Lme4Slopes {
  data: { y: number[]; x: number[]; z: number[]; s: string[]; g: string[]; w: number[] };
  models: Record<'intercept' | 'independent' | 'correlated' | 'withoutX', Methods<Criteria>>;
  fixed: { estimates: number[]; covariance: number[][]; x: [number, number]; xAndZ: [number, number] };
  tests: {
    withoutX: { statistic: number; df: number; pValue: number };
    slope: { statistic: number; df: number; naive: number };
  };
  groups: Methods<{
    one: number;
    two: number;
    statistic: number;
    pValue: number;
    residuals: Record<string, number>;
    subject: number;
  }>;
  dropped: { columns: string[]; estimates: number[]; logLikelihood: number };
  weighted: Criteria;
}

export const slopes = JSON.parse(
  readFileSync(new URL('../reference/lme4-slopes.json', import.meta.url), 'utf8'),
) as Lme4Slopes;

const { y, x, z, s, g, w } = slopes.data;
const columns = { '1': ones(y.length), x, z };
const intercept: MixedTerm = { label: 'intercept', levels: s };
const slope: MixedTerm = { label: 'slope', levels: s, covariate: Float64Array.from(x) };

const base = { y: Float64Array.from(y), ...designColumns(columns) };

/** The models of the golden values, and some beside them. */
export const models = {
  intercept: { ...base, random: [intercept] },
  slopeAlone: { ...base, random: [slope] },
  none: { ...base, random: [] },
  independent: { ...base, random: [intercept, slope] },
  correlated: { ...base, random: [intercept, { ...slope, correlatedWith: 'intercept' }] },
  withoutX: {
    ...base,
    ...designColumns({ '1': columns['1'], z }),
    random: [intercept, { ...slope, correlatedWith: 'intercept' }],
  },
  groups: { ...base, random: [intercept], residualGroups: g },
  weighted: {
    ...base,
    random: [intercept, { ...slope, correlatedWith: 'intercept' }],
    weights: Float64Array.from(w),
  },
  aliased: {
    ...base,
    ...designColumns({
      ...columns,
      'x + z': x.map((value, i) => value + z[i]),
      'x − z': x.map((value, i) => value - z[i]),
    }),
    random: [intercept],
  },
} satisfies Record<string, MixedModel>;

/** The same model by maximum likelihood. */
export const byMl = (model: MixedModel): MixedModel => ({ ...model, method: 'ML' });
