import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { printedBy, snippets } from '../support/snippets.js';

const page = readFileSync('docs/from-python.md', 'utf8');

describe('the page for users of Python packages', () => {
  it('has as many cells in every row of a table as in its header', () => {
    for (const table of page.split(/\n\n/).filter((part) => part.trimStart().startsWith('|'))) {
      const [header, ...rows] = table.trim().split('\n');
      const cells = (row: string): number => row.replaceAll('\\|', '').split('|').length;
      for (const row of rows) expect(cells(row), row).toBe(cells(header));
    }
  });

  it('has a program for each of two packages', () => expect(snippets(page)).toHaveLength(2));

  it.each(snippets(page))('prints what it says under $heading', async ({ text, printed }) => {
    expect(printed).toMatchObject({ language: 'text' });
    const { stdout, stderr } = await printedBy(text);
    expect(stderr).toBe('');
    expect(stdout).toBe(printed!.text);
  });
});
