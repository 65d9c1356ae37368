/** What makes two backtests, or two jobs, the same. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../config/canonical-json.js';
import { isObject } from '../../config/merge.js';
import type { ResolvedConfig } from '../../config/types.js';

/** SHA-256 of a text, in hexadecimal. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * SHA-256, in hexadecimal, of what runs it, data and configuration. Names of strategies, the address of the schema and where files
 * are count for nothing: what the files hold is in the hash of the data.
 *
 * @param runner of `runnerOf`
 * @param data   hash of what the files hold, and of which field of the configuration each of them is for
 * @param fields of the configuration, of `fieldTexts`
 */
export function backtestId(runner: string, data: string, fields: FieldTexts): string {
  return sha256(JSON.stringify([runner, data, ...Object.entries(fields).flat()]));
}

/** SHA-256, in hexadecimal, of a list of texts. */
export function jobId(engine: string, data: string, backtests: readonly string[]): string {
  return sha256(JSON.stringify([engine, data, ...backtests]));
}

/** Canonical JSON of each field of a configuration that results depend on, by its name, in alphabetical order. */
export type FieldTexts = Readonly<Record<string, string>>;

/** Values whose texts are remembered: most fields of a sweep's configurations are the same throughout. */
const mostRemembered = 4096;

/**
 * A function of a resolved configuration, with the one strategy that is run: the texts of its fields, without what names and
 * places things only.
 */
export function fieldTexts(): (config: ResolvedConfig) => FieldTexts {
  const remembered = new Map<string, string>();
  const canonical = (value: unknown): string => {
    const text = JSON.stringify(value);
    const known = remembered.get(text);
    if (known !== undefined) return known;
    if (remembered.size >= mostRemembered) remembered.clear();
    const made = canonicalJson(value);
    remembered.set(text, made);
    return made;
  };
  return (config) => {
    const fields = withoutNames(config) as Record<string, unknown>;
    const texts: Record<string, string> = {};
    for (const name of Object.keys(fields).sort())
      if (fields[name] !== undefined) texts[name] = canonical(fields[name]);
    return texts;
  };
}

function withoutNames(config: ResolvedConfig): object {
  const { market, riskFree, membership, classes, dividends, splits, covariates, kernels, backtest } = config;
  const { prices } = config;
  return {
    ...config,
    $schema: undefined,
    prices: withoutPlace(typeof prices === 'string' ? { path: prices } : prices),
    market: withoutPlace(market),
    riskFree: withoutPlace(riskFree),
    membership: withoutPlace(membership),
    classes: withoutPlace(classes),
    dividends: withoutPlace(dividends),
    splits: withoutPlace(splits),
    covariates: eachWithoutPlace(covariates),
    kernels: eachWithoutPlace(kernels),
    backtest: { ...backtest, delistingReturns: withoutPlace(backtest.delistingReturns) },
    strategies: config.strategies.map((strategy) => ({ ...strategy, name: undefined })),
  };
}

/** A description of a file as how it is read alone; anything else as it is. */
function withoutPlace(value: unknown): unknown {
  if (!isObject(value)) return value;
  const { path, duckdb, ...rest } = value;
  return {
    ...rest,
    // a class or a ticker of that name
    ...(path !== undefined && typeof path !== 'string' && { path }),
    ...(duckdb !== undefined && typeof duckdb !== 'string' && { duckdb }),
    ...(typeof path === 'string' && { isFile: true }),
  };
}

function eachWithoutPlace(values: Record<string, unknown> | undefined): Record<string, unknown> | undefined {
  return (
    values && Object.fromEntries(Object.entries(values).map(([name, value]) => [name, withoutPlace(value)]))
  );
}
