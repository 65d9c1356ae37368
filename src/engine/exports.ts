/** The engine's exported functions as the host sees them: numbers in, numbers out. Pointers are byte addresses. */
export interface EngineExports {
  readonly memory: WebAssembly.Memory;

  mark(): number;
  release(position: number): void;
  reserve(bytes: number): number;
  allocate(bytes: number): number;
  roundUp(bytes: number): number;

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

  cholesky(a: number, n: number, lda: number): number;
  choleskyWorkspace(n: number): number;

  symmetricEigen(n: number, a: number, lda: number, values: number, vectors: number, ldv: number): number;
  symmetricEigenWorkspace(n: number): number;

  fitPanel(request: number): number;
  fitPanelWorkspace(request: number): number;
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
    x: number,
    y: number,
    codes: number,
    info: number,
  ): number;
  qpWorkspace(n: number, m: number): number;
}
