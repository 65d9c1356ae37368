import type { WriteStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { strategyTestsText } from '../../src/cli/strategy-tests.js';
import { summary } from '../../src/cli/summary.js';
import { renderReport } from '../../src/report/page.js';
import { strategyTestTables } from '../../src/report/strategy-tests.js';
import { nestingErrors, visibleText } from '../support/html.js';
import { sampleResult } from '../support/sample-result.js';

const stream = { isTTY: false } as WriteStream;

/** Of two strategies that were held for too short a time. */
function untested() {
  const result = sampleResult({ strategies: ['systematic', 'sample'] });
  for (const { tests } of Object.values(result.comparisons!))
    for (const test of tests)
      Object.assign(test, {
        ...{ standardError: null, pValue: null, interval: null, holm: null, romanoWolf: null },
        reason: '12 periods when 30 are needed',
      });
  return result;
}

describe('the tests of a report', () => {
  const { text } = strategyTestTables(sampleResult());
  const shown = visibleText(text);

  it('are a table of Sharpe ratios a year and one of variance ratios', () => {
    expect(nestingErrors(text)).toEqual([]);
    expect(shown).toContain('Sharpe ratio tested against sample');
    // √12·0.02, √12·(0.02 ± 0.1)
    expect(shown).toContain('systematic +0.07 −0.28 to +0.42 <0.001 <0.001 <0.001');
    // √12·0.04
    expect(shown).toContain('ledoitWolf +0.14 −0.21 to +0.48 0.032 0.046 0.064');
    expect(shown).toContain('Variance tested against sample');
    // exp(−0.2), exp(−0.2 ± 0.1)
    expect(shown).toContain('ledoitWolf 0.82 0.74 to 0.90 0.032 0.046 0.064');
  });

  it('say how they were made, how many there are, and what was not tested', () => {
    expect(shown).toContain('4999 resamples of the 60 periods in blocks of 4, seed 1');
    expect(shown).toContain('adjusted for the 2 strategies of a table');
    expect(shown).toContain('equalWeight +0.21 – – – –');
    expect(shown).toContain('No test of equalWeight: the returns of equalWeight do not vary.');
    for (const heading of ['Difference', 'Variance ratio', '95 % interval', 'p', 'p, Romano–Wolf', 'p, Holm'])
      expect(text).toMatch(new RegExp(`<dt>${heading}</dt>`));
  });

  it('stand below the comparison, which then does not say that there are none', () => {
    const page = visibleText(renderReport(sampleResult(), ''));
    expect(page.indexOf('Compared with sample')).toBeLessThan(page.indexOf('tested against sample'));
    expect(page).not.toContain('no test says');
  });

  it('are a sentence where nothing was tested, and nothing for one strategy and for earlier versions', () => {
    const short = visibleText(strategyTestTables(untested()).text);
    expect(short.trim()).toBe('Tests against sample. No test: 12 periods when 30 are needed.');
    expect(strategyTestTables(sampleResult({ strategies: ['sample'] })).text).toBe('');
    const earlier = sampleResult();
    delete earlier.comparisons;
    const page = renderReport(earlier, '');
    expect(nestingErrors(page)).toEqual([]);
    expect(visibleText(page)).toContain('no test says that it is more than chance');
    expect(visibleText(page)).not.toContain('tested against');
    expect(summary(earlier, stream)).not.toContain('Tests against');
  });
});

describe('the tests that a run prints', () => {
  it('have a line a strategy, between the comparison and the last weights', () => {
    const all = summary(sampleResult(), stream);
    const [title, headings, ...rows] = strategyTestsText(sampleResult(), stream)
      .split('\n')
      .map((line) => line.trim().split(/ {2,}/));
    expect(title[0]).toMatch(/^Tests against sample, /);
    expect(headings).toEqual([
      'Strategy',
      'Sharpe difference',
      'p',
      'Adjusted',
      'Variance ratio',
      'p',
      'Adjusted',
    ]);
    expect(rows.slice(0, 4)).toEqual([
      ['systematic', '+0.07', '<0.001', '<0.001', '0.90', '<0.001', '<0.001'],
      ['ledoitWolf', '+0.14', '0.032', '0.046', '0.82', '0.032', '0.046'],
      ['equalWeight', '+0.21', '–', '–', '0.74', '–', '–'],
      ['No test of equalWeight: the returns of equalWeight do not vary'],
    ]);
    const places = ['Improvement over', 'Tests against', 'Weights of'].map((part) => all.indexOf(part));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
  });

  it('are the reason alone where nothing was tested', () => {
    expect(strategyTestsText(untested(), stream)).toBe(
      'Tests against sample:\nNo test: 12 periods when 30 are needed\n\n',
    );
  });
});
