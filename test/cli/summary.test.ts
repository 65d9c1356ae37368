import type { WriteStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { comparison } from '../../src/cli/comparison.js';
import { summary } from '../../src/cli/summary.js';
import { sampleResult } from '../support/sample-result.js';

const stream = { isTTY: false } as WriteStream;

describe('what a run prints', () => {
  it('tells below the statistics how much better than the sample covariance each strategy did', () => {
    const text = summary(sampleResult(), stream);
    const [heading, columns, systematic] = text
      .slice(text.indexOf('Improvement over sample'))
      .split('\n')
      .map((line) => line.trim().split(/ {2,}/));
    expect(heading).toEqual(['Improvement over sample, in % of its value (+ is better):']);
    expect(columns).toEqual(['Strategy', 'Annual return', 'Volatility', 'Sharpe', 'Max drawdown']);
    // 0.0712 and 0.0702, 0.0634 and 0.0644, 1.0456 and 1.0356, 0.0512 and 0.0532
    expect(systematic).toEqual(['systematic', '+1.4 %', '+1.6 %', '+1.0 %', '+3.8 %']);
    expect(text.indexOf('Annual return')).toBeLessThan(text.indexOf('Improvement'));
    expect(text.indexOf('Improvement')).toBeLessThan(text.indexOf('Data notes'));
    // the Sharpe ratio of equalWeight is not defined
    expect(text).toMatch(/^equalWeight .* – .*−7\.5 %$/m);
  });

  it('tells differences where the sample covariance lost, of which there are no shares', () => {
    const result = sampleResult();
    const sample = result.strategies.find(({ name }) => name === 'sample')!;
    sample.statistics = { ...sample.statistics, annualReturn: -0.0098, sharpe: -0.0344 };
    const [heading, , systematic] = comparison(result, stream).split('\n');
    expect(heading).toBe(
      'Improvement over sample, in % of its value, as a difference where that is not above 0 (+ is better):',
    );
    // 0.0712 and 1.0456 of systematic
    expect(systematic.trim().split(/ {2,}/)).toEqual(['systematic', '+8.10 pp', '+1.6 %', '+1.08', '+3.8 %']);
  });

  it('compares nothing where there is no such strategy, or no other', () => {
    expect(comparison(sampleResult({ strategies: ['systematic', 'ledoitWolf'] }), stream)).toBe('');
    expect(comparison(sampleResult({ strategies: ['sample'] }), stream)).toBe('');
  });

  it('puts the last portfolios side by side, with their differences from sample and their risk', () => {
    const result = sampleResult();
    const text = summary(result, stream);
    const [first] = result.lastDecision!.weights;
    const percent = (value: number) => (100 * value).toFixed(1).replace('-', '−');
    const difference = first.differences.systematic;
    const cell = `${percent(first.weights.systematic)} % (${difference > 0 ? '+' : ''}${percent(difference)})`;
    const row = text.split('\n').find((line) => line.startsWith(`${first.asset} `))!;
    expect(row.trim().split(/ {2,}/).slice(0, 3)).toEqual([
      first.asset,
      cell,
      `${percent(first.weights.sample)} %`,
    ]);
    expect(text).toContain(
      `Weights of ${result.lastDecision!.decision}, in brackets the percentage points more than in sample:`,
    );
    expect(text).toContain('Volatility under the covariance total of the last training window:');
    expect(text).toMatch(/^Strategy +A month +A year +Less than sample$/m);
    expect(text).toMatch(/^systematic +2\.00 % +6\.93 % +4\.8 %$/m);
    expect(text).toMatch(/^sample +2\.10 % +7\.28 % +–$/m);
    expect(text).toMatch(/^ledoitWolf +2\.20 % +7\.63 % +−4\.8 %$/m);
  });

  it('shows the weights alone where there is nothing to compare with or to measure risk by', () => {
    const result = sampleResult({ strategies: ['systematic', 'equalWeight'] });
    Object.assign(result.lastDecision!, { covariance: null, reason: 'total: no fit', risk: [] });
    const text = summary(result, stream);
    expect(text).toContain(`Weights of ${result.lastDecision!.decision}:\n`);
    expect(text).toContain(
      'There is no covariance to measure the risk of these portfolios by (total: no fit).\n',
    );
    expect(text).not.toContain('Less than');
  });

  it('cuts the weights of many assets, and says how many are not shown', () => {
    const assets = Array.from({ length: 20 }, (_, i) => `A${i + 10}`);
    const many = sampleResult({ assets, strategies: ['systematic'] });
    const { weights } = many.strategies[0].windows.at(-1)!;
    for (const asset of assets) weights[asset] = asset === 'A12' ? 0.25 : asset === 'A17' ? 0.75 : 0;
    expect(summary(many, stream)).toMatch(
      /A17 +75\.0 %\nA12 +25\.0 %\nand 18 assets with the weight 0 in every/,
    );
  });
});
