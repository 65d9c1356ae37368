import { describe, expect, it } from 'vitest';
import type { StrategyConfig } from '../../src/config/types.js';
import { renderReport } from '../../src/report/page.js';
import type { ChartData } from '../../src/report/chart-data.js';
import { markupOf, nestingErrors, visibleText } from '../support/html.js';
import { sampleResult } from '../support/sample-result.js';

const client = 'document.title;';
const result = sampleResult();
const page = renderReport(result, client);

function embeddedData(report: string): ChartData {
  const [, json] = /<script type="application\/json" id="result">([\s\S]*?)<\/script>/.exec(report)!;
  return JSON.parse(json) as ChartData;
}

describe('report page', () => {
  it('is one well-formed HTML document', () => {
    expect(page.startsWith('<!doctype html>')).toBe(true);
    expect(nestingErrors(page)).toEqual([]);
    expect(markupOf(page).match(/<(html|head|body|main)\b/g)).toEqual(['<html', '<head', '<body', '<main']);
    const ids = [...markupOf(page).matchAll(/\bid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('refers to nothing outside itself and forbids the browser to load anything', () => {
    expect(page).not.toMatch(/https?:|\burl\(|@import/);
    const targets = [...page.matchAll(/\b(?:src|href|action)="([^"]*)"/g)].map(([, target]) => target);
    expect(targets).toEqual(['data:,', '#windows']);
    expect(page).toContain("default-src 'none'");
  });

  it('shows every strategy, every asset and every window without a script', () => {
    const text = visibleText(page);
    for (const { name, windows } of result.strategies) {
      expect(text).toContain(name);
      for (const { decision, reason } of windows)
        expect(text).toContain(`${decision} ${reason ?? '–'} ${name}`);
    }
    for (const asset of result.universe) expect(text).toContain(asset);
    const rows = /<caption>\s*All windows[\s\S]*?<\/table>/.exec(page)![0].match(/<tr>/g)!;
    expect(rows.length - 1).toBe(4 * 20);
  });

  it('names what identifies a run: engine, data, decisions and configuration', () => {
    const text = visibleText(page);
    expect(text).toContain('mixfolio 0.1.0');
    expect(text).toContain(result.dataHash);
    expect(text).toContain('2015-01-31 to 2019-10-31, 20 decisions');
    expect(text).toContain('"rebalance": 3');
    expect(text).toContain(result.notes[0]);
  });

  it('shows the model as a formula where a strategy is made of it', () => {
    const withStrategies = (...strategies: StrategyConfig[]) =>
      visibleText(renderReport({ ...result, config: { ...result.config, strategies } }, client));
    const sample: StrategyConfig = { name: 'sample', covariance: 'sample' };
    expect(withStrategies(sample, { name: 'systematic', covariance: 'systematic' })).toContain(
      `Model ${result.formula}`,
    );
    expect(withStrategies({ ...sample, expectedReturns: 'model' })).toContain(`Model ${result.formula}`);
    expect(withStrategies(sample)).not.toContain(result.formula);
  });

  it('says before any number which strategies have windows that failed', () => {
    const text = visibleText(page);
    const alert = text.indexOf('systematic fell back in 1 of 20 windows');
    expect(alert).toBeGreaterThan(0);
    expect(alert).toBeLessThan(text.indexOf('Annual return'));
    expect(text).toContain('sample was skipped in 1 of 20 windows');
    expect(text).not.toContain('ledoitWolf fell back');
  });

  it('says beside kernel and correlations that the last decision did without them', () => {
    const fallen = sampleResult();
    fallen.config.strategies = fallen.config.strategies!.map((strategy) => ({
      ...strategy,
      covariance: strategy.name === 'systematic' ? 'systematic' : 'sample',
    }));
    const reason = 'systematic: heritability 0.000 is below 0.1';
    const last = fallen.strategies[0].windows.at(-1)!;
    Object.assign(last, { status: 'fallback', used: 'ledoitWolf', reason });
    const text = visibleText(renderReport(fallen, client));
    const said = `Not used at this decision by ${`systematic: ${reason}`}; ledoitWolf instead.`;
    expect(text.split(said)).toHaveLength(3);
    expect(visibleText(page)).not.toContain('Not used at this decision');
  });

  it('shows of many assets those with a weight, the largest first, and counts the others', () => {
    const assets = Array.from({ length: 20 }, (_, i) => `A${i + 10}`);
    const many = sampleResult({ assets, strategies: ['systematic'] });
    const { weights } = many.strategies[0].windows.at(-1)!;
    for (const asset of assets) weights[asset] = asset === 'A12' ? 0.25 : asset === 'A17' ? 0.75 : 0;
    const report = renderReport(many, client);
    const [table] = /<caption>\s*Weights at the last decision[\s\S]*?<\/table>/.exec(report)!;
    expect(visibleText(table)).toMatch(/systematic A17 75\.00 % A12 25\.00 % $/);
    expect(visibleText(report)).toContain('18 assets with the weight 0 in every strategy are not shown.');
  });

  it('has no NaN, undefined, null or Infinity in its text, even where statistics are undefined', () => {
    const broken = sampleResult();
    broken.strategies[0].statistics.sharpe = NaN;
    broken.strategies[1].netReturns[0] = NaN;
    const withoutConfig = { ...broken, config: { market: 'SPY' } };
    expect(visibleText(renderReport(withoutConfig, client))).not.toMatch(
      /NaN|undefined|null|Infinity|\[object/,
    );
  });

  it.each([
    '</script><b>bold',
    '<img src=x onerror="alert(1)">',
    `"'&<!--`,
    '</title><script>alert(1)</script>',
  ])('treats %s as text wherever a name stands', (name) => {
    const hostile = sampleResult({ assets: [name, 'B', 'C'], strategies: [name, 'plain'] });
    hostile.notes = [name];
    hostile.decisions[0].notes = [name];
    hostile.decisions[0].satOut = [{ asset: name, reason: name }];
    hostile.strategies[0].windows[0] = {
      ...hostile.strategies[0].windows[0],
      status: 'fallback',
      reason: name,
    };
    const report = renderReport(hostile, client);
    expect(nestingErrors(report)).toEqual([]);
    expect(markupOf(report)).not.toMatch(/<(b|img)\b/);
    expect(report.match(/<script\b/g)).toHaveLength(2);
    expect(visibleText(report)).toContain(name.replace(/\s+/g, ' '));
    expect(embeddedData(report).assets[0]).toBe(name);
  });

  it('keeps a script whole that has an end tag or a comment in its strings', () => {
    const report = renderReport(result, 'const s = "</script><!--";');
    expect(report).toContain('const s = "\\x3c/script>\\x3c!--";');
    expect(report.match(/<\/script>/g)).toHaveLength(2);
  });

  it('names the kernel that it shows', () => {
    const snapshot = { ...result.snapshot, furtherKernels: [] };
    const alone = visibleText(renderReport({ ...result, snapshot }, client));
    expect(alone).toContain('Relationship kernel “combined”');
    expect(visibleText(page)).toContain('Relationship kernels Kernel combined class');
  });

  it('says so where there is no kernel, no systematic covariance, or no matrix at all', () => {
    const { snapshot } = result;
    const plain = renderReport(
      { ...result, snapshot: { ...snapshot, kernel: null, kernelName: null, systematicCorrelation: null } },
      client,
    );
    expect(visibleText(plain)).toContain('No relationship kernel was used at the decision of 2019-10-31.');
    expect(visibleText(plain)).toContain('There is no systematic covariance at the decision of 2019-10-31.');
    expect(plain).not.toContain('chart-kernel');
    const nothing = {
      ...snapshot,
      assets: [],
      kernel: null,
      kernelName: null,
      sampleCorrelation: [],
      systematicCorrelation: null,
    };
    const empty = renderReport({ ...result, snapshot: nothing }, client);
    expect(visibleText(empty)).toContain('No correlation could be estimated at the decision of 2019-10-31.');
    expect(empty).not.toContain('chart-sample-correlation');
  });
});
