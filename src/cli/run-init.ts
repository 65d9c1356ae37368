import { access } from 'node:fs/promises';
import { basename, dirname, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { previewBacktest } from '../backtest/preview.js';
import { createEngine } from '../create-engine.js';
import { readPrices } from '../data/read-prices.js';
import type { Frequency, PriceTable } from '../data/types.js';
import { ConfigError } from '../errors.js';
import { count } from '../report/format.js';
import { askChoices } from './ask-choices.js';
import { exitStatus, type ExitStatus } from './exit-status.js';
import { type FirstChoices, firstChoices, firstConfig } from './first-config.js';
import { interruptible } from './interruptible.js';
import { checkFolder, writeOutputs } from './outputs.js';

/** The options of `mixfolio init`. */
export interface InitCommand {
  /** path of the prices; asked for on a terminal */
  prices?: string;
  market?: string;
  frequency?: Frequency;
  train?: number;
  rebalance?: number;
  /** path of the configuration */
  out: string;
  /** overwrites it */
  force?: true;
}

/**
 * `mixfolio init`: writes a configuration for a file of prices, once a run of it would start. What options do not say is
 * asked on a terminal where the prices are asked for too, and else guessed from these.
 *
 * @param schema the JSON Schema of the package
 */
export async function runInit(options: InitCommand, schema: URL): Promise<ExitStatus> {
  const file = resolve(options.out);
  const folder = dirname(file);
  if (!options.force) await refuseOverwrite(file, options.out);
  await checkFolder(folder);
  const from = (path: string): string => relative(folder, path).replaceAll('\\', '/');
  const made = await choicesOf(options);
  if (made === null) {
    process.stderr.write('interrupted: nothing was written\n');
    return exitStatus.interrupted;
  }
  const { data, path, choices } = made;
  const config = firstConfig(from(fileURLToPath(schema)), from(resolve(path)), choices);
  const { decisions } = previewBacktest(await createEngine(), data, config);
  return interruptible(async (signal) => {
    await writeOutputs(folder, { [basename(file)]: `${JSON.stringify(config, null, 2)}\n` }, signal);
    const { market, frequency, train, rebalance } = choices;
    process.stdout.write(
      `Configuration: ${file}\n` +
        `Market ${market}, ${count(train, frequency)} to train on, a decision every ${count(rebalance, frequency)}: ` +
        `${count(decisions.count, 'decision')} from ${decisions.first.decision} to ${decisions.last.decision}\n` +
        `Next: mixfolio backtest --config ${options.out} --out results\n`,
    );
  });
}

/** By options, questions and guesses; null where the questions were interrupted. */
async function choicesOf({
  prices,
  market,
  frequency,
  train,
  rebalance,
}: InitCommand): Promise<{ data: PriceTable; path: string; choices: FirstChoices } | null> {
  const chosen = { market, frequency, train, rebalance };
  if (prices !== undefined) {
    const data = await readPrices(prices);
    return { data, path: prices, choices: firstChoices(data, chosen) };
  }
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new ConfigError(
      'missing-option',
      'no prices are given, and there is no terminal to ask on',
      'give --prices FILE; mixfolio simulate --out FOLDER makes some',
      { option: '--prices' },
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const stopped = new AbortController();
  terminal.once('close', () => stopped.abort());
  const { signal } = stopped;
  const ask = async (question: string): Promise<string> =>
    (await terminal.question(question, { signal })).trim();
  try {
    let path = '';
    while (path === '') path = await ask('CSV of prices? ');
    const data = await readPrices(path);
    const say = (text: string): boolean => process.stdout.write(text);
    return { data, path, choices: await askChoices(data, chosen, ask, say) };
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  } finally {
    terminal.close();
  }
}

async function refuseOverwrite(file: string, out: string): Promise<void> {
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (!isThere) return;
  throw new ConfigError('would-overwrite', `there is a file ${out}`, 'give --out another name, or --force', {
    file: out,
  });
}
