/** The exported functions, nothing else: numbers and pointers in, numbers out. */
export { mark, release, reserve, allocate, roundUp } from './arena';
export { gemm, gemmWorkspace } from './linalg/gemm';
export { cholesky, choleskyWorkspace } from './linalg/cholesky';
export { symmetricEigen, symmetricEigenWorkspace } from './linalg/eigen';
export { fitPanel, fitPanelWorkspace } from './reml/fit';
export { solveQP, qpWorkspace } from './qp/solve';
