import type { BacktestDecision } from '../backtest/types.js';

/** A note that several windows have. */
interface RepeatedNote {
  /** as the windows have it, without its numbers where these differ from window to window */
  text: string;
  /** how many windows have it */
  windows: number;
}

/** Notes that several windows share, one sentence each with the number of windows, the most frequent first. */
export function repeatedNotes(decisions: readonly BacktestDecision[]): string[] {
  return [...grouped(decisions).values()]
    .filter(({ windows }) => windows > 1)
    .sort((a, b) => b.windows - a.windows)
    .map(({ text, windows }) => `${windows} of ${decisions.length} windows: ${text}`);
}

/** The notes of each window without those that every window has, which are said once for the run. */
export function ownNotes(decisions: readonly BacktestDecision[]): string[][] {
  const groups = grouped(decisions);
  const isEverywhere = (note: string): boolean =>
    decisions.length > 1 && groups.get(withoutNumbers(note))?.windows === decisions.length;
  return decisions.map(({ notes }) => notes.filter((note) => !isEverywhere(note)));
}

function grouped(decisions: readonly BacktestDecision[]): Map<string, RepeatedNote> {
  const groups = new Map<string, RepeatedNote>();
  for (const { notes } of decisions) {
    for (const note of new Set(notes.map(withoutNumbers))) {
      const text = notes.find((known) => withoutNumbers(known) === note)!;
      const group = groups.get(note);
      if (group === undefined) groups.set(note, { text, windows: 1 });
      else groups.set(note, { text: group.text === text ? text : note, windows: group.windows + 1 });
    }
  }
  return groups;
}

/** What a note of a kernel or of draws says whatever its numbers and components, which `result.json` keeps. */
function withoutNumbers(note: string): string {
  return note
    .replace(
      /was not positive definite: \d+ of its eigenvalues .*, 1e-10 of the largest; .*$/,
      'was not positive definite: eigenvalues near 0 were raised to 1e-10 of the largest',
    )
    .replace(
      /: \d+ of \d+ pairs are alike in every feature; (.*), \S+$/,
      ': pairs are alike in every feature; $1',
    )
    .replace(
      /, which leave \S+ % of its trace to a diagonal/,
      ', which leave a part of its trace to a diagonal',
    )
    .replace(/(fewer than \S+ effective draws|R-hat above [\d.]+): .*(: .*draw more)$/, '$1$2');
}
