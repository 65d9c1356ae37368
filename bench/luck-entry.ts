/** What `luck.mjs` measures, as one module. */
export { createEngine } from '../src/create-engine.js';
export { analyseLuck } from '../src/sweep/luck/index.js';
