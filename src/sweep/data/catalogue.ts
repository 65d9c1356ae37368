/** The data of a sweep: files are read once by the fields that name them, and known by their hash from then on. */
import { classesFile } from '../../backtest/classes.js';
import { type SharedData, sharedData } from '../../backtest/shared-data.js';
import { returnsOf } from '../../backtest/inputs.js';
import { delistingFile } from '../../config/costs.js';
import type { ResolvedConfig } from '../../config/types.js';
import type { DataBundle } from '../types.js';
import { type BundledData, bundleOf } from './bundle.js';

export interface DataCatalogue {
  /** Content hash of the files that a configuration names. */
  hashOf(config: ResolvedConfig): string | Promise<string>;
  /** Ends of the return periods of a configuration, ISO; its data are read by then. */
  datesOf(config: ResolvedConfig): readonly string[];
  bundle(hash: string): DataBundle;
  data(hash: string): KnownData;
  hashes(): string[];
}

export interface KnownData {
  data: BundledData;
  shared: SharedData;
}

/** @param read the files that a configuration names */
export function dataCatalogue(read: (config: ResolvedConfig) => Promise<BundledData>): DataCatalogue {
  const byFields = new Map<string, string | Promise<string>>();
  const byHash = new Map<string, KnownData & { bundle: DataBundle }>();
  const added = async (config: ResolvedConfig, key: string): Promise<string> => {
    const data = await read(config);
    const bundle = bundleOf(data);
    const { hash } = bundle;
    if (!byHash.has(hash)) byHash.set(hash, { data, shared: sharedData(data.prices), bundle });
    byFields.set(key, hash);
    return hash;
  };
  const known = (hash: string): KnownData & { bundle: DataBundle } => {
    const found = byHash.get(hash);
    if (found === undefined) throw new Error(`nothing of the hash ${hash} was read`);
    return found;
  };
  return {
    hashOf(config) {
      const key = fieldsOfFiles(config);
      const hash = byFields.get(key) ?? added(config, key);
      byFields.set(key, hash);
      return hash;
    },
    datesOf(config) {
      const hash = byFields.get(fieldsOfFiles(config));
      if (typeof hash !== 'string') throw new Error('periods were asked for before the data were read');
      const { data, shared } = known(hash);
      const universe = [...(config.assets ?? data.prices.assets)];
      return returnsOf(data.prices, config, universe, shared.returns).returns.dates;
    },
    bundle: (hash) => known(hash).bundle,
    data: known,
    hashes: () => [...byHash.keys()],
  };
}

/** The fields that say what is read from where, as text. */
function fieldsOfFiles(config: ResolvedConfig): string {
  const { prices, input, market, riskFree, membership, dividends, splits, covariates, backtest } = config;
  const files = [market, riskFree].map((field) => (typeof field === 'object' ? field : null));
  return JSON.stringify([
    ...[prices, input, ...files, membership, classesFile(config), dividends, splits, covariates],
    delistingFile(backtest),
    Object.entries(config.kernels ?? {}).filter(([, kernel]) => 'path' in kernel || 'tree' in kernel),
  ]);
}
