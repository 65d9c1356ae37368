import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { configurationMarkdown } from '../../build/configuration.mjs';
import { configJsonSchema } from '../../src/config/json-schema.js';

it('documents every field of the configuration as the schema has it', () => {
  expect(readFileSync('docs/configuration.md', 'utf8')).toBe(configurationMarkdown(configJsonSchema()));
});
