/**
 * The valid name that `name` most likely stands for, or null when none is close.
 *
 * Close means at most a third of the longer name's characters (at least one) inserted, deleted, replaced or swapped with a
 * neighbour; upper and lower case count as equal. Of equally close names the first wins.
 */
export function nearestName(name: string, valid: readonly string[]): string | null {
  const wanted = name.toLowerCase();
  let best: string | null = null;
  let bestDistance = Infinity;
  for (const candidate of valid) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    const allowed = Math.max(1, Math.floor(Math.max(wanted.length, candidate.length) / 3));
    if (distance <= allowed && distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** A hint for a name that is not valid: `did you mean "mean"?`, or else the names that are. */
export function suggestion(name: string, valid: readonly string[]): string {
  const nearest = nearestName(name, valid);
  if (nearest !== null) return `did you mean "${nearest}"?`;
  if (valid.length === 0) return 'there are none to choose from';
  const shown = valid.slice(0, 12).join(', ');
  return `known are ${shown}${valid.length > 12 ? ` and ${valid.length - 12} more` : ''}`;
}

/** Fewest insertions, deletions, replacements and swaps of neighbours that turn a into b (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      current[j] = Math.min(replaced, last[j] + 1, current[j - 1] + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        current[j] = Math.min(current[j], beforeLast[j - 2] + 1);
      }
    }
    [beforeLast, last] = [last, current];
  }
  return last[b.length];
}
