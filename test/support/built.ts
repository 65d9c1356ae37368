import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as mixfolio from '../../src/index.js';

/** The built package's main entry: workers are threads of built scripts. */
export const builtEntry = pathToFileURL(resolve('dist/index.js'));
export const built = (await import(builtEntry.href)) as typeof mixfolio;
