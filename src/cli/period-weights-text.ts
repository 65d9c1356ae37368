/** What `mixfolio fit` prints of how much each period counts. */
import type { WriteStream } from 'node:tty';
import type { FitResult } from '../fit/types.js';
import { significant } from '../report/format.js';
import { paint } from './paint.js';
import { textTable } from './text-table.js';

const bars = [...'▁▂▃▄▅▆▇█'];
/** Periods in a line of bars. */
const lineLength = 60;

/** A bar a period, from 0 to the largest weight, and the periods that count least with t errors. */
export function periodWeightsText(
  { periodWeights, model: { errors } }: FitResult,
  stream: WriteStream,
): string {
  if (periodWeights === null) return '';
  const { kind, periods, weights } = periodWeights;
  const largest = Math.max(...weights);
  const lines: string[] = [];
  for (let from = 0; from < weights.length; from += lineLength) {
    const own = weights.slice(from, from + lineLength);
    lines.push(`  ${periods[from]}  ${own.map((weight) => barOf(weight / largest)).join('')}\n`);
  }
  const range = `${significant(Math.min(...weights), 3)} to ${significant(largest, 3)}`;
  const meaning = kind === 't' ? 't errors, 1 is a usual period' : 'half-life, 1 is the last period';
  const chart = `${paint(stream, 'bold', 'Weights by period')}  ${range} (${meaning})\n${lines.join('')}\n`;
  if (kind !== 't' || errors === undefined) return chart;
  const rows = errors.lowestWeights.map(({ period, weight }) => [period, significant(weight, 3)]);
  return `${chart}${textTable(['Lowest weights', 'Weight'], rows, stream)}\n`;
}

function barOf(share: number): string {
  return bars[Math.min(bars.length - 1, Math.floor(share * bars.length))];
}
