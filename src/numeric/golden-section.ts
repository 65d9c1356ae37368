const GOLDEN = 0.6180339887498949;

/**
 * Maximum over [left, right] of a function with one in it, by golden section until the interval is no wider than `width`.
 *
 * @returns the last interval, and of the two points within it the one where the function is larger
 */
export function goldenSection(
  of: (x: number) => number,
  left: number,
  right: number,
  width: number,
): { left: number; right: number; x: number; value: number } {
  let [a, b] = [right - GOLDEN * (right - left), left + GOLDEN * (right - left)];
  let [atA, atB] = [of(a), of(b)];
  while (right - left > width) {
    if (atA >= atB) {
      [right, b, atB] = [b, a, atA];
      a = right - GOLDEN * (right - left);
      atA = of(a);
    } else {
      [left, a, atA] = [a, b, atB];
      b = left + GOLDEN * (right - left);
      atB = of(b);
    }
  }
  return atA >= atB ? { left, right, x: a, value: atA } : { left, right, x: b, value: atB };
}
