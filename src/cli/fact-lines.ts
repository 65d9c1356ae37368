/** Pairs of a name and what it is, one a line, the second ones aligned. */
export function factLines(facts: readonly (readonly string[])[]): string {
  const width = Math.max(...facts.map(([name]) => name.length)) + 2;
  return facts.map(([name, fact]) => `${name.padEnd(width)}${fact}\n`).join('');
}
