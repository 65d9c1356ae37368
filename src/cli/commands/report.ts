import type { Command } from 'commander';
import type { ReportCommand } from '../run-report.js';
import type { Settle } from './settle.js';

const help = `
Example:
  $ mixfolio report results/study/result.json --out report.html

Exit status: 0 done, 2 bad usage, 3 a file that is no result, 1 anything else.`;

/** @param reportClient the script that reports carry in them */
export function reportCommand(program: Command, settle: Settle, reportClient: URL): void {
  program
    .command('report')
    .description('render the report of a result again')
    .argument('<result>', 'result.json of a run')
    .requiredOption('--out <file>', 'the report, HTML; a file of that name is replaced')
    .addHelpText('after', help)
    .action(async (path: string, options: ReportCommand) => {
      const { runReport } = await import('../run-report.js');
      settle(await runReport(path, options, reportClient));
    });
}
