import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chartsOf } from '../../bench/report/charts.js';
import { pagesIn } from '../../bench/report/index.js';
import { resultsPage } from '../../bench/report/page.js';
import { withFigures } from '../../bench/report/readme.js';
import type { Results } from '../../bench/report/results.types.js';
import { targets } from '../../bench/targets.js';

const results = JSON.parse(readFileSync('bench/results.json', 'utf8')) as Results;
const charts = Object.keys(chartsOf(results));

describe('the benchmarks as they are published', () => {
  it('are on the page that npm run bench makes of its results', () => {
    const page = readFileSync('bench/RESULTS.md', 'utf8');
    expect(page).toBe(resultsPage(results, { targets, charts, pageOf: pagesIn('bench') }));
  });

  it('have their charts', () => {
    expect(charts).toEqual(['windows', 'ratios', 'growth']);
    for (const name of charts) expect(existsSync(`bench/charts/${name}.svg`)).toBe(true);
  });

  it('are in the README as they were measured', () => {
    const readme = readFileSync('README.md', 'utf8');
    expect(readme).toBe(withFigures(readme, results, readFileSync('bench/PATHS.md', 'utf8')));
  });
});
