import type { WriteStream } from 'node:tty';

const codes = { bold: [1, 22], red: [31, 39], yellow: [33, 39] } as const;

/** Coloured text on a terminal that has colours and does not refuse them (`NO_COLOR`), else plain text. */
export function paint(stream: WriteStream, style: keyof typeof codes, text: string): string {
  if (!stream.isTTY || !stream.hasColors()) return text;
  const [on, off] = codes[style];
  return `\x1b[${on}m${text}\x1b[${off}m`;
}
