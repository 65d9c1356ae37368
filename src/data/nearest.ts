/** Smallest number of single-character insertions, deletions and replacements between two words (Levenshtein). */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, previous[j] + 1, current[j - 1] + 1));
    }
    previous = current;
  }
  return previous[b.length];
}

/**
 * A hint for a name that is not among the known ones: the nearest of them, upper and lower case being the same, or
 * the first few where even the nearest has less than half in common.
 */
export function nearestHint(word: string, known: readonly string[]): string {
  let best = '';
  let smallest = Infinity;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < smallest && distance <= Math.max(word.length, candidate.length) / 2) {
      best = candidate;
      smallest = distance;
    }
  }
  if (smallest < Infinity) return `did you mean '${best}'?`;
  return `known are ${known.slice(0, 20).join(', ')}${known.length > 20 ? `, … (${known.length})` : ''}`;
}
