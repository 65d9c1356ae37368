import type { EngineCore } from '../engine/core.js';
import type { FurtherExports } from '../engine/exports.js';
import { ModelError } from '../errors.js';
import { estimatedTerms } from '../model/average.js';
import { fitPanel } from '../model/fit-panel.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import { chiSquareTail } from '../numeric/chi-square.js';
import { filterAt, type Ratios } from './filter-at.js';
import { noiseLabel, noiseParameters } from './movements.js';
import { type MovingRows, movingRows } from './moving-rows.js';
import { scoreAt } from './score-at.js';
import { maximise, type Scored } from './search.js';
import type { LoadingsOptions, LoadingVariances, LoadingsPath, MovingCovariate } from './types.js';

/** How loadings move, and of which rows that is. */
export interface EstimatedLoadings extends Pick<
  LoadingsPath,
  'moving' | 'variances' | 'test' | 'converged' | 'evaluations' | 'notes' | 'constantLogLikelihood'
> {
  rows: MovingRows;
  fit: Pick<PanelFit, 'scales' | 'variances'>;
  ratios: Ratios;
  /** σ_e² */
  residual: number;
}

/** The variances given, or those of the largest likelihood; with q = 0 those are the fit's. */
export function estimateRatios(
  core: EngineCore,
  further: EngineCore<FurtherExports>,
  panel: Panel,
  model: PanelModel,
  options: LoadingsOptions,
  known?: PanelFit,
): EstimatedLoadings {
  const { noise = 'each', given } = options;
  if (noise !== 'each' && noise !== 'common') {
    throw new ModelError('bad-noise', `noise is ${String(noise)}`, 'noise is each or common', {
      noise: String(noise),
    });
  }
  if (given !== undefined) return atGiven(core, further, panel, model, options, given);
  // what cannot be filtered is said before a fit that takes time
  movingRows(core, panel, model, placeholder(panel, model), options);
  const fit = known ?? fitPanel(core, panel, model);
  const rows = movingRows(core, panel, model, fit, options);
  const parameters = noiseParameters(rows, noise);
  const groups = Math.max(...parameters) + 1;
  const last = fit.variances.length - 1;
  const residual = fit.variances[last].estimate;
  const within = Float64Array.from(fit.variances.slice(0, last), ({ estimate }) => estimate / residual);
  const ratiosOf = (x: Float64Array): Ratios => ({
    noise: Float64Array.from(parameters, (k) => x[k]),
    within: x.slice(groups),
  });
  const still = new Float64Array(parameters.length);
  const constant = filterAt(core, further, rows, { noise: still, within }, 'none', residual);
  if (constant === null) throw notDefiniteFit();
  const start = Float64Array.from([...new Float64Array(groups), ...within]);
  const earlier = options.start && ratiosAt(rows, options.start, groups);
  const value = (x: Float64Array): number =>
    filterAt(core, further, rows, ratiosOf(x))?.logLikelihood ?? -Infinity;
  const score = (x: Float64Array): Scored | null => {
    const at = scoreAt(core, further, rows, ratiosOf(x));
    if (at === null) return null;
    const gradient = Float64Array.from([...new Float64Array(groups), ...at.within]);
    parameters.forEach((k, cell) => (gradient[k] += at.noise[cell]));
    return { value: at.logLikelihood, gradient };
  };
  const begin = earlier && value(earlier) > value(start) ? earlier : start;
  const maximum = maximise(
    core,
    { value, score },
    begin,
    Array.from({ length: groups }, (_, k) => k),
  );
  const isConstant = maximum.x.subarray(0, groups).every((ratio) => ratio === 0);
  const x = isConstant ? start : maximum.x;
  const best = isConstant ? constant : filterAt(core, further, rows, ratiosOf(x))!;
  const active = Array.from(x.keys()).filter((k) => x[k] > 0);
  const moving = movingCovariates(rows, ratiosOf(x).noise, best.residual, (cell) => {
    const position = isConstant ? -1 : active.indexOf(parameters[cell]);
    if (position < 0 || maximum.covariance === null) return null;
    return maximum.covariance[position * (active.length + 1)];
  });
  const statistic = Math.max(0, 2 * (best.logLikelihood - constant.logLikelihood));
  return {
    rows,
    fit,
    ratios: ratiosOf(x),
    residual: best.residual,
    moving,
    variances: variancesOf(rows, ratiosOf(x).within, best.residual),
    constantLogLikelihood: constant.logLikelihood,
    test: { statistic, pValue: mixtureTail(statistic, groups) },
    converged: maximum.converged,
    evaluations: maximum.evaluations,
    notes: [
      ...fit.notes,
      ...(maximum.converged ? [] : ['the search for the variances of the loadings did not converge']),
      ...(isConstant ? ['the loadings do not move: their variance is estimated as 0'] : []),
      ...(groups > 1
        ? [
            'the test of loadings that stay takes each of several variances to be 0 half of the time: an approximation',
          ]
        : []),
    ],
  };
}

/** P(Σ_k binomial(g, k)/2^g χ²_k > x): each of g independent variances at its boundary half of the time. */
export function mixtureTail(x: number, groups: number): number {
  if (x === 0) return 1;
  let [weight, sum] = [0.5 ** groups, 0];
  for (let k = 1; k <= groups; k++) {
    weight *= (groups - k + 1) / k;
    sum += weight * chiSquareTail(x, k);
  }
  return sum;
}

function atGiven(
  core: EngineCore,
  further: EngineCore<FurtherExports>,
  panel: Panel,
  model: PanelModel,
  options: LoadingsOptions,
  given: LoadingVariances,
): EstimatedLoadings {
  const labels = [...estimatedTerms(model), 'residual'];
  const variances = labels.map((label) => ({
    label,
    estimate: Object.hasOwn(given.variances, label) ? given.variances[label] : NaN,
    standardError: null,
    atBoundary: false,
  }));
  const fit = { scales: given.scales, variances };
  checkGiven(panel, fit);
  const rows = movingRows(core, panel, model, fit, options);
  const residual = variances[variances.length - 1].estimate;
  const count = rows.moving.length * rows.kernels.length;
  const x = ratiosAt(rows, given, count);
  const ratios = { noise: x.slice(0, count), within: x.slice(count) };
  const constant = filterAt(
    core,
    further,
    rows,
    { noise: new Float64Array(count), within: ratios.within },
    'none',
    residual,
  );
  if (constant === null) throw notDefiniteFit();
  return {
    rows,
    fit,
    ratios,
    residual,
    moving: movingCovariates(rows, ratios.noise, residual, () => null),
    variances: variancesOf(rows, ratios.within, residual),
    constantLogLikelihood: constant.logLikelihood,
    test: null,
    converged: true,
    evaluations: 0,
    notes: [],
  };
}

/** @throws ModelError `bad-variances` */
function checkGiven(panel: Panel, { scales, variances }: Pick<PanelFit, 'scales' | 'variances'>): void {
  const refuse = (what: string, hint: string): never => {
    throw new ModelError('bad-variances', what, hint);
  };
  if (scales.length !== panel.assets.length || !scales.every((s) => s > 0 && s < Infinity))
    refuse(
      `the given scales are not ${panel.assets.length} positive numbers`,
      'give one a asset, as a path has them',
    );
  variances.forEach(({ label, estimate }, k) => {
    const isLast = k === variances.length - 1;
    if (!(estimate >= 0 && estimate < Infinity) || (isLast && estimate === 0))
      refuse(
        `the given variance of ${label} is ${estimate}`,
        `give ${isLast ? 'a positive number' : '0 or more'} by its label`,
      );
  });
}

function notDefiniteFit(): ModelError {
  return new ModelError(
    'bad-variances',
    'the covariance within a period is not positive definite at the variances of loadings that stay',
    'give a residual variance above 0, or a model whose residual is not 0',
  );
}

/** Parameters of the search: ratios of noise by covariate and kernel (the first stand for all of common ones), then by component. */
function ratiosAt(rows: MovingRows, at: LoadingVariances, groups: number): Float64Array {
  const residual = at.variances.residual;
  const noise = eachMovement(rows)
    .slice(0, groups)
    .map(({ covariate, label, unit }) => {
      const q = Object.hasOwn(at.noise, label) ? at.noise[label] : NaN;
      if (q >= 0 && q < Infinity) return (q * unit ** 2) / residual;
      throw new ModelError(
        'bad-variances',
        `the given variance of the loadings on ${label} is ${q}`,
        `give 0 or more by the name of each covariate whose loadings move${rows.kernels.length > 1 ? ' and its kernel, market(K)' : ''}`,
        { covariate },
      );
    });
  return Float64Array.from([
    ...noise,
    ...rows.components.slice(0, -1).map(({ label }) => at.variances[label] / residual),
  ]);
}

/** What moves, by covariate and kernel, in the order of the ratios. */
function eachMovement({ moving, units, constant, kernels }: MovingRows) {
  return moving.flatMap(({ label: covariate }, j) =>
    kernels.map(({ name: kernel }) => ({
      covariate,
      kernel,
      label: noiseLabel(covariate, kernel, kernels.length),
      unit: units[constant.length + j],
    })),
  );
}

/** @param spread variance of the logarithm of a ratio, where there is one */
function movingCovariates(
  rows: MovingRows,
  ratios: Float64Array,
  residual: number,
  spread: (cell: number) => number | null,
): MovingCovariate[] {
  return eachMovement(rows).map(({ covariate, kernel, unit }, cell) => {
    const ratio = ratios[cell];
    const own = spread(cell);
    return {
      covariate,
      kernel,
      variance: (ratio * residual) / unit ** 2,
      ratio,
      standardError: own === null ? null : ratio * Math.sqrt(own),
      atBoundary: ratio === 0,
    };
  });
}

function variancesOf(
  { components }: MovingRows,
  within: Float64Array,
  residual: number,
): Record<string, number> {
  return Object.fromEntries(
    components.map(({ label }, k) => [label, k < within.length ? within[k] * residual : residual]),
  );
}

/** What stands for a fit where rows are only checked. */
function placeholder(panel: Panel, model: PanelModel): Pick<PanelFit, 'scales' | 'variances'> {
  return {
    scales: new Float64Array(panel.assets.length).fill(1),
    variances: [...estimatedTerms(model), 'residual'].map((label) => ({
      label,
      estimate: 0,
      standardError: null,
      atBoundary: true,
    })),
  };
}
