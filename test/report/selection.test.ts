import type { WriteStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { backtest, type BacktestConfig, type BacktestResult } from '../../src/browser.js';
import { summary } from '../../src/cli/summary.js';
import { renderReport } from '../../src/report/page.js';
import { scoresOf } from '../../src/report/selection.js';
import { engines } from '../support/engines.js';
import { sampleResult } from '../support/sample-result.js';
import { simulatedPrices } from '../support/simulated-prices.js';

const [[, engine]] = engines;
const stream = { isTTY: false } as WriteStream;

async function run(selection: BacktestConfig['selection']): Promise<BacktestResult> {
  const data = simulatedPrices({ seed: 44, assets: ['SPY', 'IWM', 'AGG', 'GLD'], months: 48 });
  const result = await backtest(engine, data, {
    market: 'SPY',
    backtest: { train: 12, rebalance: 3 },
    strategies: [{ name: 'sample' }, { name: 'equalWeight' }],
    selection,
  });
  // as a report reads it from a file
  return JSON.parse(JSON.stringify(result)) as BacktestResult;
}

const grid = { 'backtest.train': [8, 12], 'strategies.sample.maxWeights': [0.4, 1] };
const text = (html: string) =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .replaceAll('&gt;', '>');
const sectionOf = (result: BacktestResult) =>
  /<section id="selection"[\s\S]*?<\/section>/.exec(renderReport(result, ''))?.[0];

describe('a selection in the report', () => {
  it('has each candidate with its statistics and picks, each decision with its pick, and says what is in hindsight', async () => {
    const result = await run({ grid, minimumHistory: 6 });
    const { candidates, decisions, switches } = result.selection!;
    const section = text(sectionOf(result)!);
    expect(section).toContain(
      'the largest Sharpe ratio of its own net returns up to that decision, after at least 6 holding periods',
    );
    expect(section).toContain(`It changed the candidate ${switches} time`);
    for (const { name, picked, statistics } of candidates)
      expect(section).toContain(
        `${name} ${picked} ${(100 * statistics.annualReturn!).toFixed(2).replace('-', '−')} %`,
      );
    for (const { decision, candidate, reason } of decisions) {
      expect(section).toContain(`${decision} ${candidate}`);
      if (reason !== null) expect(section).toContain(reason);
    }
    expect(section).toContain('the best of them is best in hindsight');
    expect(section).toContain('take the 4 candidates for all that was tried');
    expect(text(renderReport(result, ''))).toContain('That of selected takes its candidates, see Selection.');
  });

  it('is not there without one', () => {
    expect(sectionOf(sampleResult())).toBeUndefined();
    expect(summary(sampleResult(), stream)).not.toContain('Candidate');
  });

  it('names the rule', async () => {
    const least = text(sectionOf(await run({ grid, score: 'volatility', lookback: 9 }))!);
    expect(least).toContain('the least volatility of its own net returns');
    expect(least).toContain('the last 9 holding periods of them');
    expect(text(sectionOf(await run({ grid, score: 'meanVariance' }))!)).toContain('mean-variance utility');
  });

  it('has the score of the best of the others, which is the least volatility', () => {
    const decision = { decision: '', candidate: 'b', reason: null, periods: 3 };
    const of = (score: 'sharpe' | 'volatility', scores: Record<string, number | null>) =>
      scoresOf({ score } as Parameters<typeof scoresOf>[0], { ...decision, scores });
    expect(of('sharpe', { a: 0.3, b: 0.5, c: null, d: 0.4 })).toEqual({ own: 0.5, next: 0.4 });
    expect(of('volatility', { a: 0.3, b: 0.1, c: null, d: 0.4 })).toEqual({ own: 0.1, next: 0.3 });
    expect(of('sharpe', { b: 0.5, c: null })).toEqual({ own: 0.5, next: null });
  });
});

describe('a selection in the terminal', () => {
  it('has the candidates, those picked most often first', async () => {
    const result = await run({ grid, minimumHistory: 6 });
    const { candidates, decisions, switches } = result.selection!;
    const printed = summary(result, stream);
    const at = printed.indexOf('selected: 4 candidates for sample');
    const [heading, columns, ...rows] = printed.slice(at).split('\n');
    expect(heading).toContain(`${decisions.length} decisions, ${switches} change`);
    expect(columns).toMatch(/^Candidate +Picked .*Deflated Sharpe$/);
    const picked = rows.slice(0, 4).map((row) => Number(/ {2,}(\d+) /.exec(row)![1]));
    expect(picked).toEqual([...picked].sort((a, b) => b - a));
    expect(picked.reduce((sum, n) => sum + n)).toBe(decisions.length);
    for (const { name } of candidates)
      expect(rows.slice(0, 4).some((row) => row.startsWith(name))).toBe(true);
  });

  it('has ten of more', async () => {
    const many = { 'strategies.sample.maxWeights': Array.from({ length: 12 }, (_, k) => 0.3 + 0.05 * k) };
    expect(summary(await run({ grid: many }), stream)).toContain('and 2 candidates more, see the report');
  });
});
