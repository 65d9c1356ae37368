import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { printedBy, snippets } from '../support/snippets.js';

const page = readFileSync('docs/bayes.md', 'utf8');

it('prints what it says', { timeout: 60_000 }, async () => {
  const [{ text, printed }, ...others] = snippets(page);
  expect(others).toEqual([]);
  const { stdout, stderr } = await printedBy(text);
  expect({ stdout, stderr }).toEqual({ stdout: printed!.text, stderr: '' });
});
