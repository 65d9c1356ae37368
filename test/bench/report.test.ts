import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chartsOf } from '../../bench/report/charts.js';
import { exponentOf } from '../../bench/report/exponent.js';
import { gapText, perSecond, plain, time, times, withSpread } from '../../bench/report/figures.js';
import { resultsPage } from '../../bench/report/page.js';
import { withFigures } from '../../bench/report/readme.js';
import { measuredOf } from '../../bench/report/targets-table.js';
import { type Target, targets } from '../../bench/targets.js';
import { cannedResults } from './canned-results.js';

const [run] = cannedResults.runs;
const kernels = [
  '| routine | ld | n = 64 | n = 128 | n = 256 | worst |',
  '| --- | --- | --- | --- | --- | --- |',
  '| gemm, A·B | n | 81 % | 92 % | 93 % | 0.9 (65) |',
  '| syrk, A·A′ | 512 | 79 % | 91 % |  |  |',
].join('\n');
const page = resultsPage(cannedResults, {
  targets,
  charts: ['windows'],
  pageOf: (name) => (name === 'PATHS.md' ? 'fits by path' : name === 'KERNELS.md' ? kernels : ''),
});
const rowsOf = (start: string): string[][] =>
  page
    .split('\n')
    .filter((line) => line.startsWith(`| ${start}`))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

describe('the page of a benchmark run', () => {
  it('names the machine, the runtime, the versions and the day', () => {
    expect(page).toContain('A processor, 2 cores, 8 GiB, linux x64, Node 20.1.0, 2026-01-02');
    expect(page).toContain('Node 20.1.0, Node 24.3.0, mixfolio 0.1.0, ml-matrix 6.0.0, R 4.2.2.');
  });

  it('says how busy the machine was', () => {
    expect(page).toContain('The load of the machine before it began was 3.1: other programs ran beside it');
    const machine = { ...cannedResults.machine, load: 0.04 };
    const quiet = resultsPage({ ...cannedResults, machine }, { targets, charts: [], pageOf: () => '' });
    expect(quiet).toContain('The load of the machine before it began was 0.0.');
  });

  it('has median, spread, ratio and gap of a job', () => {
    expect(rowsOf('eigendecomposition, n = 100')[0]).toEqual([
      'eigendecomposition, n = 100',
      '500 µs (450–600)',
      'ml-matrix',
      '5.00 ms (4.50–6.00)',
      '10 ×',
      '2.0e−11',
      '',
    ]);
  });

  it('has windows with a prior beside those of the host, where there are any', () => {
    expect(rowsOf('posterior alone')[0].slice(2, 5)).toEqual([
      'window by window',
      expect.any(String),
      '45 ×',
    ]);
    const [{ jobs, ...others }] = cannedResults.runs;
    const without = { ...others, jobs: jobs.filter(({ group }) => group !== 'posterior') };
    const other = resultsPage(
      { ...cannedResults, runs: [without] },
      { targets, charts: [], pageOf: () => '' },
    );
    expect(other).not.toContain('window by window');
  });

  it('has no ratio of a solver that did not converge, but its time, its gap and the reason', () => {
    expect(page).toMatch(/\| toolkit \| 40\.0 ms .* \| — \| 4\.0e−1 \| not at the optimum/);
  });

  it('says of each target whether it was met, missed or not measured', () => {
    const cells = (start: string) => rowsOf(start)[0].slice(1, 4);
    expect(cells('eigendecomposition beside ml-matrix, n = 10 ')).toEqual(['4.0 ×', '5.0 ×', 'met']);
    expect(cells('eigendecomposition beside ml-matrix, n = 100 ')).toEqual(['12 ×', '10 ×', 'missed']);
    expect(cells('eigendecomposition beside ml-matrix, n = 300 ')).toEqual(['18 ×', 'not measured', '']);
    expect(cells('windows a second on one core, 10 × 36')).toEqual([
      '50,000 a second',
      '40,000 a second',
      'missed',
    ]);
    expect(cells('two workers beside one')).toEqual(['1.8 ×', '2.0 ×', 'met']);
    expect(rowsOf('').filter((row) => ['met', 'missed'].includes(row[3]))).toHaveLength(7);
    expect(cells('gemm and syrk, n ≥ 128')).toEqual(['90.0 %', '91.0 %', 'met']);
    expect(cells('gemm and syrk, n = 64')).toEqual(['80.0 %', '79.0 %', 'missed']);
    expect(cells('Cholesky, n = 512')).toEqual(['85.0 %', 'not measured', '']);
  });

  it('has the exponents of growth with their range', () => {
    expect(rowsOf('time of a window')[0].slice(3)).toEqual(['2.00 (10–40)', '3.00 (10–20)']);
    expect(rowsOf('time of a run')[0].slice(3)).toEqual(['-1.00 (1–2)', '']);
  });

  it('puts another runtime beside the first, and says what was not measured', () => {
    expect(page).toContain('## Node 24.3.0');
    expect(rowsOf('eigendecomposition, n = 10 ')[1]).toEqual([
      'eigendecomposition, n = 10',
      '5.00 µs',
      '4.00 µs (3.60–4.80)',
      'ml-matrix',
      '5.0 ×',
      '4.0 ×',
    ]);
    expect(page).toContain('- Chromium was not measured: there is none.');
  });

  it('links only to charts and pages that are there', () => {
    const links = [...page.matchAll(/\]\(([^)]*)\)/g)].map(([, link]) => link);
    expect(links).toEqual(['results.json', 'baseline/', 'charts/windows.svg', 'KERNELS.md', 'PATHS.md']);
  });

  it('shows figures with three digits', () => {
    expect([time(1.654), time(1654), time(1_654_000)]).toEqual(['1.65 µs', '1.65 ms', '1.65 s']);
    expect(withSpread({ median: 2, low: null, high: null, samples: null })).toBe('2.00 µs');
    expect([times(null), times(0.5), times(3.14), times(314)]).toEqual(['—', '0.50 ×', '3.1 ×', '310 ×']);
    expect([gapText(0), gapText(1.1), gapText(2.34e-11)]).toEqual(['0', '1.1', '2.3e−11']);
    expect([perSecond(20), perSecond(80_000), plain(1234.5)]).toEqual(['50,000', '12.5', '1235']);
  });
});

describe('targets', () => {
  it('need a peer that is right', () => {
    const target: Target = {
      what: '',
      least: 1,
      unit: '×',
      limits: '',
      job: 'program-50',
      peer: 'toolkit',
    };
    expect(measuredOf(target, run, '')).toBeNull();
    expect(measuredOf({ ...target, peer: 'quadprog' }, run, '')).toBe(120);
  });

  it('are each of another figure', () => {
    expect(new Set(targets.map(({ what }) => what)).size).toBe(targets.length);
  });
});

describe('growth', () => {
  it('has the exponent of a power law, of at least two points', () => {
    const points = [3, 10, 50].map((x) => ({ x, ours: 0.2 * x ** 1.7, theirs: x > 10 ? 1 : null }));
    const curve = { id: '', name: '', unit: '', points };
    const exponent = exponentOf(curve, 'ours');
    expect(exponent).toMatchObject({ from: 3, to: 50 });
    expect(exponent?.value).toBeCloseTo(1.7, 12);
    expect(exponentOf(curve, 'theirs')).toBeNull();
  });
});

describe('charts', () => {
  const charts = chartsOf(cannedResults);

  it.each(['windows', 'ratios', 'growth'])('are small pictures without a background: %s', (name) => {
    expect(charts[name]).toMatch(/^<svg /);
    expect(charts[name].length).toBeLessThan(40_000);
    expect(charts[name]).not.toMatch(/NaN|undefined/);
    expect(charts[name]).not.toMatch(/<rect [^>]*fill="(#fff|white)/);
  });

  it('have the figures, and no bar of a solver that did not converge', () => {
    expect(charts.windows).toContain('40000');
    expect(charts.ratios).toContain('(quadprog)');
    expect(charts.ratios).not.toContain('toolkit');
  });
});

describe("the README's figures", () => {
  const readme =
    'before\n\n<!-- figures: bench/results.json -->\n\nold\n\n<!-- end of figures -->\n\nafter\n';
  const paths = readFileSync('bench/PATHS.md', 'utf8');

  it('are those of the results, between their marks', () => {
    const made = withFigures(readme, cannedResults, paths);
    expect(made).toMatch(/^before\n/);
    expect(made).toMatch(/\nafter\n$/);
    expect(made).not.toContain('old');
    expect(made).toContain('Node 20.1.0, while other programs ran:');
    expect(made).toMatch(/\| backtest, 10 assets × 36 periods +\| 40,000 windows a second +\|/);
    expect(made).toMatch(
      /\| long-only minimum variance, n = 50 +\| 30\.0 µs +\| quadprog 3\.60 ms +\| 120 × +\|/,
    );
    expect(made).toMatch(/\| the ten-ETF study, .* \| 275 ms +\|/);
    expect(withFigures(made, cannedResults, paths)).toBe(made);
  });

  it('need a place', () => {
    expect(() => withFigures('nothing', cannedResults, paths)).toThrow('no place for figures');
  });
});
