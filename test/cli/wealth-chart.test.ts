import { describe, expect, it } from 'vitest';
import { wealthChart } from '../../src/cli/wealth-chart.js';
import { runCli, temporaryFolder, writeStudy } from '../support/cli.js';
import { join } from 'node:path';

function strategy(name: string, netReturns: number[]) {
  const periods = netReturns.map((_, t) => `2020-${String(t + 1).padStart(2, '0')}-28`);
  return { name, netReturns, periods, windows: [{ decision: '2019-12-31' }] };
}

/** Height of each column in eighths of a line, of the lines of one strategy. */
function heights(lines: string[], margin: number, columns: number): number[] {
  return Array.from({ length: columns }, (_, c) =>
    lines.reduce((sum, line) => sum + Math.max(0, ' ▁▂▃▄▅▆▇█'.indexOf(line[margin + c] ?? ' ')), 0),
  );
}

describe('the chart of wealth', () => {
  it('is as high as the logarithm of wealth, on one scale for all strategies', () => {
    // 1, 2, 4, 8 and 1, 1, ½, ½: log2 from −1 to 3 over the levels 1 to 24
    const text = wealthChart([strategy('up', [1, 1, 1]), strategy('down', [0, -0.5, 0])], { columns: 80 });
    const [title, ...lines] = text.trimEnd().split('\n');
    expect(title).toBe('Net wealth, 2019-12-31 to 2020-03-28, logarithmic from 0.50 to 8.00:');
    const level = (power: number) => 1 + Math.round((23 * (power + 1)) / 4);
    expect(heights(lines.slice(0, 3), 6, 4)).toEqual([0, 1, 2, 3].map(level));
    expect(heights(lines.slice(3), 6, 4)).toEqual([0, 0, -1, -1].map(level));
    expect(lines[2]).toMatch(/^up {4}\S{4} {2}8\.00$/);
    expect(lines[5]).toMatch(/^down {2}\S{4} {2}0\.50$/);
  });

  it('keeps to the width of the terminal, the last column at the last wealth', () => {
    const returns = Array.from({ length: 500 }, (_, t) => 0.02 * Math.sin(t));
    for (const columns of [40, 60, 200]) {
      const lines = wealthChart([strategy('one', [...returns, 3])], { columns })
        .split('\n')
        .slice(1, 4);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
      const width = columns - 5 - 9;
      expect(heights(lines, 5, width).at(-1)).toBe(24);
      expect(Math.max(...heights(lines, 5, width).slice(0, -1))).toBeLessThan(8);
    }
  });

  it('draws nothing where all is lost, and a flat line where nothing happens', () => {
    const [, ...lines] = wealthChart([strategy('lost', [0.5, -1, 0])], { columns: 80 }).split('\n');
    expect(heights(lines.slice(0, 3), 6, 4)).toEqual([1, 24, 0, 0]);
    expect(wealthChart([strategy('flat', [0, 0])], { columns: 80 })).toContain('flat  ▁▁▁  1.00');
  });

  it('is drawn where it is asked for, and not where nobody looks', async () => {
    const folder = temporaryFolder();
    const args = ['backtest', '--config', writeStudy(folder), '--out', join(folder, 'out')];
    const [plain, charted] = [await runCli(args), await runCli([...args, '--chart'])];
    expect(plain.stdout).not.toContain('Net wealth');
    const chart = /Net wealth, 2020-01-31 to 2022-12-31[^]*(?=Report:)/.exec(charted.stdout)![0];
    expect(charted.stdout.replace(chart, '')).toBe(plain.stdout);
    expect(chart.match(/[▁▂▃▄▅▆▇█]/g)!.length).toBeGreaterThan(100);
  });
});
