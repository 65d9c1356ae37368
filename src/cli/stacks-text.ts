/** The stacks of strategies as `mixfolio fit` prints them. */
import type { WriteStream } from 'node:tty';
import type { FitResult } from '../fit/types.js';
import { count, decimal, percent } from '../report/format.js';
import { paint } from './paint.js';
import { textTable } from './text-table.js';

export function stacksText({ stacks }: FitResult, stream: WriteStream): string {
  return stacks
    .map(({ strategy, stacking, reason }) => {
      const title = paint(stream, 'bold', `Stacked models of ${strategy}`);
      if (stacking === null) return `${title}\n  none: ${reason ?? 'no reason given'}\n\n`;
      const { candidates, leftOut, score, units } = stacking;
      const rows = [
        ...candidates.map(({ name, weight, pseudoBayesWeight, score: own, wins }) => [
          name,
          percent(weight, 1),
          percent(pseudoBayesWeight, 1),
          decimal(own, 1),
          decimal(wins, 1),
        ]),
        ...leftOut.map(({ name }) => [name, 'left out', '', '', '']),
      ];
      const headings = ['Model', 'Weight', 'Pseudo-BMA', 'Log score', 'Best in'];
      return `${title}  of ${count(units, score)}\n${textTable(headings, rows, stream)}\n`;
    })
    .join('');
}
