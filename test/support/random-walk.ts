/** Chains by random-walk Metropolis, for comparison with those of the sampler, and means of chains with their errors. */
import { randomSource } from './random.js';

const BATCHES = 40;

/** Mean of a chain with its standard error, by the means of batches. */
export function batchMean(values: Float64Array): { mean: number; error: number } {
  const length = values.length / BATCHES;
  const means = Array.from({ length: BATCHES }, (_, b) =>
    values.subarray(b * length, (b + 1) * length).reduce((sum, value) => sum + value / length, 0),
  );
  const mean = means.reduce((sum, value) => sum + value / BATCHES, 0);
  const squares = means.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / (BATCHES * (BATCHES - 1))) };
}

/**
 * Draws by coordinate, after a tenth as many that are left out.
 *
 * @param density logarithm of it
 * @param units of the steps by coordinate, default 1
 */
export function randomWalk(
  density: (at: number[]) => number,
  start: number[],
  draws: number,
  units: number[] = start.map(() => 1),
): Float64Array[] {
  const { uniform, normal } = randomSource(11);
  let at = start;
  let current = density(at);
  const kept = start.map(() => new Float64Array(draws));
  for (let t = -draws / 10; t < draws; t++) {
    // one coordinate in turn by a step of any size, or all of them
    const moved = Math.abs(t) % (at.length + 1);
    const width = [0.3, 1, 3][Math.floor(3 * uniform())];
    const next = at.map((value, k) =>
      moved === k || moved === at.length ? value + width * units[k] * normal() : value,
    );
    const proposed = density(next);
    if (Math.log(uniform()) < proposed - current) [at, current] = [next, proposed];
    if (t >= 0) kept.forEach((own, k) => (own[t] = at[k]));
  }
  return kept;
}
