import { resolve } from 'node:path';
import { resolveConfig } from '../config/resolve.js';
import { createEngine } from '../create-engine.js';
import { ConfigError } from '../errors.js';
import { prepareFurther } from '../backtest/prepare-further.js';
import { fitPosterior } from '../fit/bayes.js';
import { fitModel } from '../fit/fit-model.js';
import { fitInference } from '../fit/inference.js';
import { fitResult } from '../fit/result.js';
import { exitStatus, type ExitStatus } from './exit-status.js';
import { fitFiles, fitJson } from './fit-files.js';
import { fitText } from './fit-text.js';
import { interruptible } from './interruptible.js';
import { leftOver } from './left-over.js';
import { loadInputs } from './load-inputs.js';
import { checkFolder, writeOutputs } from './outputs.js';
import { checkFormats } from './table-files.js';
import type { TableFormat } from './table-formats.js';

/** The options of `mixfolio fit`. */
export interface FitCommand {
  /** path of the configuration */
  config: string;
  /** CSV that takes the place of the configuration's prices */
  prices?: string;
  /** folder of the results; none are written without it */
  out?: string;
  /** the last so many periods; by default all */
  train?: number;
  /** last price date, in the place of the configuration's */
  to?: string;
  /** prints `fit.json` instead of tables */
  json?: boolean;
  /** tests of the random terms, each by a fit without it */
  tests?: boolean;
  /** what takes long on a large panel too */
  long?: boolean;
  /** posteriors of the variances and of minimum-variance weights */
  bayes?: boolean;
  /** of the tables */
  format: TableFormat[];
}

/** `mixfolio fit`: reads the configuration and its files, fits, writes the results if asked to, and prints them. */
export async function runFit(options: FitCommand): Promise<ExitStatus> {
  const folder = options.out === undefined ? null : resolve(options.out);
  if (folder === null && options.format.some((format) => format !== 'csv')) {
    throw new ConfigError(
      'missing-option',
      `tables in the format ${options.format.join(', ')} are asked for, and no folder for them`,
      'give --out a folder, or leave out --format',
      { option: '--out' },
    );
  }
  const { config, prices, sources } = await loadInputs(options.config, options.prices);
  const chosen = options.to === undefined ? config : resolveConfig({ ...config, to: options.to });
  if (folder !== null) {
    await checkFolder(folder);
    await checkFormats(options.format);
  }
  const engine = await createEngine();
  await prepareFurther(engine, chosen);
  const modelFit = fitModel(engine, prices, chosen, { train: options.train, sources });
  const result = {
    ...fitResult(modelFit, fitInference(engine, modelFit, { tests: options.tests, long: options.long })),
    ...(options.bayes === true && { bayes: await fitPosterior(engine, modelFit) }),
  };
  if (folder !== null) {
    const files = await fitFiles(modelFit, result, options.format);
    const status = await interruptible((signal) => writeOutputs(folder, files, signal));
    if (status !== exitStatus.done) return status;
    process.stderr.write(await leftOver(folder, 'fit', Object.keys(files)));
  }
  const elsewhere = folder === null ? 'the files that --out writes' : `the files in ${folder}`;
  process.stdout.write(options.json ? fitJson(result) : fitText(result, process.stdout, elsewhere));
  if (folder !== null && !options.json) process.stdout.write(`Files: ${folder}\n`);
  return exitStatus.done;
}
