/** The neighbourhood of the best trial in words that follow its numbers. */
import { decimal, percent } from '../../report/format.js';
import type { Neighbour, Neighbourhood } from '../effects/neighbourhood.js';
import type { ParameterColumn } from '../effects/types.js';
import { counted, valueText } from './names.js';

/** Shares of the surplus that neighbours keep on a plateau, and above which it is a slope and not a spike. */
export const plateau = 2 / 3;
export const slope = 1 / 3;

/** Parameters of a neighbour that are named. */
const mostChanges = 6;

/** What is different in a neighbour, a parameter each: `backtest.train 36 → 24`. */
export function changesOf(
  { trial, differs }: Neighbour,
  best: number,
  columns: readonly ParameterColumn[],
): string[] {
  const changes = differs.slice(0, mostChanges).map((k) => {
    const { path, values, codes } = columns[k];
    return `${path} ${valueText(values[codes[best]])} → ${valueText(values[codes[trial]])}`;
  });
  const more = differs.length - changes.length;
  if (more > 0) changes.push(`and ${counted(more, 'other parameter')}`);
  return changes.length === 0 ? ['nothing that is a parameter'] : changes;
}

/** Sentences: plateau, slope or spike first. */
export function neighbourhoodText(found: Neighbourhood, columns: readonly ParameterColumn[]): string[] {
  return [...shapeText(found, columns), ...edgeText(found)];
}

function shapeText(found: Neighbourhood, columns: readonly ParameterColumn[]): string[] {
  const { kind, neighbours, kept, keptByWorst, best, bestValue, mean } = found;
  if (neighbours.length === 0) return ['No other trial lies beside the best one.'];
  if (kept === null || keptByWorst === null) {
    return ['The best trial is no better than the mean of all: there is no surplus to keep.'];
  }
  const shape = kept >= plateau ? 'on a plateau' : kept >= slope ? 'on a slope' : 'on a spike';
  const who =
    kind === 'steps'
      ? `Its ${counted(neighbours.length, 'neighbour')} one step away in one parameter`
      : `The ${counted(neighbours.length, 'trial')} nearest to it`;
  const verb = neighbours.length === 1 ? 'keeps' : 'keep';
  const share = kept > 0 ? percent(kept, 0) : 'nothing';
  const worst = neighbours.reduce((a, b) => (b.value < a.value ? b : a));
  const steepest =
    neighbours.length === 1
      ? '.'
      : `, the worst of them (${changesOf(worst, best, columns).join(', ')}) ${keptByWorst > 0 ? percent(keptByWorst, 0) : 'nothing'}.`;
  return [
    `The best trial stands ${shape}.`,
    `${who} ${verb}${neighbours.length === 1 ? '' : ' on average'} ${share} of what its Sharpe ratio of ${decimal(bestValue)} is above the mean of all trials, ${decimal(mean)}${steepest}`,
  ];
}

function edgeText({ edges }: Neighbourhood): string[] {
  if (edges.length === 0) return [];
  const named = edges.map(({ path, end }) => `the ${end} ${path}`);
  return [`It has ${named.join(', ')} of all trials: better ones may lie beyond, where nothing was tried.`];
}
