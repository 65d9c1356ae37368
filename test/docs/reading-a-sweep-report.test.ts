import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { nearestTrials } from '../../src/sweep/effects/neighbourhood.js';
import { mostNumbers, ranges } from '../../src/sweep/effects/factors.js';
import { plateau, slope } from '../../src/sweep/report/neighbourhood-text.js';
import { groupTitles, sweepTitles } from '../../src/sweep/report/titles.js';

const page = readFileSync('docs/reading-a-sweep-report.md', 'utf8');

it('has a heading for every section of the report, in their order', () => {
  const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading.toLowerCase());
  const places = [...Object.values(groupTitles), ...Object.values(sweepTitles)].map((title) =>
    headings.findIndex((heading) => heading.includes(title.toLowerCase())),
  );
  expect(Math.min(...places)).toBe(0);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

it('has the numbers that the report goes by', () => {
  const words: Record<number, string> = { 8: 'eight', 10: 'ten' };
  expect(page).toContain(`More than ${mostNumbers} distinct numbers`);
  expect(page).toContain(`${words[ranges]} ranges`);
  expect(page).toContain(`the ${words[nearestTrials]} nearest`);
  expect([plateau, slope]).toEqual([2 / 3, 1 / 3]);
  expect(page).toContain('two thirds and more is called a plateau, less than one third a spike');
});
