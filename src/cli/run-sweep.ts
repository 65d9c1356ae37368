import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { readJson } from '../files/read-json.js';
import type { SweepProgress } from '../sweep/progress.js';
import type { SweepResult } from '../sweep/result.js';
import { judgeSweep, previewSweep, sweep } from '../sweep/sweep.js';
import type { SweepConfig } from '../sweep/types.js';
import { exitStatus, type ExitStatus } from './exit-status.js';
import { interruptible } from './interruptible.js';
import { checkFolder } from './outputs.js';
import { type QueueCommand, queueOptions } from './queue-options.js';
import { sweepBar } from './sweep-progress.js';
import { sweepJson, sweepPreviewText, sweepText } from './sweep-text.js';

/** The options of `mixfolio sweep`. */
export interface SweepCommand extends QueueCommand {
  config: string;
  out: string;
  dryRun?: true;
  parts?: string;
  workers?: number;
  memory?: number;
  json?: true;
}

/** `mixfolio sweep`: runs what is missing of a sweep, judges it and writes its report. */
export async function runSweep(options: SweepCommand, reportClient: URL): Promise<ExitStatus> {
  const { config: path, out, dryRun, parts, workers, memory, json } = options;
  const { stdout, stderr } = process;
  const config = (await readJson(path, `configuration ${path}`)) as SweepConfig;
  const inputs = { folder: dirname(path), name: path };
  if (dryRun) {
    const preview = await previewSweep(config, { ...inputs, threads: workers ?? availableParallelism() });
    stdout.write(json ? `${JSON.stringify(preview, null, 2)}\n` : sweepPreviewText(preview));
    return exitStatus.done;
  }
  const folder = resolve(out);
  await checkFolder(folder);
  if (parts !== undefined) await checkFolder(resolve(parts), '--parts');
  const queue = queueOptions(options);
  const bar = await sweepBar(stderr);
  let result: SweepResult | null = null;
  let last: SweepProgress | null = null;
  const work = async (signal: AbortSignal): Promise<void> => {
    try {
      result = await sweep(config, {
        ...{ ...inputs, out: folder, parts, workers, memory, queue, signal, reportClient },
        onProgress(progress) {
          last = progress;
          bar.update(progress);
        },
        onNote: bar.say,
      });
    } finally {
      bar.stop();
    }
  };
  const status = await interruptible(work, () => {
    const { done, total } = last?.backtests ?? { done: 0, total: 0 };
    return last === null ? null : `${done} of ${total} backtests are done; the same command goes on`;
  });
  if (result === null) return status;
  return printed(result, json);
}

/** `mixfolio sweep report`: judges what is done of a sweep, however far it came, and writes its files again. */
export async function runSweepReport(out: string, reportClient: URL): Promise<ExitStatus> {
  const { stderr } = process;
  let result: SweepResult | null = null;
  const status = await interruptible(async (signal) => {
    const onNote = (note: string): void => void stderr.write(`${note}\n`);
    result = await judgeSweep(resolve(out), { signal, onNote, reportClient });
  });
  return result === null ? status : printed(result);
}

/** Jobs that were set aside make the run a failure, whatever else was done. */
function printed(result: SweepResult, json?: true): ExitStatus {
  const { stdout } = process;
  stdout.write(json ? sweepJson(result) : sweepText(result, stdout));
  return result.failed.length > 0 ? exitStatus.failure : exitStatus.done;
}
