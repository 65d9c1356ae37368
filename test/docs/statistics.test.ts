import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as statistics from '../../src/statistics/index.js';
import { sampleResult } from '../support/sample-result.js';

const page = readFileSync('docs/statistics.md', 'utf8');

it('documents every statistic of a result and every function that users get', () => {
  const names = [...Object.keys(sampleResult().strategies[0].statistics), ...Object.keys(statistics)];
  expect(names.length).toBeGreaterThan(45);
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
