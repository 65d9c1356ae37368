/**
 * Writes docs/mixed-models.md: fits and features of general mixed models beside sommer, lme4 and MixedModels.jl. The
 * data sets are those of the tests, in the folder that MIXFOLIO_SHARED names.
 *
 *     npm run mixed-models
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createEngine } from '../dist/index.js';
import { importTypeScript } from './import-typescript.mjs';
import { mixedModelsPage } from './mixed-models/page.mjs';

const published = await importTypeScript('test/support/published-models.ts');
const { lme4Fits, publishedValues } = await importTypeScript('test/support/published-data.ts');
const page = mixedModelsPage({
  engine: await createEngine(),
  published,
  expected: publishedValues(),
  lme4: lme4Fits(),
  benchmark: readFileSync('bench/LME4.md', 'utf8'),
});
writeFileSync('docs/mixed-models.md', page);
