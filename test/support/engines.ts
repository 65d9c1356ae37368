import { createEngine, type Engine } from '../../src/browser.js';

/** Both builds of the engine: one suite runs on each. */
export const engines: readonly (readonly ['release' | 'debug', Engine])[] = [
  ['release', await createEngine({ build: 'release' })],
  ['debug', await createEngine({ build: 'debug' })],
];
