import { describe, expect, it } from 'vitest';
import type { SweepChartData } from '../../../src/sweep/report/chart-data.js';
import { sweepCharts } from '../../../src/sweep/report/charts/charts.js';
import { valueText } from '../../../src/sweep/report/names.js';
import { renderSweepReport } from '../../../src/sweep/report/page.js';
import { groupTitles, sweepTitles } from '../../../src/sweep/report/titles.js';
import type { SweepReportInput } from '../../../src/sweep/report/types.js';
import { markupOf, nestingErrors, visibleText } from '../../support/html.js';
import { sampleSweep } from '../../support/sweep-input.js';

const client = 'document.title;';
const input = sampleSweep();
const page = renderSweepReport(input, client);
const text = visibleText(page);

function embeddedData(report: string): SweepChartData {
  const [, json] = /<script type="application\/json" id="result">([\s\S]*?)<\/script>/.exec(report)!;
  return JSON.parse(json) as SweepChartData;
}

/** With a part of its only group replaced. */
function changed(change: (group: SweepReportInput['groups'][number]) => object): string {
  const [group] = input.groups;
  return renderSweepReport({ ...input, groups: [{ ...group, ...change(group) }] }, client);
}

describe('the report of a sweep', () => {
  it('is one well-formed HTML document with ids that are there once', () => {
    expect(nestingErrors(page)).toEqual([]);
    expect(markupOf(page).match(/<(html|head|body|main)\b/g)).toEqual(['<html', '<head', '<body', '<main']);
    const ids = [...markupOf(page).matchAll(/\bid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('refers to nothing outside itself, and within itself to sections that there are', () => {
    const many = renderSweepReport(sampleSweep({ points: 40, universes: ['a', 'b'] }), client);
    for (const report of [page, many]) {
      expect(report).not.toMatch(/https?:|\burl\(|@import/);
      expect(report).toContain("default-src 'none'");
      const targets = [...markupOf(report).matchAll(/\bhref="([^"]*)"/g)].map(([, target]) => target);
      expect(targets.shift()).toBe('data:,');
      expect(targets.length).toBeGreaterThan(0);
      for (const target of targets) expect(report).toContain(`id="${target.slice(1)}"`);
    }
  });

  it('begins with the verdict and its reasons, before any other number', () => {
    const [{ verdict }] = input.groups;
    const places = [input.title, verdict.sentence, ...verdict.reasons, 'Not all of the sweep', 'Windows'].map(
      (part) => text.indexOf(` ${part}`),
    );
    expect(Math.min(...places)).toBeGreaterThanOrEqual(0);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('has every section, in their order', () => {
    const { verdict, ...titles } = groupTitles;
    const headings = [...page.matchAll(/<h2>([^<]*)<\/h2>/g)].map(([, heading]) => heading);
    expect(headings).toEqual([...Object.values(titles), ...Object.values(sweepTitles)]);
    expect(headings).not.toContain(verdict);
  });

  it('has the best trials with what their points say and their ratios a year', () => {
    const [{ luck, trials }] = input.groups;
    const [best] = luck.best;
    const values = trials.parameters.map(({ values, codes }) => valueText(values[codes[best.trial]]));
    const ratio = (best.sharpe * Math.sqrt(12)).toFixed(2);
    expect(text).toContain(` ${best.trial} ${values.join(' ')} ${ratio} 0.990 0.410 0.730 +`);
  });

  it('names what was refused, set aside and is missing', () => {
    expect(text).toContain('12 backtests ended with an error of their configuration or data.');
    expect(text).toContain('too-few-periods train: 132 periods are more than the 120 there are 8');
    expect(text).toContain('c0ffeec0ffee the worker ran out of memory 3 32');
    expect(text).toContain('5,062 planned, 5,030 done, 32 without a result');
    const counts = { ...input.counts, planned: 5000, done: 5000, refused: 0, refusals: [], setAside: [] };
    const fine = visibleText(renderSweepReport({ ...input, counts }, client));
    expect(fine).toContain('Every backtest that was planned has a result without an error.');
    expect(fine).not.toContain('Not all of the sweep');
    const open = visibleText(renderSweepReport({ ...input, counts: { ...counts, done: 4990 } }, client));
    expect(open).toContain('10 backtests are not done yet');
  });

  it('says why where a part of the analysis is missing', () => {
    const report = visibleText(
      changed(({ luck }) => ({
        baseline: null,
        luck: {
          ...luck,
          overfitting: { reason: 'five periods are too few for blocks' },
          effective: { reason: 'one trial alone' },
          family: { reason: 'there is no baseline' },
        },
      })),
    );
    expect(report).toContain('Not known: five periods are too few for blocks.');
    expect(report).toContain('Independent trials – one trial alone');
    expect(report).toContain('Better than the baseline – there is no baseline');
    expect(report).not.toContain('equalWeight, over');
  });

  it('has no NaN, undefined, null or Infinity in its text, even where no trial has a Sharpe ratio', () => {
    const nothing = changed(({ luck, trials }) => ({
      luck: {
        ...luck,
        best: [],
        sharpes: luck.sharpes.map(() => NaN),
        undefinedTrials: luck.trials,
        sharpeVariance: null,
        meanSharpe: null,
        expectedMaximum: null,
        expectedMaximumByClusters: null,
        baselineSharpe: null,
      },
      trials: {
        ...trials,
        statistics: { ...trials.statistics, turnover: trials.statistics.turnover.map(() => NaN) },
      },
    }));
    for (const report of [page, nothing]) {
      expect(visibleText(report)).not.toMatch(/NaN|undefined|Infinity|\[object/);
    }
    expect(visibleText(nothing)).toContain('No trial has a Sharpe ratio.');
  });

  it('is a table of verdicts where there are several groups, each with sections of its own', () => {
    const report = renderSweepReport(sampleSweep({ points: 60, universes: ['etf', 'stocks'] }), client);
    const shown = visibleText(report);
    expect(shown).toContain('2 groups of trials');
    expect(shown).toContain('Best trials: stocks, all, month');
    expect(shown.indexOf('etf, all, month The best of 60')).toBeLessThan(shown.indexOf('Verdict: etf'));
    expect(embeddedData(report).map(({ key }) => key)).toEqual(['g1', 'g2']);
  });

  it('has the strategy as a parameter where there are several', () => {
    const report = renderSweepReport(
      sampleSweep({ points: 60, strategies: ['minimum variance', 'equal risk'] }),
      client,
    );
    expect(embeddedData(report)[0].parameters.map(({ path }) => path)).toContain('strategy');
    expect(embeddedData(page)[0].parameters.map(({ path }) => path)).not.toContain('strategy');
  });

  it.each(['</script><b>bold', '<img src=x onerror="alert(1)">', `"'&<!--`])(
    'treats %s as text wherever a name stands',
    (name) => {
      const hostile = sampleSweep({ points: 60, universes: [name, 'other'], strategies: [name, 'plain'] });
      hostile.title = name;
      hostile.notes = [name];
      hostile.parameters = hostile.parameters.map((parameter, k) => ({ ...parameter, path: `${name}${k}` }));
      hostile.counts.refusals = [{ code: name, error: name, backtests: 12 }];
      hostile.groups[0].verdict = { sentence: name, reasons: [name] };
      const report = renderSweepReport(hostile, client);
      expect(nestingErrors(report)).toEqual([]);
      expect(markupOf(report)).not.toMatch(/<(b|img)\b/);
      expect(report.match(/<script\b/g)).toHaveLength(2);
      expect(embeddedData(report)[0].parameters.some(({ path }) => path.startsWith(name))).toBe(true);
    },
  );

  it('says what it leaves out: groups, values, pairs, causes and letters of the configuration', () => {
    const universes = Array.from({ length: 10 }, (_, k) => `u${k}`);
    const large = sampleSweep({ points: 100, universes, idle: 12 });
    large.counts.refusals = Array.from({ length: 60 }, (_, k) => ({
      code: `c${k}`,
      error: 'e',
      backtests: 1,
    }));
    large.config = {
      ...large.config,
      universes: { all: Array.from({ length: 20_000 }, (_, k) => `TICKER${k}`) },
    };
    const shown = visibleText(renderSweepReport(large, client));
    expect(shown).toContain('2 groups after the first 8 have no sections of their own below.');
    expect(shown).toContain('Charts and tables by value are of the 10 parameters that explain most.');
    expect(shown).toMatch(/\d+ pairs of parameters that explain less are not shown\./);
    expect(shown).toContain('10 errors more are not shown.');
    expect(shown).toMatch(/[\d,]+ letters more are not shown; plan\.json has all of it\./);
  });
});

describe('the size of the report of a sweep', () => {
  // with the 600 kB of the client it is below 3 MB
  it.each([
    ['100,000 trials of four parameters', { points: 100_000 }],
    ['100,000 trials of twelve parameters', { points: 100_000, idle: 8 }],
    ['ten groups of sixteen parameters', { points: 3000, idle: 12, universes: [...'abcdefghij'] }],
  ])('stays below 2.4 MB of text, tables and data: %s', (_, options) => {
    expect(renderSweepReport(sampleSweep(options), client).length).toBeLessThan(2_400_000);
  });
});

describe('the charts of a sweep', () => {
  it('have a view for every combination of their controls, in the order of the lists', () => {
    const charts = sweepCharts(embeddedData(page));
    for (const { name, views } of charts) {
      const lists = [...page.matchAll(new RegExp(`data-chart="${name}">([^]*?)</select>`, 'g'))];
      const sizes = lists.map(([, options]) => options.match(/<option/g)!.length);
      expect({ name, views: views.length }).toEqual({ name, views: sizes.reduce((a, b) => a * b, 1) });
    }
    const names = charts.find(({ name }) => name === 'g1-surface')!.views.map(({ name }) => name);
    expect(names.slice(0, 3)).toEqual([
      'strategy.covariance backtest.train Sharpe ratio mean',
      'strategy.covariance backtest.train Sharpe ratio best',
      'strategy.covariance backtest.train Volatility mean',
    ]);
  });

  it('are all in the page, each with words that stand for it', () => {
    for (const { name } of sweepCharts(embeddedData(page)))
      expect(page).toMatch(new RegExp(`id="chart-${name}" role="img" aria-label="[^"]{40,}"`));
  });
});
