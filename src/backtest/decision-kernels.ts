/** Kernels that a decision makes of what it knows beside its window's returns: trees, fundamentals, and correlations of the past. */
import type { ResidualCorrelationConfig } from '../config/types.js';
import type { Engine } from '../create-engine.js';
import type { KernelDefinition } from '../kernels/definitions.js';
import { selectReturns } from './eligibility.js';
import { fundamentalsAt, type FundamentalsTimeline } from './fundamentals-timeline.js';
import type { BacktestInputs, RunKernel } from './inputs.types.js';
import { isTimeline } from './kernel-timeline.js';
import { type PastReturns, residualCorrelation } from './residual-correlation.js';
import type { ScheduledDecision } from './schedule.js';
import { type TreeTimeline, treeKernelAt } from './tree-timeline.js';
import type { WindowMarket } from './window-market.js';

export function isTree(definition: RunKernel): definition is TreeTimeline {
  return 'levelWeights' in definition;
}

export function isFundamentals(definition: RunKernel): definition is FundamentalsTimeline {
  return 'features' in definition;
}

export function isPast(definition: RunKernel): definition is ResidualCorrelationConfig {
  return 'estimator' in definition;
}

/** Whether a kernel is the same for all decisions, or made of the window's returns and classes alone. */
export function isOfWindow(definition: RunKernel): definition is KernelDefinition {
  return !isTimeline(definition) && !isTree(definition) && !isFundamentals(definition) && !isPast(definition);
}

/**
 * @param assets those that take part, at their positions in the universe
 * @param wanted the kernels of the model and their parts; others of these kinds are not made
 */
export function decisionKernels(
  engine: Engine,
  inputs: Pick<BacktestInputs, 'kernels' | 'excess'>,
  { trainStart, decision }: ScheduledDecision,
  { positions, market }: { positions: readonly number[]; market: WindowMarket },
  wanted: readonly string[],
): { definitions: Record<string, KernelDefinition>; notes: string[] } {
  const definitions: Record<string, KernelDefinition> = {};
  const notes: string[] = [];
  for (const [name, definition] of Object.entries(inputs.kernels)) {
    if (isOfWindow(definition) || isTimeline(definition)) continue;
    if (!wanted.includes(name)) {
      definitions[name] = { absent: `kernel "${name}" is not wanted` };
      continue;
    }
    const assets = positions.map((position) => inputs.excess.assets[position]);
    const made = isTree(definition)
      ? treeKernelAt(name, definition, decision, assets)
      : isFundamentals(definition)
        ? fundamentalsAt(name, definition, decision, assets)
        : residualCorrelation(
            engine,
            name,
            definition,
            pastReturns(inputs, positions, market, trainStart, definition.periods),
          );
    definitions[name] = made.kernel;
    notes.push(...made.notes);
  }
  return { definitions, notes };
}

/** The last `periods` before a window in which there is a market, or as many as there are. */
function pastReturns(
  { excess }: Pick<BacktestInputs, 'excess'>,
  positions: readonly number[],
  { returns: market }: WindowMarket,
  trainStart: number,
  periods: number,
): PastReturns {
  const before = market.subarray(0, trainStart);
  const first = Math.max(trainStart - periods, before.findLastIndex(Number.isNaN) + 1, 0);
  return {
    returns: selectReturns(excess, positions, first, trainStart - 1),
    market: before.slice(first),
  };
}
