import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mixedModelsPage } from '../../build/mixed-models/page.mjs';
import { createEngine } from '../../src/browser.js';
import { lme4Fits, publishedValues } from '../support/published-data.js';
import * as published from '../support/published-models.js';
import { hasShared } from '../support/shared.js';

const page = readFileSync('docs/mixed-models.md', 'utf8');
const cells = (line: string): string[] =>
  line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
const tableRows = (heading: string): string[][] => {
  const from = page.indexOf(`## ${heading}`);
  return page
    .slice(from, page.indexOf('\n## ', from))
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
    .map(cells);
};
const number = (text: string): number => Number(text.replaceAll('−', '-'));

describe('the page on mixed models', () => {
  it.skipIf(!hasShared)('is what npm run mixed-models makes of the published data sets', async () => {
    const made = mixedModelsPage({
      engine: await createEngine(),
      published,
      expected: publishedValues(),
      lme4: lme4Fits(),
      benchmark: readFileSync('bench/LME4.md', 'utf8'),
    });
    expect(page).toBe(made);
  });

  it('has every model, and no source with variances of a higher likelihood', () => {
    const section = page.slice(page.indexOf('## Every figure'));
    expect(section.match(/^### /gm)).toHaveLength(20);
    const gaps = section
      .split('\n')
      .map((line) => (line.startsWith('| ') ? cells(line) : []))
      .filter(([, quantity]) => quantity === '−2ℓ there, less ours');
    expect(gaps.length).toBeGreaterThan(50);
    // a likelihood of −2ℓ in the hundreds is known to 1e-11
    for (const row of gaps) expect(number(row[4]), row.join()).toBeGreaterThan(-1e-11);
  });

  it('agrees with the closed form of balanced data', () => {
    const row = tableRows('Results').find(([source]) => source === 'mean squares')!;
    expect(row[2]).toBe('14');
    expect(number(row[4])).toBeLessThan(1e-11);
  });

  it('says something of every feature in every column but the first', () => {
    const [header, ...rows] = tableRows('Features');
    expect(header).toEqual(['', 'mixfolio', 'sommer', 'lme4', 'MixedModels.jl']);
    for (const row of rows) {
      expect(row).toHaveLength(5);
      if (row[0].startsWith('**') || row[0] === 'speed beside lme4') continue;
      for (const cell of row) expect(cell, row[0]).not.toBe('');
    }
  });
});
