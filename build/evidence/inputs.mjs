/** A committed example with the files that it names, for the functions of the package. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseClassSource, readPrices } from '../../dist/index.js';

/** Where the examples expect their data, relative to `examples/`. */
const placeholder = 'data/';

/**
 * @param name   of `examples/NAME.json`
 * @param folder of the prepared files, in the place of `examples/data`
 */
export async function exampleInputs(name, folder) {
  const config = JSON.parse(readFileSync(`examples/${name}.json`, 'utf8'));
  const at = (path) => join(folder, path.slice(placeholder.length));
  const { prices, market, riskFree, classes } = config;
  const series = ({ path, column }, input) =>
    readPrices({ path: at(path), name: path, assets: [column], input });
  const sources = { riskFree: await series(riskFree, 'returns') };
  if (typeof market !== 'string') sources.market = await series(market, 'prices');
  if (typeof classes.path === 'string') {
    const text = readFileSync(at(classes.path), 'utf8');
    sources.classes = parseClassSource(text, { name: classes.path, column: classes.column });
  }
  return { config, prices: await readPrices({ path: at(prices), name: prices }), sources };
}
