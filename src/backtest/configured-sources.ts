import { delistingFile } from '../config/costs.js';
import type { EventFile, ResolvedConfig, ResolvedKernel, SeriesFile } from '../config/types.js';
import { parseBranches } from '../data/branches.js';
import { parseClassSource } from '../data/classes.js';
import { parseEvents } from '../data/events.js';
import { parseMembership } from '../data/membership.js';
import { parseFundamentals } from '../data/fundamentals.js';
import type { PriceFormat } from '../data/price-layout.js';
import type { PriceTable } from '../data/types.js';
import { parseKernelSource } from '../kernels/kernel-csv.js';
import { classesFile } from './classes.js';
import { treeFile } from './tree-timeline.js';
import type { BacktestSources } from './inputs.types.js';

/** Where the files that a configuration names come from: a folder, or what the user gave to a page. */
export interface FileReader {
  /** a text by its path as written, which `field` of the configuration names */
  text(path: string, field: string): Promise<string>;
  /** the series that `field` of the configuration names; `input` is what the column holds */
  series(field: string, file: SeriesFile, input: PriceFormat['input']): Promise<PriceTable>;
}

/**
 * Every file that a configuration names beside its prices, read and parsed. Messages name files as the configuration
 * does.
 *
 * @throws what the reader throws, and DataError of `parseMembership`, `parseClassSource`, `parseEvents`,
 *         `parseBranches`, `parseFundamentals` and `parseKernelSource`
 */
export async function configuredSources(config: ResolvedConfig, read: FileReader): Promise<BacktestSources> {
  const sources: BacktestSources = {};
  if (typeof config.market !== 'string')
    sources.market = await read.series('market', config.market, config.input);
  if (typeof config.riskFree !== 'number')
    sources.riskFree = await read.series('riskFree', config.riskFree, 'returns');
  if (config.membership !== undefined) {
    const { path, ticker, to, date, dateOrder } = config.membership;
    sources.membership = parseMembership(await read.text(path, 'membership'), {
      name: path,
      ticker,
      to,
      date,
      dateOrder,
    });
  }
  const classes = classesFile(config);
  if (classes !== null) {
    const { path, column, date, dateOrder } = classes;
    sources.classes = parseClassSource(await read.text(path, 'classes'), {
      name: path,
      column,
      date,
      dateOrder,
    });
  }
  const { dividends, splits } = config;
  const events = { dividends, splits, delistingReturns: delistingFile(config.backtest) };
  for (const [kind, file] of Object.entries(events) as [
    keyof typeof events,
    EventFile | null | undefined,
  ][]) {
    if (file === null || file === undefined) continue;
    const { path, ...columns } = file;
    const field = kind === 'delistingReturns' ? `backtest.${kind}` : kind;
    sources[kind] = parseEvents(await read.text(path, field), kind, { name: path, ...columns });
  }
  for (const [name, file] of Object.entries(config.covariates ?? {})) {
    const table = await read.series(`covariates.${name}`, file, 'values');
    sources.covariates = { ...sources.covariates, [name]: table };
  }
  for (const [name, kernel] of Object.entries(config.kernels ?? {})) {
    const source = await kernelSource(config, kernel, (path) => read.text(path, `kernels.${name}`));
    if (source !== null) sources.kernels = { ...sources.kernels, [name]: source };
  }
  return sources;
}

/** What a kernel is read from; null where it comes from no file. */
async function kernelSource(
  config: ResolvedConfig,
  kernel: ResolvedKernel,
  text: (path: string) => Promise<string>,
): Promise<NonNullable<BacktestSources['kernels']>[string] | null> {
  if ('tree' in kernel) {
    const file = treeFile(kernel, config);
    if (file === null) return null;
    const { path, date, dateOrder } = file;
    return parseBranches(await text(path), { name: path, levels: kernel.tree, date, dateOrder });
  }
  if (!('path' in kernel)) return null;
  const { path, date, dateOrder } = kernel;
  const format = { name: path, date, dateOrder };
  return 'fundamentals' in kernel
    ? parseFundamentals(await text(path), { ...format, columns: kernel.fundamentals })
    : parseKernelSource(await text(path), format);
}
