import { boundOf, type LotMultipliers, type LotProgram } from './lots.js';

/** Sections of an interval: each leaves two thirds of it. */
const SECTIONS = 60;
/** Distances from the best multipliers to those beside it, which bound what is left of an asset or two. */
const BESIDE = [0.01, 0.1, 0.5];

/**
 * Multipliers with good bounds, the best first.
 *
 * The bound is concave. Where the targets take the whole budget Σd ≤ 0, so that s = −1 says all and λ is searched for;
 * where they leave room λ = 0 and s is. The best of both lines is taken, with some beside it.
 */
export function goodMultipliers(program: LotProgram): LotMultipliers[] {
  const largest = 4 / (1 - program.rates.reduce((most, rate) => Math.max(most, rate), 0));
  const lines: { at: (x: number) => LotMultipliers; from: number; to: number }[] = [
    { at: (lambda) => ({ s: -1, lambda }), from: 0, to: largest },
    { at: (s) => ({ s, lambda: 0 }), from: -1, to: 1 },
    { at: (lambda) => ({ s: 1, lambda }), from: 0, to: largest },
  ];
  const found = lines.map(({ at, from, to }) => {
    const x = maximumOf((value) => boundOf(program, at(value)), from, to);
    return { at, from, to, x, bound: boundOf(program, at(x)) };
  });
  const best = found.reduce((first, second) => (second.bound > first.bound + 1e-15 ? second : first));
  const beside = BESIDE.flatMap((distance) => [best.x - distance, best.x + distance]);
  const inside = beside.filter((x) => x >= best.from && x <= best.to);
  return [best.at(best.x), ...inside.map(best.at)];
}

/** Where a concave function is largest in [from, to]. */
function maximumOf(value: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let k = 0; k < SECTIONS; k++) {
    const third = (high - low) / 3;
    if (value(low + third) < value(high - third)) low += third;
    else high -= third;
  }
  return [from, (low + high) / 2, to].reduce((best, x) => (value(x) > value(best) ? x : best));
}
