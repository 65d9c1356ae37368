/** Checks of the simulator's options: refused with the option's name, its value and what it must be. */
import { ConfigError } from '../errors.js';
import { suggestion } from '../suggest.js';

export function invalidOption(option: string, value: unknown, hint: string): ConfigError {
  return new ConfigError('invalid-option', `${option} is ${String(value)}`, hint, {
    option,
    value: String(value),
  });
}

export function finite(option: string, value: number): number {
  if (!Number.isFinite(value)) throw invalidOption(option, value, 'it must be a finite number');
  return value;
}

export function positive(option: string, value: number): number {
  if (!(finite(option, value) > 0)) throw invalidOption(option, value, 'it must be above 0');
  return value;
}

export function notNegative(option: string, value: number): number {
  if (!(finite(option, value) >= 0)) throw invalidOption(option, value, 'it must not be negative');
  return value;
}

/** Refuses keys that are none of the assets. */
export function knownTickers(option: string, keys: readonly string[], assets: readonly string[]): void {
  const unknown = keys.find((key) => !assets.includes(key));
  if (unknown === undefined) return;
  throw new ConfigError(
    'unknown-ticker',
    `${option} names '${unknown}', which is none of the assets`,
    suggestion(unknown, assets),
    { option, ticker: unknown },
  );
}
