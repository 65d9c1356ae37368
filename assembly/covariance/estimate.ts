import { allocateVector, mark, release, vectorBytes } from '../arena';
import { syrkWorkspace } from '../linalg/syrk';
import { set } from '../linalg/vector';
import { constantCorrelation, constantCorrelationWorkspace } from './constant-correlation';
import { nonlinear, nonlinearWorkspace } from './nonlinear';
import { pcaFactor, pcaFactorWorkspace } from './pca-factor';
import { EstimateInfo, EstimateRequest, EstimateStatus, Estimator } from './request';
import { centre, sampleCovariance, weightedCovariance } from './sample';
import { singleFactor, singleFactorWorkspace } from './single-factor';

/**
 * Covariance of N assets from T periods of returns, see `EstimateRequest`; n = T − 1 but for weighted periods.
 *
 * work    `estimateCovarianceWorkspace(request)` bytes of the arena
 */
export function estimateCovariance(at: usize): i32 {
  const request = changetype<EstimateRequest>(at);
  const T = request.periods;
  const N = request.assets;
  const n = <f64>(T - 1);
  const Y = request.returns;
  const S = request.values;
  const position = mark();
  const isWeighted = request.estimator == Estimator.EXPONENTIAL;
  centre(T, N, Y, isWeighted ? request.weights : 0, allocateVector(N));
  release(position);
  if (isWeighted) {
    weightedCovariance(T, N, request.weights, Y, S);
    return EstimateStatus.DONE;
  }
  sampleCovariance(T, N, n, Y, S);
  switch (request.estimator) {
    case Estimator.CONSTANT_CORRELATION:
      set(request.info, EstimateInfo.SHRINKAGE, constantCorrelation(T, N, n, Y, S));
      return EstimateStatus.DONE;
    case Estimator.SINGLE_FACTOR: {
      const intensity = singleFactor(T, N, n, Y, request.market, S);
      if (intensity < 0.0) return EstimateStatus.MARKET;
      set(request.info, EstimateInfo.SHRINKAGE, intensity);
      return EstimateStatus.DONE;
    }
    case Estimator.NONLINEAR:
    case Estimator.NONLINEAR_2020:
      return nonlinear(N, n, request.estimator == Estimator.NONLINEAR_2020, S, request.info);
    default:
      return pcaFactor(N, n, request.factors, S, request.info);
  }
}

/** Arena bytes that `estimateCovariance` takes. */
export function estimateCovarianceWorkspace(at: usize): usize {
  const request = changetype<EstimateRequest>(at);
  const T = request.periods;
  const N = request.assets;
  return max(vectorBytes(N), max(syrkWorkspace(N, T), ownWorkspace(request.estimator, T, N)));
}

function ownWorkspace(estimator: i32, T: i32, N: i32): usize {
  switch (estimator) {
    case Estimator.CONSTANT_CORRELATION:
      return constantCorrelationWorkspace(N);
    case Estimator.SINGLE_FACTOR:
      return singleFactorWorkspace(T, N);
    case Estimator.PCA_FACTOR:
      return pcaFactorWorkspace(N);
    case Estimator.EXPONENTIAL:
      return 0;
    default:
      return nonlinearWorkspace(N);
  }
}
