/** Ranges that samples are drawn from, and which value a number between 0 and 1 stands for. */
import { ConfigError } from '../../errors.js';
import { exp, log } from '../../numeric/elementary.js';
import type { Json, SampledField } from '../types.js';

type Range = Exclude<SampledField, { values: unknown }>;

/** Steps are counted by 32-bit digits of the sequence: more values than that and some would never be drawn. */
const mostValues = 2 ** 32;

/**
 * The value of u, uniform on [0, 1): of a list entry ⌊u·n⌋; of a range min + u·(max − min), on the logarithmic scale
 * min·(max/min)^u; with a step min + k·step, k = ⌊u·n⌋ of the n such values up to max. Stepped and logarithmic, the value
 * v has the share of [v, v + step) in [min, last + step) on the logarithmic scale.
 *
 * Stepped values are those of decimal arithmetic on the numbers as they are written, rounded once: 0.1 and two steps of 0.1
 * are 0.3, and whole numbers stay whole.
 */
export function valueAt(field: SampledField): (u: number) => Json {
  if ('values' in field) {
    const { values } = field;
    return (u) => values[Math.floor(u * values.length)];
  }
  const { min, max, step, log: isLog = false } = field;
  if (step === undefined) {
    if (!isLog) return (u) => min + u * (max - min);
    const width = log(max) - log(min);
    return (u) => Math.min(max, min * exp(u * width));
  }
  const { count, at } = steps({ min, max, step });
  if (!isLog) return (u) => at(Math.floor(u * count));
  const width = log(at(count)) - log(min);
  return (u) => {
    const k = Math.floor((min * exp(u * width) - min) / step);
    return at(Math.min(count - 1, Math.max(0, k)));
  };
}

/** How many values min + k·step there are up to max, and each of them: the double next to its decimal value. */
export function steps({ min, max, step }: { min: number; max: number; step: number }): {
  count: number;
  at: (k: number) => number;
} {
  const decimals = [min, max, step].map(decimal);
  const exponent = Math.min(...decimals.map((one) => one.exponent));
  const [first, last, width] = decimals.map((one) => one.digits * 10n ** BigInt(one.exponent - exponent));
  return {
    count: Number((last - first) / width) + 1,
    at: (k) => Number(`${first + BigInt(k) * width}e${exponent}`),
  };
}

/** The number as it is written, digits · 10^exponent. */
function decimal(value: number): { digits: bigint; exponent: number } {
  const [mantissa, power = '0'] = String(value).split('e');
  const [whole, fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

/** What there is against a range; `path` is where it stands. */
export function rangeProblems(path: string, { min, max, step, log: isLog }: Range): ConfigError[] {
  const problem = (message: string, hint: string): ConfigError[] => [
    new ConfigError('bad-value', `${path}: ${message}`, hint, { path, min, max }),
  ];
  if (min >= max) return problem(`min ${min} is not below max ${max}`, 'give a least and a largest value');
  if (!Number.isFinite(max - min)) return problem('the range is too wide for a number', 'narrow it');
  if (isLog && min <= 0)
    return problem(`min ${min} has no logarithm`, 'let min be above 0, or leave log out');
  if (step === undefined) return [];
  const { count } = steps({ min, max, step });
  if (count < 2)
    return problem(`step ${step} is wider than the range from ${min} to ${max}`, 'use a smaller step');
  if (count > mostValues)
    return problem(`so many steps of ${step} cannot be told apart`, 'leave step out, or use a wider one');
  return [];
}
