/** The exported functions, nothing else: numbers and pointers in, numbers out. */
export { mark, release, reserve, allocate, roundUp } from './arena';
export { dot, axpy } from './linalg/vector';
export { gemm, gemmWorkspace, gemv } from './linalg/gemm';
export { symmetricProduct, symmetricProductWorkspace } from './linalg/symmetric-product';
export { syrk, syrkWorkspace, symmetrize } from './linalg/syrk';
export { trsm, trsmWorkspace, trsv } from './linalg/triangular';
export {
  cholesky,
  choleskyWorkspace,
  choleskySolve,
  choleskySolveMany,
  choleskySolveManyWorkspace,
  choleskyInverse,
  choleskyInverseWorkspace,
  choleskyLogDeterminant,
} from './linalg/cholesky';
export { isProvedDefinite, singleTriangleBytes } from './linalg/definite';
export {
  symmetricEigen,
  symmetricEigenWorkspace,
  symmetricEigenvalues,
  symmetricEigenvaluesWorkspace,
} from './linalg/eigen';
export { fitPanel, fitPanelWorkspace } from './reml/fit';
export { fitMixedModel, fitMixedModelWorkspace } from './mixed/fit';
export { mixedPredictionErrors, mixedPredictionErrorsWorkspace } from './mixed/prediction-errors';
export { predictionErrors, predictionErrorsWorkspace } from './reml/patterns/prediction-errors';
export { fixedCovariance, fixedCovarianceWorkspace } from './reml/patterns/fixed-covariance';
export { estimateCovariance, estimateCovarianceWorkspace } from './covariance/estimate';
export { bestPrior, bestPriorWorkspace } from './posterior/best-prior';
export { blockBootstrap, blockBootstrapWorkspace } from './sampling/block-bootstrap';
export { completeQP } from './qp/input';
export { solveQP, qpWorkspace } from './qp/solve';
export { expInPlace } from './numeric/exp';
export { runWindows, runWindowsWorkspace } from './window/run';
