/** Wealth in block characters. */
import type { WriteStream } from 'node:tty';
import type { StrategyResult } from '../backtest/types.js';
import { count, decimal } from '../report/format.js';

const blocks = ' ▁▂▃▄▅▆▇█';
/** Lines of text that each strategy has, eight levels a line. */
const lines = 3;
const mostStrategies = 8;
/** Columns where the stream has no width of its own. */
const plainWidth = 80;

/** What is charted of a strategy. */
type Charted = Pick<StrategyResult, 'name' | 'netReturns' | 'periods'> & {
  windows: readonly Pick<StrategyResult['windows'][number], 'decision'>[];
};

/**
 * Net wealth of each strategy over the holding periods, 1 at first: filled columns on one logarithmic scale for all, each
 * column at the last wealth of the periods that it stands for.
 */
export function wealthChart(strategies: readonly Charted[], stream: Pick<WriteStream, 'columns'>): string {
  const shown = strategies.slice(0, mostStrategies);
  const margin = Math.max(...shown.map(({ name }) => name.length)) + 2;
  const room = Math.max(10, (stream.columns ?? plainWidth) - margin - 9);
  const paths = shown.map(({ netReturns }) => wealthOf(netReturns));
  const logs = paths
    .flat()
    .filter((wealth) => wealth > 0)
    .map(Math.log);
  const [low, high] = [Math.min(...logs), Math.max(...logs)];
  const charts = shown.map(({ name }, s) => {
    const levels = sampled(paths[s], room).map((wealth) => levelOf(wealth, low, high));
    return Array.from({ length: lines }, (_, line) => {
      const above = lines - 1 - line;
      const bars = levels.map((level) => blocks[Math.min(8, Math.max(0, level - 8 * above))]).join('');
      const last = above === 0;
      return `${(last ? name : '').padEnd(margin)}${bars}${last ? `  ${decimal(paths[s].at(-1)!)}` : ''}`.trimEnd();
    }).join('\n');
  });
  const more = strategies.length - shown.length;
  const { windows, periods } = shown[0];
  const scale = `from ${decimal(Math.exp(low))} to ${decimal(Math.exp(high))}`;
  return (
    `Net wealth, ${windows[0].decision} to ${periods.at(-1)}, logarithmic ${scale}:\n${charts.join('\n')}\n` +
    `${more > 0 ? `and ${count(more, 'strategy', 'strategies')} more, see the report\n` : ''}\n`
  );
}

function wealthOf(returns: readonly number[]): number[] {
  const path = [1];
  for (const r of returns) path.push(path[path.length - 1] * (1 + r));
  return path;
}

/** The last value of each of at most so many parts in a row. */
function sampled(path: readonly number[], most: number): number[] {
  const columns = Math.min(most, path.length);
  return Array.from({ length: columns }, (_, c) => path[Math.ceil(((c + 1) * path.length) / columns) - 1]);
}

/** From 1 to eight a line; 0 where all is lost. */
function levelOf(wealth: number, low: number, high: number): number {
  if (!(wealth > 0)) return 0;
  return high > low ? 1 + Math.round(((8 * lines - 1) * (Math.log(wealth) - low)) / (high - low)) : 1;
}
