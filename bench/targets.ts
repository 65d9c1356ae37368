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
    [50, 4],
    [100, 4],
    [200, 4],
  ]),
  windows(10, 36, 50_000),
  windows(50, 120, 5000),
  windows(100, 252, 1000),
  windows(500, 504, 12),
  { what: 'two workers beside one', workers: 2, least: 1.8, unit: '×', limits: '' },
  shares('gemm and syrk, n ≥ 128', ['gemm', 'syrk'], [128, 256, 500, 512], 90),
  shares('gemm and syrk, n = 64', ['gemm', 'syrk'], [64], 80),
  shares('Cholesky, n = 512', ['Cholesky'], [512], 85),
  shares('Cholesky, n = 64', ['Cholesky'], [64], 60),
  shares(
    'inverse from the factor and triangular solves, n ≥ 64',
    ['inverse', 'solve'],
    [64, 128, 256, 500, 512],
    75,
  ),
];
