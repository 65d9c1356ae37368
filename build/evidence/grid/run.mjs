/** Runs the cells of the study over all cores; each is a file once it is done, so that an interrupted run goes on. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { cellsOf, settings, workOf } from './cells.mjs';

const at = (name) => new URL(name, import.meta.url).href;
const root = new URL('../../../', import.meta.url);

/**
 * @param options.argument  of `universes` of the module, here the folder of `prepareData`
 * @param options.out       folder of the cells
 * @param options.only      a pattern of the cells to run, by `universe frequency window`
 * @returns the cells that are done, by their order, and how many are not
 */
export async function runGrid({
  argument,
  out = 'results/evidence',
  only = '',
  workers = availableParallelism(),
  universesModule = at('universes.mjs'),
  estimatorsModule = at('estimators.mjs'),
  log = (text) => process.stderr.write(`${text}\n`),
}) {
  const { universes } = await import(universesModule);
  const { estimators } = await import(estimatorsModule);
  const known = await universes(argument);
  const cells = cellsOf(known);
  const fingerprints = new Map(known.map((universe) => [universe.name, fingerprint(universe)]));
  const common = commonText(estimators);
  const path = (cell) =>
    join(out, `${digest(JSON.stringify(cell), fingerprints.get(cell.universe), common).slice(0, 20)}.json`);
  mkdirSync(out, { recursive: true });
  const pattern = new RegExp(only);
  const queue = cells.filter((cell) => pattern.test(cell.id) && !existsSync(path(cell)));
  await spread(queue, { workers, universesModule, estimatorsModule, argument, log }, (cell, result) => {
    const file = path(cell);
    writeFileSync(`${file}.${process.pid}.part`, JSON.stringify(result));
    renameSync(`${file}.${process.pid}.part`, file);
  });
  const done = cells.filter((cell) => existsSync(path(cell)));
  return {
    results: done.map((cell) => JSON.parse(readFileSync(path(cell), 'utf8'))),
    missing: cells.length - done.length,
  };
}

/** Hands a cell to whoever is idle; the first error ends all. */
function spread(queue, { workers, log, ...workerData }, save) {
  if (queue.length === 0) return Promise.resolve();
  const total = queue.reduce((sum, cell) => sum + workOf(cell), 0);
  const started = performance.now();
  let [next, finished, work] = [0, 0, 0];
  return new Promise((resolve, reject) => {
    const crew = Array.from({ length: Math.min(workers, queue.length) }, () => {
      const worker = new Worker(new URL('worker.mjs', import.meta.url), { workerData });
      let current = null;
      worker.on('message', (result) => {
        if (result !== null) {
          save(current, result);
          finished++;
          work += workOf(current);
          const elapsed = (performance.now() - started) / 1000;
          const left = (elapsed * (total - work)) / work;
          log(
            `${finished} of ${queue.length}: ${current.id}, ${elapsed.toFixed(0)} s, about ${left.toFixed(0)} s left`,
          );
        }
        if (finished === queue.length)
          void Promise.all(crew.map((one) => one.terminate())).then(() => resolve());
        else if (next < queue.length) worker.postMessage((current = queue[next++]));
      });
      worker.on('error', (error) => {
        void Promise.all(crew.map((one) => one.terminate())).then(() =>
          reject(current === null ? error : new Error(`the cell ${current.id} failed`, { cause: error })),
        );
      });
      return worker;
    });
  });
}

/** What all cells depend on: settings, estimators as they are written, the package as it is built. */
function commonText(estimators) {
  const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  const text = estimators.map(({ name, kind, config, atMost, strategy, covariance }) => [
    ...[name, kind, config, atMost],
    strategy ? [24, 100].map((window) => strategy(window)) : String(covariance),
  ]);
  const code = ['cell.mjs', 'scores.mjs', 'discounted.mjs'].map((name) =>
    readFileSync(new URL(name, import.meta.url), 'utf8'),
  );
  return digest(JSON.stringify([settings, text, version]), ...code, ...builtFiles());
}

/** All that the build makes, but maps and types: no result outlives a change of the code behind it. */
function builtFiles() {
  const folder = fileURLToPath(new URL('dist/', root));
  return readdirSync(folder, { recursive: true })
    .filter((name) => /\.(js|wasm)$/.test(name))
    .sort()
    .flatMap((name) => [name, readFileSync(join(folder, name))]);
}

function fingerprint({ config, prices, sources }) {
  return digest(
    JSON.stringify([config, prices.assets, prices.dates, sources]),
    new Uint8Array(Float64Array.from(prices.prices).buffer),
  );
}

function digest(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
