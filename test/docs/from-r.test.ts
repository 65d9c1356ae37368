import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);

const guide = readFileSync('docs/from-r.md', 'utf8');

interface Block {
  language: string;
  text: string;
  heading: string;
}

/** Fenced blocks in order, with the heading that they stand under. */
function blocks(markdown: string): Block[] {
  return markdown.split(/^## /m).flatMap((section) =>
    [...section.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, text]) => ({
      language,
      text,
      heading: section.slice(0, section.indexOf('\n')),
    })),
  );
}

const all = blocks(guide);
const snippets = all.flatMap(({ language, text, heading }, k) =>
  language === 'js' ? [{ heading, text, printed: all[k + 1] }] : [],
);

describe('the guide from R', () => {
  it('has a snippet for each of its sections, each followed by what it prints', () => {
    const headings = [...guide.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings).toHaveLength(10);
    expect(new Set(snippets.map(({ heading }) => heading))).toEqual(new Set(headings));
    for (const { printed } of snippets) {
      expect(printed?.language).toBe('text');
      expect(printed.text.trim()).not.toBe('');
    }
  });

  it.each(snippets)('prints what it says under $heading (snippet %#)', async ({ text, printed }) => {
    // the package by its own name, as a user of it imports it
    const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '--eval', text]);
    expect(stderr).toBe('');
    expect(stdout).toBe(printed.text);
  });
});
