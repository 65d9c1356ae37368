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

  it('compares nothing where there is no such strategy, or no other', () => {
    expect(comparison(sampleResult({ strategies: ['systematic', 'ledoitWolf'] }), stream)).toBe('');
    expect(comparison(sampleResult({ strategies: ['sample'] }), stream)).toBe('');
  });
});
