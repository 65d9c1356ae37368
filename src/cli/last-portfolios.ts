import type { WriteStream } from 'node:tty';
import type { LastChoices } from '../backtest/last-decision.js';
import type { LastDecision } from '../backtest/types.js';
import { count, missing, percent } from '../report/format.js';
import { pointsMore, riskMeasure, shownWeights } from '../report/last-decision.js';
import { textTable } from './text-table.js';

/** What is printed of a result, or of a decision alone. */
interface LastPortfolios {
  frequency: string;
  universe: readonly string[];
  strategies: readonly LastChoices[];
  lastDecision?: LastDecision;
}

/** The weights of the last decision by strategy with their differences from the base, and the risk of the portfolios. */
export function lastPortfolios(result: LastPortfolios, stream: WriteStream): string {
  const { lastDecision, strategies } = result;
  if (lastDecision === undefined) return '';
  const { base, rows, hidden } = shownWeights(result);
  const names = strategies.map(({ name }) => name);
  const inBrackets = base === null ? '' : `, in brackets the percentage points more than in ${base}`;
  const weights = textTable(
    ['Asset', ...names],
    rows.map(({ asset, weights, differences }) => [
      asset,
      ...names.map((name) =>
        Object.hasOwn(differences, name)
          ? `${percent(weights[name], 1)} (${pointsMore(differences[name], 1)})`
          : percent(weights[name], 1),
      ),
    ]),
    stream,
  );
  const others = hidden === 0 ? '' : `and ${count(hidden, 'asset')} with the weight 0 in every strategy\n`;
  return `Weights of ${lastDecision.decision}${inBrackets}:\n${weights}${others}\n${risk(result, stream)}`;
}

function risk({ lastDecision, frequency }: LastPortfolios, stream: WriteStream): string {
  const { base, risk } = lastDecision!;
  if (risk.length === 0) return `${riskMeasure(lastDecision!)}.\n\n`;
  const table = textTable(
    ['Strategy', `A ${frequency}`, 'A year', ...(base === null ? [] : [`Less than ${base}`])],
    risk.map(({ portfolio, volatility, annualVolatility, reduction }) => [
      portfolio,
      percent(volatility),
      percent(annualVolatility),
      ...(base === null ? [] : [portfolio === base ? missing : percent(reduction, 1)]),
    ]),
    stream,
  );
  return `${riskMeasure(lastDecision!)}:\n${table}\n`;
}
