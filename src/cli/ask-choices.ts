/** The questions of `mixfolio init`. */
import type { PriceTable } from '../data/types.js';
import { suggestion } from '../suggest.js';
import { type FirstChoices, firstChoices } from './first-config.js';

/** Puts a question and gives the answer, trimmed; empty for the proposal. */
export type Ask = (question: string) => Promise<string>;

/**
 * Asks for what is not chosen yet, each with what the data suggest; what cannot be is asked again.
 *
 * @param say tells what is wrong with an answer
 */
export async function askChoices(
  data: PriceTable,
  chosen: Partial<FirstChoices>,
  ask: Ask,
  say: (text: string) => void,
): Promise<FirstChoices> {
  const answers = { ...chosen };
  const put = async <Value>(
    question: string,
    proposal: Value,
    read: (text: string) => Value | string,
    isValue: (value: Value | string) => value is Value,
  ): Promise<Value> => {
    for (;;) {
      const text = await ask(`${question} [${String(proposal)}] `);
      const value = text === '' ? proposal : read(text);
      if (isValue(value)) return value;
      say(`${value}\n`);
    }
  };
  const frequencies = ['day', 'week', 'month'] as const;
  const isFrequency = (value: string): value is FirstChoices['frequency'] =>
    (frequencies as readonly string[]).includes(value);
  const isNumber = (value: number | string): value is number => typeof value === 'number';
  const periods = (text: string): number | string =>
    /^[1-9]\d*$/.test(text) ? Number(text) : 'a whole number of periods is needed';

  const tickers = [...data.assets, 'average'];
  answers.market ??= (
    await put<{ ticker: string }>(
      'Market, a ticker or average?',
      named(firstChoices(data, answers).market),
      (text) =>
        tickers.includes(text)
          ? named(text)
          : `${text} is no ticker of the data: ${suggestion(text, tickers)}`,
      (value): value is { ticker: string } => typeof value === 'object',
    )
  ).ticker;
  answers.frequency ??= await put<FirstChoices['frequency']>(
    'Length of a period, day, week or month?',
    firstChoices(data, answers).frequency,
    (text) => (isFrequency(text) ? text : 'day, week or month is needed'),
    isFrequency,
  );
  const { train, rebalance } = firstChoices(data, answers);
  answers.train ??= await put(`Training window, in ${answers.frequency}s?`, train, periods, isNumber);
  answers.rebalance ??= await put(
    `Between decisions, in ${answers.frequency}s?`,
    rebalance,
    periods,
    isNumber,
  );
  return firstChoices(data, answers);
}

/** A ticker, told from the text of a problem. */
function named(ticker: string): { ticker: string; toString(): string } {
  return { ticker, toString: () => ticker };
}
