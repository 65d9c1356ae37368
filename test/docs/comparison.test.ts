import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const page = readFileSync('docs/comparison.md', 'utf8');

describe('the comparison with other packages', () => {
  it('has as many cells in every row of a table as in its header', () => {
    for (const table of page.split(/\n\n/).filter((part) => part.trimStart().startsWith('|'))) {
      const [header, ...rows] = table.trim().split('\n');
      const cells = (row: string): number => row.replaceAll('\\|', '').split('|').length;
      for (const row of rows) expect(cells(row), row).toBe(cells(header));
    }
  });
});
