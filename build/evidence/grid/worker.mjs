/** A worker of the study: makes the universes once, then runs the cells that it is given. */
import { parentPort, workerData } from 'node:worker_threads';
import { createEngine } from '../../../dist/index.js';
import { runCell } from './cell.mjs';

const { universesModule, estimatorsModule, argument } = workerData;
const { universes } = await import(universesModule);
const { estimators } = await import(estimatorsModule);
const engine = await createEngine();
const known = await universes(argument);

parentPort.on('message', async (cell) => {
  const universe = known.find(({ name }) => name === cell.universe);
  parentPort.postMessage(await runCell(engine, universe, cell, estimators));
});
parentPort.postMessage(null);
