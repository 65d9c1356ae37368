import type { BacktestResult } from '../../backtest/types.js';
import { rounded, thinning } from './thinning.js';

/** The weights of the models of one stack by decision. */
export interface StackData {
  /** the covariance as it is called */
  name: string;
  dates: string[];
  /** of all decisions, those that are there */
  step: number;
  /** 0 of a model that was left out; null at decisions without this stack */
  models: { name: string; weights: (number | null)[] }[];
}

/** Every stack with two models or more, of two decisions or more. */
export function stackData({ decisions }: BacktestResult): StackData[] {
  if (decisions.length < 2) return [];
  const { step, kept } = thinning(decisions.length);
  const labels = [...new Set(decisions.flatMap(({ stacks = {} }) => Object.keys(stacks)))];
  return labels.flatMap((label) => {
    const all = decisions.map(({ stacks = {} }) => (Object.hasOwn(stacks, label) ? stacks[label] : null));
    const names = [
      ...new Set(all.flatMap((stack) => stack?.candidates.map(({ name }) => name) ?? [])),
      ...new Set(all.flatMap((stack) => stack?.leftOut.map(({ name }) => name) ?? [])),
    ];
    const models = [...new Set(names)].map((name) => ({
      name,
      weights: kept.map((k) => {
        const stack = all[k];
        return stack && rounded(stack.candidates.find((own) => own.name === name)?.weight ?? 0);
      }),
    }));
    if (models.length < 2) return [];
    return { name: label, dates: kept.map((k) => decisions[k].decision), step, models };
  });
}
