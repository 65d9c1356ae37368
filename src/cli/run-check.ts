import { type BacktestPreview, previewBacktest } from '../backtest/preview.js';
import { createEngine } from '../create-engine.js';
import { exitStatus, type ExitStatus } from './exit-status.js';
import { loadInputs } from './load-inputs.js';
import { previewText } from './preview-text.js';

/** The options of `mixfolio check`. */
export interface CheckCommand {
  /** path of the configuration */
  config: string;
  /** CSV that takes the place of the configuration's prices */
  prices?: string;
  /** prints JSON instead of text */
  json?: boolean;
}

/** `mixfolio check`: reads the configuration and its files, and prints what a run would do. */
export async function runCheck({
  config: path,
  prices: pricesPath,
  json,
}: CheckCommand): Promise<ExitStatus> {
  const { config, prices, sources } = await loadInputs(path, pricesPath);
  const preview: BacktestPreview = previewBacktest(await createEngine(), prices, config, { sources });
  process.stdout.write(json ? `${JSON.stringify(preview)}\n` : previewText(preview, config, process.stdout));
  return exitStatus.done;
}
