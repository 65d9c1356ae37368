/**
 * How fast the engine is meant to be: least values of figures of a run. `limits` is what keeps a figure from its target,
 * in words.
 */
export type Target = { what: string; least: number; unit: '×' | 'a second' | '%'; limits: string } & (
  | { job: string; peer: string } // a peer's time over ours
  | { job: string } // things a second
  | { workers: number } // time of one worker over theirs
  | { routines: string[]; sizes: number[] } // least share of the peak in KERNELS.md
);

type Row = [n: number, least: number, limits?: string];

function ratios(what: string, id: string, peer: string, rows: Row[]): Target[] {
  return rows.map(([n, least, limits = '']) => {
    return { what: `${what}, n = ${n}`, job: `${id}-${n}`, peer, least, unit: '×', limits };
  });
}

function windows(N: number, T: number, least: number, limits = ''): Target {
  const what = `windows a second on one core, ${N} × ${T}`;
  return { what, job: `windows-${N}x${T}`, least, unit: 'a second', limits };
}

/** Shares of the peak of a bare multiply-add loop. */
function shares(what: string, routines: string[], sizes: number[], least: number, limits = ''): Target {
  return { what: `${what}, share of the peak`, routines, sizes, least, unit: '%', limits };
}

const declaredLimits =
  'A cold start takes block pivoting 2–4 faces; a warm one looks at one, and at the n² elements of P as the cold one does. ' +
  'At n = 50 a third of it is what every call costs. Tried and kept: one pass over P for its check, symmetry and scale, one ' +
  'product for gradient and certificate, one array for the answer; they made the cold start as much faster.';

const undeclaredLimits =
  'One factor of all variables proves that the matrix is no saddle, however near the solution is: of a warm start in single ' +
  'precision, whose rounding errors are bounded, in half the time. Declared convex, as covariances are, programs do without.';

const workerLimits =
  'Each worker compiles the code around the engine once more (50 ms), the calling thread reads prices alone and keeps the ' +
  'accounts of strategies beside both; see WORKERS.md. Tried and kept: threads that come up while prices are read, the calling ' +
  'thread at work until they have, numbers in shared memory, dates as one text, smaller tasks towards the end.';

const productLimits =
  'Rows 4 KiB apart and both operands beyond the second cache; blocks of other shapes, panels a cache line apart and two ' +
  'steps at a time had less, see KERNELS.md.';

export const targets: readonly Target[] = [
  ...ratios('eigendecomposition beside ml-matrix', 'eigen', 'ml-matrix', [
    [10, 4],
    [100, 12],
    [300, 18],
  ]),
  ...ratios('eigenvalues alone beside ml-matrix', 'eigenvalues', 'ml-matrix', [[300, 45]]),
  ...ratios('long-only minimum variance, cold, beside quadprog', 'program', 'quadprog', [
    [10, 2.5],
    [50, 100],
    [100, 200],
    [200, 400],
  ]),
  ...ratios('the same from the window before, declared convex, beside cold', 'warm', 'mixfolio, cold', [
    [50, 4, declaredLimits],
    [100, 4],
    [200, 4],
  ]),
  ...ratios('the same, not declared', 'warm-undeclared', 'mixfolio, cold', [
    [50, 4, undeclaredLimits],
    [100, 4, undeclaredLimits],
    [200, 4, undeclaredLimits],
  ]),
  windows(10, 36, 50_000, 'Host code, from prices to accounts, is a quarter of it, the engine the rest.'),
  windows(50, 120, 5000),
  windows(100, 252, 1000),
  windows(500, 504, 12),
  { what: 'two workers beside one', workers: 2, least: 1.8, unit: '×', limits: workerLimits },
  shares('gemm and syrk, n ≥ 128', ['gemm', 'syrk'], [128, 256, 500, 512], 90, productLimits),
  shares('gemm and syrk, n = 64', ['gemm', 'syrk'], [64], 80),
  shares('Cholesky, n = 512', ['Cholesky'], [512], 85),
  shares('Cholesky, n = 64', ['Cholesky'], [64], 60),
  shares(
    'inverse from the factor and triangular solves, n ≥ 128',
    ['inverse', 'solve'],
    [128, 256, 500, 512],
    75,
  ),
  shares(
    'inverse from the factor and triangular solves, n = 64',
    ['inverse', 'solve'],
    [64],
    75,
    'The inverse: sums of four to sixty steps, each of which starts and ends; packing and the upper triangle are an eighth.',
  ),
];
