/** Counts over bins of equal width. */
export interface Histogram {
  /** lower end of the first bin */
  start: number;
  width: number;
  counts: number[];
}

/**
 * Values in bins of a round width, 1, 2 or 5 times a power of ten, that begin at its multiples: as narrow as at most
 * `most` bins allow. A bin holds its lower end, the last one its upper end too where a value is there.
 *
 * @param values NaN are left out, all others finite
 * @param most at least 2, as values on either side of 0 are never in one bin
 * @returns null where there is no value
 */
export function histogram(values: Float64Array, most: number): Histogram | null {
  let [least, greatest, n] = [Infinity, -Infinity, 0];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
    n++;
  }
  if (n === 0) return null;
  const { step, per } = roundWidth(most, least, greatest);
  const at = (value: number): number => Math.floor(scaled(value, step, per));
  const first = at(least);
  const counts = new Array<number>(at(greatest) - first + 1).fill(0);
  for (const value of values) if (!Number.isNaN(value)) counts[at(value) - first]++;
  return { start: unscaled(first, step, per), width: unscaled(1, step, per), counts };
}

/** A width is step · per, or step/per where that is below 1, so that multiples of 0.1 are the nearest numbers to them. */
interface Width {
  step: number;
  /** power of ten, negative as the one to divide by */
  per: number;
}

function roundWidth(most: number, least: number, greatest: number): Width {
  const reach = Math.max(Math.abs(least), Math.abs(greatest));
  const size = greatest > least ? (greatest - least) / most : reach || 1;
  // narrower bins would be rounding, and the narrowest no numbers
  const smallest = Math.max(size, 1e-12 * reach, 1e-290);
  for (let exponent = Math.floor(Math.log10(smallest)); ; exponent++) {
    for (const step of [1, 2, 5]) {
      const per = exponent < 0 ? -(10 ** -exponent) : 10 ** exponent;
      const bins = Math.floor(scaled(greatest, step, per)) - Math.floor(scaled(least, step, per)) + 1;
      if (bins <= most) return { step, per };
    }
  }
}

function scaled(value: number, step: number, per: number): number {
  return per < 0 ? (value * -per) / step : value / (step * per);
}

function unscaled(multiple: number, step: number, per: number): number {
  return per < 0 ? (multiple * step) / -per : multiple * step * per;
}

/** How many of these shares, 0 to 1, are in each of so many bins of equal width; the last bin holds 1 too. */
export function shareHistogram(shares: Float64Array, bins: number): Histogram {
  const counts = new Array<number>(bins).fill(0);
  for (const share of shares) {
    if (!Number.isNaN(share)) counts[Math.min(bins - 1, Math.floor(share * bins))]++;
  }
  return { start: 0, width: 1 / bins, counts };
}
