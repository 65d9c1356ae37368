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

const warmLimits =
  'Through solveQP one Cholesky factor of all variables proves that the matrix is no saddle, however near the solution is; ' +
  'declared convex, as covariances are, programs do without it, see QP.md.';

const productLimits =
  'From n = 256 on both operands and C fill the second cache: the loop without packing has 2–4 points more; ' +
  'blocks of other shapes, panels a cache line apart and two steps at a time had less, see KERNELS.md.';

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
  ...ratios('the same from the window before, beside cold', 'warm', 'mixfolio, cold', [
    [50, 4, warmLimits],
    [100, 4, warmLimits],
    [200, 4, warmLimits],
  ]),
  windows(
    10,
    36,
    50_000,
    'A quarter of a window is the search for variances, a quarter its three programs, a sixth the eigendecomposition. ' +
      'Rolled sums, products that follow from others, arrays made once and condition numbers when they are read took ' +
      '17,800 windows a second to this.',
  ),
  windows(
    50,
    120,
    5000,
    'Two fifths of a window are the eigendecomposition of its kernel, of which divide and conquer is more than half ' +
      '(iterations on blocks of 25, then their merge), a tenth the rotation of the sums, a tenth characteristics.',
  ),
  windows(
    100,
    252,
    1000,
    'Nearly half of a window is the eigendecomposition of its kernel, an eighth the rotation of the sums into its basis.',
  ),
  windows(500, 504, 12),
  { what: 'two workers beside one', workers: 2, least: 1.8, unit: '×', limits: '' },
  shares('gemm and syrk, n ≥ 128', ['gemm', 'syrk'], [128, 256, 500, 512], 90, productLimits),
  shares('gemm and syrk, n = 64', ['gemm', 'syrk'], [64], 80),
  shares(
    'Cholesky, n = 512',
    ['Cholesky'],
    [512],
    85,
    'Columns of four tiles at a time; the factor of 2 MiB leaves the second cache.',
  ),
  shares('Cholesky, n = 64', ['Cholesky'], [64], 60),
  shares(
    'inverse from the factor and triangular solves, n ≥ 64',
    ['inverse', 'solve'],
    [64, 128, 256, 500, 512],
    75,
    'The inverse at n = 64: sums of four to sixty steps, each of which starts and ends.',
  ),
];
