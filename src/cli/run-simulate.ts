import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { countWeekdays, dayNumber, isIsoDate } from '../data/calendar.js';
import { classesFromMembers } from '../data/classes.js';
import { ConfigError } from '../errors.js';
import { simulatePrices } from '../simulate/prices.js';
import type { Simulation } from '../simulate/types.js';
import { classesCsv, tableCsv } from './csv.js';
import { exitStatus, type ExitStatus } from './exit-status.js';
import { checkFolder, writeOutputs } from './outputs.js';

/** The options of `mixfolio simulate`, as they were typed. */
export interface SimulateCommand {
  out: string;
  seed: string;
  assets: string;
  years: string;
  start: string;
  force?: true;
}

/** Three beside the market: fewer cannot tell `time`, `asset:time` and the residual apart. */
const FEWEST_ASSETS = 4;

const MOST_YEARS = 200;

/**
 * `mixfolio simulate`: writes prices, factors and classes of a simulated universe, a configuration that runs on them
 * and what they were drawn from, and prints the command that runs it.
 *
 * @throws ConfigError `invalid-option`, `would-overwrite` unless forced, and what `simulatePrices` throws
 */
export async function runSimulate(options: SimulateCommand): Promise<ExitStatus> {
  const folder = resolve(options.out);
  const years = wholeNumber('--years', options.years, 2, MOST_YEARS);
  const simulation = simulatePrices({
    seed: wholeNumber('--seed', options.seed, 0, Number.MAX_SAFE_INTEGER),
    assets: wholeNumber('--assets', options.assets, FEWEST_ASSETS, 9999),
    start: options.start,
    periods: periodsOf(options.start, years),
  });
  const files = renderSimulation(simulation, years);
  await checkFolder(folder);
  if (!options.force) await refuseOverwrite(folder, Object.keys(files));
  await writeOutputs(folder, files, new AbortController().signal);
  process.stdout.write(
    `${Object.keys(files).join(', ')} written to ${folder}\nRun: ${command(options.out)}\n`,
  );
  return exitStatus.done;
}

/**
 * Text by file name. In the configuration each asset has loadings on the changes of the factors beside its beta, the
 * default model's; MARKET, the cumulated return of the market asset, is the market already.
 */
function renderSimulation(
  { prices, factors, classes, truth }: Simulation,
  years: number,
): Record<string, string> {
  const { kernel, ...known } = truth;
  const { labels, values } = kernel;
  const rows = labels.map((_, i) => [...values.subarray(i * labels.length, (i + 1) * labels.length)]);
  const covariates = factors.names.filter((name) => name !== 'MARKET');
  const config = {
    prices: 'prices.csv',
    frequency: 'month',
    market: truth.market,
    classes: { path: 'classes.csv' },
    covariates: Object.fromEntries(
      covariates.map((column) => [column, { path: 'factors.csv', column, as: 'change' }]),
    ),
    model: { fixed: ['asset', 'asset:market', ...covariates.map((name) => `asset:${name}`)] },
    // a year at least is left to walk through
    backtest: { train: Math.min(36, 12 * (years - 1)), rebalance: 3 },
    seed: truth.seed,
  };
  return {
    'prices.csv': tableCsv(prices.assets, prices.dates, prices.prices),
    'factors.csv': tableCsv(factors.names, factors.dates, factors.values),
    'classes.csv': classesCsv(classesFromMembers(classes, prices.assets)),
    'config.json': `${JSON.stringify(config, null, 2)}\n`,
    'truth.json': `${JSON.stringify({ ...known, kernel: { labels, values: rows } })}\n`,
  };
}

/** Daily returns within `years` years from the start on. */
function periodsOf(start: string, years: number): number {
  if (!isIsoDate(start)) throw invalid('--start', start, 'write dates as 2020-01-02');
  const year = Number(start.slice(0, 4)) + years;
  if (year > 9999)
    throw invalid('--start', start, `${years} years from there must end before the year 10000`);
  // of a 29 February that the last year does not have, day arithmetic makes 1 March
  const anniversary = dayNumber(`${String(year).padStart(4, '0')}${start.slice(4)}`);
  return countWeekdays(dayNumber(start), anniversary - 1) - 1;
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw invalid(option, text, `it must be a whole number from ${least} to ${most}`);
}

function invalid(option: string, value: string, hint: string): ConfigError {
  return new ConfigError('invalid-option', `${option} is '${value}'`, hint, { option, value });
}

/** @throws ConfigError `would-overwrite` naming the files that are there */
async function refuseOverwrite(folder: string, names: readonly string[]): Promise<void> {
  const exists = await Promise.all(
    names.map((name) =>
      access(join(folder, name)).then(
        () => true,
        () => false,
      ),
    ),
  );
  const present = names.filter((_, index) => exists[index]);
  if (present.length === 0) return;
  throw new ConfigError(
    'would-overwrite',
    `${folder} already has ${present.join(', ')}`,
    'give --out another folder, or --force to overwrite',
    { folder, files: present },
  );
}

/** What to type next; a folder with unusual characters is quoted for the shell. */
function command(out: string): string {
  const path = (name: string): string => {
    const text = join(out, name);
    return /^[\w./:\\-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
  };
  return `mixfolio backtest --config ${path('config.json')} --out ${path('results')}`;
}
