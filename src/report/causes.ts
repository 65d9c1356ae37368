import type { BacktestResult, StrategyResult } from '../backtest/types.js';

/** What did not go as configured, one sentence a strategy or asset and cause, the most frequent first. */
export function causes({ strategies, decisions }: BacktestResult): string[] {
  const satOut = decisions.flatMap((decision) => decision.satOut);
  return [
    ...strategies.flatMap(strategyCauses),
    ...counted(satOut.map(({ asset, reason }) => `${asset} sat out|${satOutCause(reason)}`)).map(
      ([[what, cause], n]) => `${what} ${n} of ${decisions.length} decisions: ${cause}`,
    ),
  ];
}

function strategyCauses({ name, windows }: StrategyResult): string[] {
  const verbs = { ok: '', fallback: 'fell back', skipped: 'was skipped' };
  const troubled = windows.filter(({ status }) => status !== 'ok');
  return counted(
    troubled.map(
      ({ status, reason }) => `${verbs[status]}|${windowCause(name, reason ?? 'no reason given')}`,
    ),
  ).map(([[verb, cause], n]) => `${name} ${verb} in ${n} of ${windows.length} windows: ${cause}`);
}

/** Without the numbers that differ from window to window, and without the strategy's own name before it. */
function windowCause(strategy: string, reason: string): string {
  const text = reason.startsWith(`${strategy}: `) ? reason.slice(strategy.length + 2) : reason;
  return text
    .replace(/heritability \S+ is below/g, 'heritability below')
    .replace(/R-hat \S+ is above/g, 'R-hat above')
    .replace(/ leaves \S+ effective periods/g, ' leaves too few effective periods')
    .replace(/(is (?:above the largest|below the smallest) reachable \w+), \S+ a period/g, '$1')
    .replace(/ in \d+ iterations, KKT residual [^;]+/g, '');
}

function satOutCause(reason: string): string {
  if (/returns missing/.test(reason)) return 'returns missing';
  return /^its return is .* in all/.test(reason) ? 'its return never changes' : reason;
}

/** `what|cause` pairs with how often each is there. */
function counted(pairs: readonly string[]): [[string, string], number][] {
  const counts = new Map<string, number>();
  for (const pair of pairs) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([pair, n]) => {
      const at = pair.indexOf('|');
      return [[pair.slice(0, at), pair.slice(at + 1)], n];
    });
}
