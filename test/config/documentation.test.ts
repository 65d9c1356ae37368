import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { configurationMarkdown, sweepConfigurationMarkdown } from '../../build/configuration.mjs';
import { configJsonSchema } from '../../src/config/json-schema.js';
import { sweepJsonSchema } from '../../src/sweep/json-schema.js';

it('documents every field of the configuration as the schema has it', () => {
  expect(readFileSync('docs/configuration.md', 'utf8')).toBe(configurationMarkdown(configJsonSchema()));
});

it('documents every field of the configuration of a sweep as the schema has it', () => {
  expect(readFileSync('docs/sweep-configuration.md', 'utf8')).toBe(
    sweepConfigurationMarkdown(sweepJsonSchema()),
  );
});
