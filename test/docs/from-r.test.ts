import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { printedBy, snippets } from '../support/snippets.js';

const guide = readFileSync('docs/from-r.md', 'utf8');

const all = snippets(guide);

describe('the guide from R', () => {
  it('has a snippet for each of its sections, each followed by what it prints', () => {
    const headings = [...guide.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings).toHaveLength(10);
    expect(new Set(all.map(({ heading }) => heading))).toEqual(new Set(headings));
    for (const { printed } of all) {
      expect(printed?.language).toBe('text');
      expect(printed!.text.trim()).not.toBe('');
    }
  });

  it.each(all)('prints what it says under $heading (snippet %#)', async ({ text, printed }) => {
    const { stdout, stderr } = await printedBy(text);
    expect(stderr).toBe('');
    expect(stdout).toBe(printed!.text);
  });
});
