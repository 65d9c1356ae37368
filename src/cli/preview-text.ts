/** What `mixfolio check` prints: what a run would do. */
import type { WriteStream } from 'node:tty';
import type { BacktestPreview, PreviewedDecision } from '../backtest/preview.js';
import type { ResolvedConfig } from '../config/types.js';
import { factLines } from './fact-lines.js';
import { notesText } from './notes-text.js';
import { paint } from './paint.js';
import { decisionHeadings, decisionRow, previewedDecisions, previewFacts } from './preview-facts.js';
import { cut, mostRows, textTable } from './text-table.js';

export function previewText(preview: BacktestPreview, config: ResolvedConfig, stream: WriteStream): string {
  const decisions = previewedDecisions(preview);
  return [
    `${factLines(previewFacts(preview, config))}\n`,
    `${textTable(
      decisionHeadings,
      Object.entries(decisions).map(([name, decision]) => decisionRow(name, decision, preview.frequency)),
      stream,
    )}\n`,
    ...Object.values(decisions).map((decision) => satOut(decision, stream)),
    notesText('Notes', preview.notes, 'mixfolio check --json'),
    `${paint(stream, 'bold', 'Nothing speaks against a run.')} Nothing was run, and nothing was written.\n`,
  ].join('');
}

function satOut({ decision, satOut }: PreviewedDecision, stream: WriteStream): string {
  if (satOut.length === 0) return '';
  const lines = satOut.slice(0, mostRows).map(({ asset, reason }) => `  ${asset}: ${reason}\n`);
  const title = paint(stream, 'bold', `Sit out at ${decision}`);
  return `${title}:\n${lines.join('')}${cut(satOut.length - mostRows, 'mixfolio check --json')}\n`;
}
