/** What no statistic can use is refused, with its name and place. */
import { ConfigError, DataError } from '../errors.js';

/**
 * Refuses series that are not of one length, and values that are missing or infinite.
 *
 * @param series by the name that messages have for it
 * @throws DataError `wrong-length`, `not-finite` naming the series and the position
 */
export function checkSeries(series: Readonly<Record<string, ArrayLike<number>>>): void {
  const [[first, { length }]] = Object.entries(series);
  for (const [name, values] of Object.entries(series)) {
    if (values.length !== length) {
      throw new DataError(
        'wrong-length',
        `${name} has ${values.length} values when ${length} are expected, as many as ${first}`,
        'give one value a period',
        { name, length: values.length, expected: length },
      );
    }
    for (let t = 0; t < length; t++) {
      if (Number.isFinite(values[t])) continue;
      throw new DataError(
        'not-finite',
        `${name} has ${values[t]} at position ${t}`,
        'every value must be a finite number; leave periods without one out of all series',
        { name, position: t, value: String(values[t]) },
      );
    }
  }
}

/**
 * An option that has to be in a range.
 *
 * @throws ConfigError `invalid-option`
 */
export function checkOption(option: string, value: number, isValid: boolean, hint: string): void {
  if (isValid) return;
  throw new ConfigError('invalid-option', `${option} is ${value}`, hint, { option, value: String(value) });
}

/** A number that can be reported: what is beyond the largest double is not defined. */
export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
