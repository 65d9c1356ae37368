import { resolve } from 'node:path';
import { usesLinearSolver } from '../backtest/tail.js';
import { candidatesOf } from '../config/candidates.js';
import { resolveConfig } from '../config/resolve.js';
import { createEngine } from '../create-engine.js';
import { readText } from '../data/read-prices.js';
import { ConfigError } from '../errors.js';
import { loadLinearSolver } from '../portfolio/tails/load-linear-solver.js';
import { pickNow } from '../selection/node.js';
import type { SelectionDecision } from '../selection/types.js';
import { suggestion } from '../suggest.js';
import type { ExitStatus } from './exit-status.js';
import { parseHoldings } from './holdings.js';
import { interruptible } from './interruptible.js';
import { loadInputs } from './load-inputs.js';
import type { MoneyOptions } from './orders.js';
import { prepareFurther } from '../backtest/prepare-further.js';
import { optimizeNow } from './optimize-now.js';
import { optimizeText } from './optimize-text.js';
import { progressBar } from './progress.js';

/** The options of `mixfolio optimize`. */
export interface OptimizeCommand extends MoneyOptions {
  /** path of the configuration */
  config: string;
  /** CSV that takes the place of the configuration's prices */
  prices?: string;
  /** last price date, in the place of the configuration's */
  to?: string;
  /** CSV of shares held */
  holdings?: string;
  /** whose orders are given; by default all strategies' */
  strategy?: string;
  /** prints JSON instead of tables */
  json?: boolean;
}

/** `mixfolio optimize`: the weights of every strategy now, and with money or holdings what to buy and sell. */
export async function runOptimize(options: OptimizeCommand): Promise<ExitStatus> {
  const { config, prices, sources } = await loadInputs(options.config, options.prices);
  const chosen = options.to === undefined ? config : resolveConfig({ ...config, to: options.to });
  const { selection } = chosen;
  const names = [...chosen.strategies.map(({ name }) => name), ...(selection ? [selection.name] : [])];
  const { strategy } = options;
  if (strategy !== undefined && !names.includes(strategy)) {
    throw new ConfigError(
      'unknown-strategy',
      `the configuration has no strategy "${strategy}"`,
      suggestion(strategy, names),
      { strategy },
    );
  }
  const holdings =
    options.holdings === undefined
      ? undefined
      : parseHoldings(await readText(resolve(options.holdings)), options.holdings);
  return interruptible(async (signal) => {
    const engine = await createEngine();
    const progress = progressBar(process.stderr);
    let pick: SelectionDecision | undefined;
    try {
      if (selection)
        pick = await pickNow(engine, prices, chosen, {
          ...{ sources, signal, workers: 'auto' },
          onProgress: (done, total) => progress.update(done, total),
        });
    } finally {
      progress.stop();
    }
    await prepareFurther(engine, chosen);
    const candidates = selection ? candidatesOf(chosen, selection, resolveConfig) : [];
    const decided = [chosen, ...candidates.map(({ config: own }) => own)];
    const isTail = decided.some(({ strategies }) => strategies.some(usesLinearSolver));
    const linearSolver = isTail ? await loadLinearSolver() : undefined;
    const result = optimizeNow(
      engine,
      chosen,
      { prices, sources },
      { ...options, holdings, pick, linearSolver },
    );
    process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : optimizeText(result, process.stdout));
  });
}
