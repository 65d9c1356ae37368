/**
 * How fast the engine is meant to be. A target is a least value of one figure of a run: the ratio of a job to a peer, its
 * windows a second, or how much faster so many workers are than one; those with a page are measured there. `limits` is
 * what keeps a figure from its target, in words.
 */
const ratios = (what, id, peer, sizes) =>
  sizes.map(([n, least, limits = '']) => ({
    what: `${what}, n = ${n}`,
    job: `${id}-${n}`,
    peer,
    least,
    unit: '×',
    limits,
  }));

const windows = (N, T, least, limits = '') => ({
  what: `windows a second on one core, ${N} × ${T}`,
  job: `windows-${N}x${T}`,
  least,
  unit: 'a second',
  limits,
});

export const targets = [
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
  ...[
    ['gemm and syrk, n ≥ 128', 90],
    ['gemm and syrk, n = 64', 80],
    ['Cholesky, n = 512', 85],
    ['Cholesky, n = 64', 60],
    ['triangular inverse and solve', 75],
  ].map(([what, least]) => ({
    what: `${what}, of a bare micro-kernel's peak`,
    page: 'KERNELS.md',
    least,
    unit: '%',
    limits: '',
  })),
];
