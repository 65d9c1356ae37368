/** The sample of `npm start`: ten years of monthly prices of five stocks, and the index beside them. */
import index from '../../node_modules/vega-datasets/data/sp500.csv?url';
import stocks from '../../node_modules/vega-datasets/data/stocks.csv?url';
import example from '../../examples/stocks.json';
import type { JsonObject } from './configuration.js';

const addresses = { 'stocks.csv': stocks, 'sp500.csv': index };

/** The sample's configuration; its files have no folders here. */
export const sampleConfig: JsonObject = {
  ...(example as unknown as JsonObject),
  prices: 'stocks.csv',
  market: { path: 'sp500.csv', column: 'price' },
};

/** Whether a configuration is about the sample's prices. */
export function isOfSample({ prices }: JsonObject): boolean {
  return prices === sampleConfig.prices;
}

/** @throws TypeError or Error where the page's own files cannot be loaded */
export function sampleFiles(): Promise<File[]> {
  return Promise.all(
    Object.entries(addresses).map(async ([name, address]) => {
      const response = await fetch(address);
      if (!response.ok) throw new Error(`${name} could not be loaded (${response.status})`);
      return new File([await response.blob()], name, { type: 'text/csv' });
    }),
  );
}
