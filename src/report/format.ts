/** How numbers are written for readers. A missing or undefined number is an en dash. */

export const missing = '–';

/** 0.0712 → `7.12 %` */
export function percent(value: number | null, digits = 2): string {
  return isNumber(value) ? `${fixed(100 * value, digits)} %` : missing;
}

/** 0.0071 → `0.71 pp`, of a difference between percentages */
export function percentagePoints(value: number | null, digits = 2): string {
  return isNumber(value) ? `${fixed(100 * value, digits)} pp` : missing;
}

/** With its sign: 0.0071 → `+0.71 %` as a percent */
export function signed(value: number | null, format: (value: number | null) => string): string {
  const text = format(value);
  return isNumber(value) && value > 0 ? `+${text}` : text;
}

/** 1.0456 → `1.05` */
export function decimal(value: number | null, digits = 2): string {
  return isNumber(value) ? fixed(value, digits) : missing;
}

/** Four significant digits: 0.000312345 → `3.123e−4`, 117.04 → `117.0` */
export function significant(value: number | null, digits = 4): string {
  if (!isNumber(value)) return missing;
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text = size < 1e-3 || size >= 1e6 ? value.toExponential(digits - 1) : value.toPrecision(digits);
  return text.replaceAll('-', '−');
}

/** 0.0321 → `0.032`; below 0.001 as `<0.001`. */
export function probability(p: number | null): string {
  return isNumber(p) && p < 1e-3 ? '<0.001' : decimal(p, 3);
}

/** `estimate ± standard error`, or the reason why there is none. */
export function plusMinus(estimate: number, standardError: number | null, none: string): string {
  return isNumber(standardError)
    ? `${significant(estimate, 3)} ± ${significant(standardError, 2)}`
    : `${significant(estimate, 3)} (${none})`;
}

/** `1 asset`, `2 assets` */
export function count(n: number, singular: string, plural = `${singular}s`): string {
  return `${n} ${n === 1 ? singular : plural}`;
}

function isNumber(value: number | null): value is number {
  return value !== null && Number.isFinite(value);
}

function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return (Number(text) === 0 ? text.replace('-', '') : text).replace('-', '−');
}
