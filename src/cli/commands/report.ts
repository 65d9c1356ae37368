import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ReportCommand, ReportScripts } from '../run-report.js';
import type { Settle } from './settle.js';

const help = `
Examples:
  $ mixfolio report results/study/result.json --out report.html
  $ mixfolio report results/study/result.json --charts charts --theme dark --width 700

Exit status: 0 done, 2 bad usage, 3 a file that is no result, 1 anything else.`;

export function reportCommand(program: Command, settle: Settle, scripts: ReportScripts): void {
  program
    .command('report')
    .description('render the report of a result again, or its charts as pictures')
    .argument('<result>', 'result.json of a run, or its folder')
    .option('--out <file>', 'the report, HTML; a file of that name is replaced')
    .option('--charts <folder>', 'every chart of the report as SVG; files of their names are replaced')
    .addOption(
      new Option('--theme <theme>', 'colours of these charts').choices(['light', 'dark']).default('light'),
    )
    .addOption(
      new Option('--width <pixels>', 'width of these charts, 300 to 4000').argParser(widthOf).default(900),
    )
    .addHelpText('after', help)
    .action(async (path: string, options: ReportCommand) => {
      const { runReport } = await import('../run-report.js');
      settle(await runReport(path, options, scripts));
    });
}

function widthOf(text: string): number {
  const width = Number(text);
  if (!/^\d+$/.test(text) || width < 300 || width > 4000) {
    throw new InvalidArgumentError('It has to be a number of pixels, 300 to 4000.');
  }
  return width;
}
