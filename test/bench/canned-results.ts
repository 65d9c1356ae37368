import type { Results, Times } from '../../bench/report/results.types.js';

const times = (median: number): Times => ({ median, low: 0.9 * median, high: 1.2 * median, samples: 12 });
const peer = (name: string, median: number, ratio: number | null, reason = '') => ({
  ...times(median),
  name,
  gap: ratio === null ? 0.4 : 2e-11,
  ratio,
  reason,
  note: '',
});
const job = (
  id: string,
  group: string,
  name: string,
  median: number,
  ...peers: ReturnType<typeof peer>[]
) => ({
  id,
  group,
  name,
  ours: times(median),
  note: '',
  peers,
});

/** Results of a run that never was, with one of everything. */
export const cannedResults: Results = {
  command: 'npm run bench',
  date: '2026-01-02',
  machine: { cpu: 'A processor', cores: 2, memory: '8 GiB', platform: 'linux x64', load: 3.14 },
  packages: { mixfolio: '0.1.0', 'ml-matrix': '6.0.0' },
  skipped: ['Chromium was not measured: there is none'],
  runs: [
    {
      runtime: 'Node 20.1.0',
      versions: ['R 4.2.2'],
      skipped: [],
      jobs: [
        job('eigen-10', 'matrices', 'eigendecomposition, n = 10', 5, peer('ml-matrix', 25, 5)),
        job('eigen-100', 'matrices', 'eigendecomposition, n = 100', 500, peer('ml-matrix', 5000, 10)),
        job(
          'program-50',
          'programs',
          'long-only minimum variance, n = 50',
          30,
          peer('quadprog', 3600, 120),
          peer('toolkit', 40_000, null, 'not at the optimum: the gap is above 1e-6'),
        ),
        job('windows-10x36', 'windows', 'a window of 10 × 36', 25, peer('baseline', 500, 20)),
        job('posterior-10x36', 'posterior', 'posterior alone', 20, peer('window by window', 900, 45)),
        job('lme4-20x120', 'R', 'REML fit', 500, { ...peer('lme4', 70_000, 140), low: null, high: null }),
        job('study', 'whole runs', 'the ten-ETF study', 275_000),
      ],
      curves: [
        {
          id: 'assets',
          name: 'time of a window',
          unit: 'assets',
          points: [10, 20, 40].map((x) => ({ x, ours: 3 * x ** 2, theirs: x < 40 ? 7 * x ** 3 : null })),
        },
        {
          id: 'workers',
          name: 'time of a run',
          unit: 'workers',
          points: [
            { x: 1, ours: 1e6, theirs: null },
            { x: 2, ours: 5e5, theirs: null },
          ],
        },
      ],
    },
    {
      runtime: 'Node 24.3.0',
      skipped: [],
      jobs: [job('eigen-10', 'matrices', 'eigendecomposition, n = 10', 4, peer('ml-matrix', 16, 4))],
    },
  ],
};
