/** What every module of the engine exports: its memory, and the arena in it. Pointers are byte addresses. */
export interface ArenaExports {
  readonly memory: WebAssembly.Memory;

  mark(): number;
  release(position: number): void;
  reserve(bytes: number): number;
  allocate(bytes: number): number;
  roundUp(bytes: number): number;
}

/** The functions of the module that is loaded on demand. */
export interface FurtherExports extends ArenaExports {
  splitFilter(request: number): number;
  splitFilterWorkspace(request: number): number;
  jointFilter(request: number): number;
  jointFilterWorkspace(request: number): number;
  samplePanel(request: number): number;
  samplePanelWorkspace(request: number): number;
  posteriorDensity(request: number, theta: number, out: number): number;
  crossValidationWorkspace(request: number): number;
  findWinners(request: number): void;
  rankWinners(request: number): void;
  stepDown(request: number): void;
  stepDownWorkspace(request: number): number;
}

/** The engine's exported functions as the host sees them: numbers in, numbers out. */
export interface EngineExports extends ArenaExports {
  dot(n: number, x: number, y: number): number;
  axpy(n: number, alpha: number, x: number, y: number): void;

  gemm(
    transA: number,
    transB: number,
    m: number,
    n: number,
    k: number,
    alpha: number,
    a: number,
    lda: number,
    b: number,
    ldb: number,
    beta: number,
    c: number,
    ldc: number,
  ): void;
  gemmWorkspace(m: number, n: number, k: number): number;
  gemv(
    trans: number,
    m: number,
    n: number,
    alpha: number,
    a: number,
    lda: number,
    x: number,
    beta: number,
    y: number,
  ): void;

  syrk(
    trans: number,
    n: number,
    k: number,
    alpha: number,
    a: number,
    lda: number,
    beta: number,
    c: number,
    ldc: number,
  ): void;
  syrkWorkspace(n: number, k: number): number;
  symmetricProduct(
    transA: number,
    transB: number,
    n: number,
    k: number,
    alpha: number,
    a: number,
    lda: number,
    b: number,
    ldb: number,
    beta: number,
    c: number,
    ldc: number,
  ): void;
  symmetricProductWorkspace(n: number, k: number): number;
  symmetrize(n: number, a: number, lda: number): void;

  trsv(trans: number, n: number, l: number, ldl: number, x: number): void;
  trsm(trans: number, n: number, m: number, l: number, ldl: number, b: number, ldb: number): void;
  trsmWorkspace(n: number, m: number): number;

  cholesky(a: number, n: number, lda: number): number;
  choleskyWorkspace(n: number): number;
  choleskySolve(n: number, l: number, ldl: number, x: number): void;
  choleskySolveMany(n: number, m: number, l: number, ldl: number, b: number, ldb: number): void;
  choleskySolveManyWorkspace(n: number, m: number): number;
  choleskyInverse(n: number, l: number, ldl: number, inverse: number, ldi: number): void;
  choleskyInverseWorkspace(n: number): number;
  choleskyLogDeterminant(n: number, l: number, ldl: number): number;

  isProvedDefinite(n: number, a: number, scales: number, triangle: number): number;
  singleTriangleBytes(n: number): number;

  symmetricEigen(n: number, a: number, lda: number, values: number, vectors: number, ldv: number): number;
  symmetricEigenWorkspace(n: number): number;
  symmetricEigenvalues(n: number, a: number, lda: number, values: number): number;
  symmetricEigenvaluesWorkspace(n: number): number;

  fitPanel(request: number): number;
  fitPanelWorkspace(request: number): number;
  fitMixedModel(request: number): number;
  fitMixedModelWorkspace(request: number): number;
  mixedPredictionErrors(request: number): number;
  mixedPredictionErrorsWorkspace(request: number): number;
  predictionErrors(request: number): number;
  predictionErrorsWorkspace(request: number): number;
  fixedCovariance(request: number): number;
  fixedCovarianceWorkspace(request: number): number;
  estimateCovariance(request: number): number;
  estimateCovarianceWorkspace(request: number): number;
  bestPrior(size: number, degrees: number, count: number, values: number, start: number, prior: number): void;
  bestPriorWorkspace(): number;
  blockBootstrap(request: number): void;
  blockBootstrapWorkspace(request: number): number;
  expInPlace(n: number, x: number): void;
  runWindows(request: number): void;
  runWindowsWorkspace(request: number): number;
  completeQP(
    n: number,
    m: number,
    p: number,
    q: number,
    a: number,
    l: number,
    u: number,
    lower: number,
    upper: number,
    warm: number,
    warmCount: number,
    missing: number,
    tolerance: number,
  ): number;
  solveQP(
    n: number,
    m: number,
    p: number,
    q: number,
    a: number,
    l: number,
    u: number,
    lower: number,
    upper: number,
    warm: number,
    warmCount: number,
    limit: number,
    pivoting: number,
    isConvex: number,
    x: number,
    y: number,
    codes: number,
    info: number,
  ): number;
  qpWorkspace(n: number, m: number): number;
}
