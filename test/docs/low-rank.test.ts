import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { printedBy, snippets } from '../support/snippets.js';

it('prints what it says', { timeout: 60_000 }, async () => {
  const [{ text, printed }, ...others] = snippets(readFileSync('docs/low-rank.md', 'utf8'));
  expect(others).toEqual([]);
  const { stdout, stderr } = await printedBy(text);
  expect({ stdout, stderr }).toEqual({ stdout: printed!.text, stderr: '' });
});
