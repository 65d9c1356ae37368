import { compareResults } from '../backtest/compare-results.js';
import { createEngine } from '../create-engine.js';
import { comparedResultsText } from './compared-results-text.js';
import { exitStatus, type ExitStatus } from './exit-status.js';
import { readResult } from './read-result.js';

/** The options of `mixfolio compare`. */
export interface CompareCommand {
  /** prints JSON instead of tables */
  json?: boolean;
}

/** `mixfolio compare`: two results side by side. */
export async function runCompare(
  first: string,
  second: string,
  { json }: CompareCommand,
): Promise<ExitStatus> {
  const results = [await readResult(first), await readResult(second)] as const;
  const compared = compareResults(await createEngine(), ...results);
  const files = { first, second };
  process.stdout.write(
    json
      ? `${JSON.stringify({ files, ...compared })}\n`
      : comparedResultsText(compared, files, process.stdout),
  );
  return exitStatus.done;
}
