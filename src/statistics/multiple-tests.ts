/** p-values of several tests at once, so that the chance of any false rejection among them stays what one test has. */

/**
 * Adjusted p-values of Holm (1979), for tests that may depend on each other in any way: with p_(1) ≤ … ≤ p_(n),
 *
 *     p̃_(i) = max_{j ≤ i} min(1, (n − j + 1)·p_(j))
 *
 * @param pValues null where there was no test: it is none of the n
 */
export function holm(pValues: readonly (number | null)[]): (number | null)[] {
  const tested = tests(pValues).sort((a, b) => pValues[a]! - pValues[b]!);
  const adjusted: (number | null)[] = pValues.map(() => null);
  let largest = 0;
  tested.forEach((test, place) => {
    largest = Math.max(largest, Math.min(1, (tested.length - place) * pValues[test]!));
    adjusted[test] = largest;
  });
  return adjusted;
}

/**
 * Adjusted p-values of the step-down of Romano and Wolf (2005, 2016), which takes from joint resamples how the tests
 * depend on each other: with d_(1) ≥ … ≥ d_(n),
 *
 *     p̃_(i) = max_{j ≤ i} (#{m : max_{k ≥ j} d*_(k)m ≥ d_(j)} + 1)/(M + 1)
 *
 * @param observed  d by test, null where there was none
 * @param resampled d* of each test in the same M resamples; not read where there was no test
 */
export function romanoWolf(
  observed: readonly (number | null)[],
  resampled: readonly Float64Array[],
): (number | null)[] {
  const tested = leastExtremeFirst(observed);
  const adjusted: (number | null)[] = observed.map(() => null);
  if (tested.length === 0) return adjusted;
  const most = new Float64Array(resampled[tested[0]].length);
  for (const test of tested) {
    for (let m = 0; m < most.length; m++) most[m] = Math.max(most[m], resampled[test][m]);
    adjusted[test] = exceedance(observed[test]!, most);
  }
  raiseToMoreExtreme(tested, adjusted);
  return adjusted;
}

/** Tests in the order in which the maximum of their resamples over what is left grows test by test; of equal ones the first first. */
export function leastExtremeFirst(observed: ArrayLike<number | null>): number[] {
  return tests(observed).sort((a, b) => observed[a]! - observed[b]!);
}

/** Makes no p-value smaller than that of a more extreme test: p̃_(i) := max_{j ≤ i} p̃_(j). */
export function raiseToMoreExtreme(
  leastExtremeFirst: readonly number[],
  adjusted: (number | null)[] | Float64Array,
): void {
  let largest = 0;
  for (let place = leastExtremeFirst.length - 1; place >= 0; place--) {
    const test = leastExtremeFirst[place];
    largest = Math.max(largest, adjusted[test]!);
    adjusted[test] = largest;
  }
}

/** (#{d* ≥ d} + 1)/(M + 1) */
export function exceedance(observed: number, resampled: Float64Array): number {
  let count = 0;
  for (let m = 0; m < resampled.length; m++) if (resampled[m] >= observed) count++;
  return (count + 1) / (resampled.length + 1);
}

/** Positions of what is not null. */
function tests(values: ArrayLike<number | null>): number[] {
  const positions: number[] = [];
  for (let test = 0; test < values.length; test++) if (values[test] !== null) positions.push(test);
  return positions;
}
