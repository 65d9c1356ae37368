import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { printedBy, snippets } from '../support/snippets.js';

it('prints what it says, by the package highs', async () => {
  const [{ text, printed }] = snippets(readFileSync('docs/heavy-tails.md', 'utf8'));
  const { stdout, stderr } = await printedBy(text);
  expect(stderr).toBe('');
  expect(stdout).toBe(printed!.text);
});
