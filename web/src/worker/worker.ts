/** The thread that reads, checks and computes, so that the page itself never waits. */
import { expose } from 'comlink';
import { backtest } from '../../../src/backtest/backtest.js';
import { type PlainError, plainError } from '../../../src/backtest/parallel/plain-error.js';
import { previewBacktest } from '../../../src/backtest/preview.js';
import type { BacktestResult } from '../../../src/backtest/types.js';
import { returnsCsv, weightsCsv } from '../../../src/cli/csv.js';
import { parseHoldings } from '../../../src/cli/holdings.js';
import { prepareFurther } from '../../../src/backtest/prepare-further.js';
import { optimizeNow } from '../../../src/cli/optimize-now.js';
import { parseResult } from '../../../src/cli/parse-result.js';
import { decisionRow, previewedDecisions, previewFacts } from '../../../src/cli/preview-facts.js';
import { resolveConfig } from '../../../src/config/resolve.js';
import { createEngine } from '../../../src/create-engine.js';
import { problemsWithin } from '../../../src/problems.js';
import { renderReport, reportContent, reportTitle } from '../../../src/report/page.js';
import { pickNow } from '../../../src/selection/now.js';
import { version } from '../../../src/version.js';
import { kernelOfFile } from './kernel-file.js';
import { load } from './load.js';
import type { FinishedBacktest, Outcome, PageWorker, Preview, Progress, ShownResult } from './protocol.js';
import { readTable, readText } from './read-file.js';

/** Reports of progress that a page can show, by time. */
const progressMilliseconds = 50;

const engine = createEngine();

const worker: PageWorker = {
  version: () => version,
  check(config) {
    try {
      resolveConfig(config);
      return [];
    } catch (error) {
      return plainErrors(error);
    }
  },
  contents: (file, format) =>
    outcome(async () => {
      const { assets, dates } = await readTable(file, format);
      return { assets, dates: dates.length, first: dates[0], last: dates[dates.length - 1] };
    }),
  kernel: (file, use) => outcome(async () => kernelOfFile(await readText(file), file.name, use)),
  preview: (config, files) => outcome(() => preview(config, files)),
  decide: (input, files, { holdings, ...money }) =>
    outcome(async () => {
      const { config, ...data } = await load(input, files);
      const held = holdings && parseHoldings(await readText(holdings), holdings.name);
      const pick =
        config.selection && (await pickNow(await engine, data.prices, config, { sources: data.sources }));
      await prepareFurther(await engine, config);
      return optimizeNow(await engine, config, data, { ...money, holdings: held, pick });
    }),
  open: (file, reportClient) =>
    outcome(async () => shown(parseResult(await readText(file), file.name), reportClient)),
  run: (config, files, reportClient, onProgress) =>
    outcome(() => run(config, files, reportClient, onProgress)),
};

async function preview(input: unknown, files: File[]): Promise<Preview> {
  const { config, prices, sources } = await load(input, files);
  const previewed = previewBacktest(await engine, prices, config, { sources });
  const decisions = previewedDecisions(previewed);
  return {
    facts: previewFacts(previewed, config),
    decisions: Object.entries(decisions).map(([name, one]) => decisionRow(name, one, previewed.frequency)),
    satOut: Object.values(decisions).map(({ decision, satOut }) => ({ decision, satOut })),
    notes: previewed.notes,
  };
}

async function run(
  input: unknown,
  files: File[],
  reportClient: string,
  onProgress: (progress: Progress) => void,
): Promise<FinishedBacktest> {
  onProgress({ phase: 'reading' });
  const { config, prices, sources } = await load(input, files);
  let last = -Infinity;
  const start = performance.now();
  const result = await backtest(await engine, prices, config, {
    sources,
    conditionNumbers: 'in the run',
    workers: 'auto',
    onProgress(done, total) {
      if (done < total && performance.now() - last < progressMilliseconds) return;
      last = performance.now();
      onProgress({ phase: 'windows', done, total });
    },
  });
  const milliseconds = performance.now() - start;
  onProgress({ phase: 'report' });
  return { ...(await shown(result, reportClient)), milliseconds };
}

async function shown(result: BacktestResult, reportClient: string): Promise<ShownResult> {
  return {
    report: { title: reportTitle(result), html: reportContent(result).text },
    files: await filesOf(result, reportClient),
    decisions: result.decisions.length,
    strategies: result.strategies.length,
    assets: result.universe.length,
    notOk: notOk(result),
  };
}

/** The files that the command line writes, byte for byte. */
async function filesOf(result: BacktestResult, reportClient: string): Promise<Record<string, Blob>> {
  const client = await (await fetch(reportClient)).text();
  const file = (text: string, type: string): Blob => new Blob([text], { type: `${type};charset=utf-8` });
  return {
    'report.html': file(renderReport(result, client), 'text/html'),
    'result.json': file(`${JSON.stringify(result)}\n`, 'application/json'),
    'weights.csv': file(weightsCsv(result), 'text/csv'),
    'returns.csv': file(returnsCsv(result), 'text/csv'),
  };
}

function notOk({ strategies, decisions }: BacktestResult): number {
  return decisions.filter((_, index) => strategies.some(({ windows }) => windows[index].status !== 'ok'))
    .length;
}

async function outcome<Value>(work: () => Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { value: await work() };
  } catch (error) {
    return { errors: plainErrors(error) };
  }
}

function plainErrors(error: unknown): PlainError[] {
  return error instanceof Error ? problemsWithin(error).map(plainError) : [plainError(error)];
}

expose(worker);
