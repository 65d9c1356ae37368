import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { PriceTable } from '../../src/data/types.js';

type Rows = number[][];

/** What R makes of simulated daily prices, step by step; see test/reference/README.md. */
interface RPipeline {
  prices: { assets: string[]; dates: string[]; rows: Rows };
  /** by month, columns as the prices; the market is the first */
  returns: { dates: string[]; simple: Rows; log: Rows };
  covariates: {
    volatility: (number | null)[];
    quartiles: [number, number];
    regime: string[];
    trend: number[];
    month: string[];
  };
  /** of ~ market + trend + regime + month, one row a month */
  modelMatrix: { columns: string[]; rows: Rows };
  /** one row an asset, the market included; `features` are standardised */
  characteristics: { names: string[]; rows: Rows; features: Rows };
  kernel: Rows;
  /** of y ~ market + regime + (1 | asset), without the market; estimate and standard error by fixed effect */
  lmer: { fixed: [number, number][]; variances: [number, number]; logLik: number; ranef: number[] };
}

export const rPipeline = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../reference/r-pipeline.json'), 'utf8'),
) as RPipeline;

/** Its daily prices. */
export function rPrices(): PriceTable {
  const { assets, dates, rows } = rPipeline.prices;
  return { assets, dates, prices: Float64Array.from(rows.flat()) };
}

/** Its market's monthly returns. */
export function rMarket(): Float64Array {
  return Float64Array.from(rPipeline.returns.simple, ([market]) => market);
}
