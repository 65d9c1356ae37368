import { type ReturnMatrix, checkReturns } from '../data/check-returns.js';
import { type EngineCore, type Frame, frameBytes } from '../engine/core.js';
import { checkLength } from '../engine/linear-algebra.js';
import { DataError, EngineError } from '../errors.js';

/** Estimators of the engine, in the order of its `Estimator`, see assembly/covariance/request.ts. */
const estimators = [
  'exponential',
  'constantCorrelation',
  'singleFactor',
  'nonlinear',
  'nonlinear2020',
  'pcaFactor',
] as const;

/** A covariance that the engine estimates from returns alone. */
export type EngineEstimator = (typeof estimators)[number];

/** What some of the estimators need beside returns. */
export interface EstimateOptions {
  /** of `exponential`: T weights that add up to 1 */
  weights?: Float64Array;
  /** of `singleFactor`: T returns of the market; by default the mean of the assets */
  market?: Float64Array;
  /** of `pcaFactor`: k ≤ min(N, T − 1); by default as many as stand out of noise */
  factors?: number;
}

/** N×N values, exactly symmetric, and what the estimator says of them. */
export interface CovarianceEstimate {
  values: Float64Array;
  /** of `constantCorrelation` and `singleFactor`, in [0, 1] */
  shrinkage?: number;
  /** of `pcaFactor` */
  factors?: number;
}

/** Number of 4-byte fields of an EstimateRequest, and of doubles of an EstimateInfo. */
const REQUEST_FIELDS = 9;
const INFO = 4;

const [SINGULAR, MARKET] = [1, 2];

/**
 * One covariance by the engine: formulas stand with each estimator in assembly/covariance/.
 *
 * @param returns T × N, no missing cell, T ≥ 2; an asset that never moves is up to the caller
 * @throws DataError as `sampleCovariance`, `wrong-length` and `not-finite` of weights and market, `too-many-factors`,
 *         `singular-sample` (`nonlinear`, `nonlinear2020`: the returns span fewer than min(N, T − 1) dimensions),
 *         `zero-variance` (`singleFactor`: of the market)
 */
export function estimateCovariance(
  core: EngineCore,
  name: EngineEstimator,
  matrix: ReturnMatrix,
  options: EstimateOptions = {},
): CovarianceEstimate {
  checkReturns(matrix);
  const { assets, dates } = matrix;
  const { weights, market, factors = 0 } = options;
  const [T, N] = [dates.length, assets.length];
  if (name === 'exponential') checkSeries('weights', weights ?? new Float64Array(), dates);
  if (market !== undefined) checkSeries('market', market, dates);
  if (factors > Math.min(N, T - 1)) throw tooManyFactors(T, N, factors);
  return core.run(
    () => requestBytes(matrix),
    (engine, frame) => {
      const { address, values, info } = writeRequest(frame, name, matrix, options);
      frame.reserve(engine.estimateCovarianceWorkspace(address));
      const status = engine.estimateCovariance(address);
      const [shrinkage, found, rank, asset] = frame.read(info, INFO);
      if (status === SINGULAR) throw singularSample(T, N, rank, assets[asset]);
      if (status === MARKET) throw constantMarket(T);
      if (status !== 0) throw notConverged(N);
      return {
        values: frame.read(values, N * N),
        ...(name === 'constantCorrelation' || name === 'singleFactor' ? { shrinkage } : {}),
        ...(name === 'pcaFactor' ? { factors: found } : {}),
      };
    },
  );
}

/** Bytes of an EstimateRequest and what it points at. */
export function requestBytes({ assets: { length: N }, dates: { length: T } }: ReturnMatrix): number {
  return frameBytes(REQUEST_FIELDS, T * N, T, T, N * N, INFO);
}

/** Addresses of an EstimateRequest, and of its N×N values and its info. */
export function writeRequest(
  frame: Frame,
  name: EngineEstimator,
  { assets, dates, returns }: ReturnMatrix,
  { weights, market, factors = 0 }: EstimateOptions,
): { address: number; values: number; info: number } {
  const address = frame.integers(REQUEST_FIELDS);
  const values = frame.doubles(assets.length ** 2);
  const info = frame.copy(new Float64Array(INFO));
  const fields = [
    estimators.indexOf(name),
    dates.length,
    assets.length,
    factors,
    frame.copy(returns),
    weights === undefined ? 0 : frame.copy(weights),
    market === undefined ? 0 : frame.copy(market),
    values,
    info,
  ];
  frame.integerMemory().set(fields, address / 4);
  return { address, values, info };
}

function singularSample(T: number, N: number, rank: number, asset: string): DataError {
  const needed = Math.min(N, T - 1);
  return new DataError(
    'singular-sample',
    `the returns of ${N} assets in ${T} periods span ${rank} dimensions when ${needed} are needed: ${asset} or others are combinations of the rest`,
    `leave out assets whose returns follow from those of others, such as ${asset}, or use ledoitWolf`,
    { assets: N, periods: T, rank, needed, asset },
  );
}

function tooManyFactors(T: number, N: number, factors: number): DataError {
  const most = Math.min(N, T - 1);
  return new DataError(
    'too-many-factors',
    `${factors} factors when ${N} assets in ${T} periods have at most ${most} principal components`,
    `ask for at most ${most}, or leave factors out`,
    { factors, most, assets: N, periods: T },
  );
}

function checkSeries(name: string, values: Float64Array, periods: readonly string[]): void {
  checkLength(name, values, periods.length);
  const wrong = values.findIndex((value) => value - value !== 0);
  if (wrong < 0) return;
  throw new DataError(
    'not-finite',
    `${name} has ${values[wrong]} in ${periods[wrong]}`,
    'a finite number is needed in every period',
    { name, period: periods[wrong] },
  );
}

function constantMarket(T: number): DataError {
  return new DataError(
    'zero-variance',
    `the market of singleFactor does not vary in ${T} periods`,
    'give a market that does, or use constantCorrelation',
    { asset: 'market', periods: T },
  );
}

function notConverged(N: number): EngineError {
  return new EngineError(
    'no-convergence',
    `the eigenvalues of the ${N}×${N} matrix did not converge`,
    'this is a bug in mixfolio, please report it with the returns',
    { n: N },
  );
}
