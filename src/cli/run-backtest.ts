import { resolve } from 'node:path';
import { backtest } from '../backtest/node.js';
import { createEngine } from '../create-engine.js';
import { count } from '../report/format.js';
import { type CheckpointFile, checkpointFile } from './checkpoint-file.js';
import type { ExitStatus } from './exit-status.js';
import { interruptible } from './interruptible.js';
import { leftOver } from './left-over.js';
import { loadInputs } from './load-inputs.js';
import { checkFolder, renderOutputs, writeOutputs } from './outputs.js';
import { progressBar } from './progress.js';
import { runJson } from './run-json.js';
import { summary } from './summary.js';
import { checkFormats } from './table-files.js';
import type { TableFormat } from './table-formats.js';
import { wealthChart } from './wealth-chart.js';

/** The options of `mixfolio backtest`. */
export interface BacktestCommand {
  /** path of the configuration */
  config: string;
  /** CSV that takes the place of the configuration's prices */
  prices?: string;
  /** folder of the results */
  out: string;
  /** of the tables */
  format: TableFormat[];
  /** threads, or `auto` */
  workers: number | 'auto';
  /** file of where the run stands */
  checkpoint?: string;
  /** whether covariances are scored, whatever the configuration says */
  forecastScores?: true;
  /** wealth in block characters, on a terminal anyway */
  chart?: true;
  /** prints numbers as JSON instead of tables */
  json?: true;
}

/**
 * `mixfolio backtest`: reads the configuration and its files, runs, writes the results and prints a summary.
 * Interrupted (Ctrl-C, SIGTERM), it stops at the next decision and writes nothing but the checkpoint where one is kept.
 *
 * @param reportClient the script that reports carry in them
 */
export async function runBacktest(options: BacktestCommand, reportClient: URL): Promise<ExitStatus> {
  const { checkpoint: path } = options;
  let checkpoint: CheckpointFile | null = null;
  const work = async (signal: AbortSignal): Promise<void> => {
    const progress = progressBar(process.stderr);
    try {
      const folder = resolve(options.out);
      const { config, prices, sources } = await loadInputs(options.config, options.prices);
      if (options.forecastScores) config.backtest.forecastScores = true;
      await checkFolder(folder);
      await checkFormats(options.format);
      if (path !== undefined) checkpoint = await checkpointFile(path);
      const engine = await createEngine();
      const result = await backtest(engine, prices, config, {
        onProgress: (done, total) => progress.update(done, total),
        signal,
        sources,
        conditionNumbers: 'in the run',
        workers: options.workers,
        ...(checkpoint && { checkpoint: { save: checkpoint.save } }),
        ...(checkpoint?.standing && { resume: checkpoint.standing }),
      });
      const files = await renderOutputs(result, reportClient, options.format);
      await writeOutputs(folder, files, signal);
      await checkpoint?.remove();
      progress.stop();
      const { stdout, stderr } = process;
      stderr.write(await leftOver(folder, 'backtest', Object.keys(files)));
      if (options.json) {
        stdout.write(
          runJson(
            result,
            Object.keys(files).map((name) => resolve(folder, name)),
          ),
        );
        return;
      }
      const chart = stdout.isTTY || options.chart ? wealthChart(result.strategies, stdout) : '';
      stdout.write(`${summary(result, stdout)}${chart}Report: ${resolve(folder, 'report.html')}\n`);
    } finally {
      progress.stop();
    }
  };
  return interruptible(work, () => {
    const saved = checkpoint?.saved() ?? checkpoint?.standing?.windows ?? null;
    return saved === null ? null : `the same command goes on after ${count(saved, 'decision')}, see ${path}`;
  });
}
