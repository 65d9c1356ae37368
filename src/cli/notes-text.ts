const shown = 5;

/** The first notes under a heading, and where to find the others; nothing without notes. */
export function notesText(heading: string, notes: readonly string[], elsewhere: string): string {
  if (notes.length === 0) return '';
  const lines = notes.slice(0, shown).map((note) => `  ${note}\n`);
  const more = notes.length > shown ? `  and ${notes.length - shown} more, see ${elsewhere}\n` : '';
  return `${heading}:\n${lines.join('')}${more}\n`;
}
