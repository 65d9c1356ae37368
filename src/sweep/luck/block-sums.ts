/** Periods in blocks, and what trials have in each: all that a cross-validation needs of the returns. */

/** Sums over blocks, by trial in the order in which they were added. */
export interface BlockSums {
  /** number of periods of each of the S blocks */
  lengths: number[];
  /** n × S: Σr and Σr² over the periods of a block, r in units of the trial's deviation */
  sums: Float64Array;
  squares: Float64Array;
  /** n: row in the panel */
  trials: number[];
}

/** Most blocks, and fewest where their number is ours to choose. */
const MOST = 16;
const FEWEST = 4;

/**
 * Number of blocks of T periods: 16, or as many as hold 3 periods each, or 4 that hold 2.
 *
 * @param wanted by the user
 * @returns an even number, or why there is none
 */
export function blockCount(periods: number, wanted?: number): number | { reason: string } {
  const least = 2 * (wanted ?? FEWEST);
  if (periods < least) return { reason: `${periods} periods when ${least} are needed` };
  return wanted ?? Math.max(FEWEST, Math.min(MOST, 2 * Math.floor(periods / 6)));
}

/** S blocks of periods in a row, the first T mod S of them one longer, for up to so many trials. */
export function emptyBlockSums(trials: number, periods: number, blocks: number): BlockSums {
  const [length, longer] = [Math.floor(periods / blocks), periods % blocks];
  return {
    lengths: Array.from({ length: blocks }, (_, block) => length + (block < longer ? 1 : 0)),
    sums: new Float64Array(trials * blocks),
    squares: new Float64Array(trials * blocks),
    trials: [],
  };
}

export function addBlockSums(
  { lengths, sums, squares, trials }: BlockSums,
  trial: number,
  returns: Float64Array,
  deviation: number,
): void {
  let at = trials.length * lengths.length;
  let t = 0;
  for (const length of lengths) {
    let sum = 0;
    let square = 0;
    for (const end = t + length; t < end; t++) {
      const value = returns[t] / deviation;
      sum += value;
      square += value * value;
    }
    sums[at] = sum;
    squares[at] = square;
    at++;
  }
  trials.push(trial);
}

/**
 * Every half of S blocks, as the engine orders them (`assembly/luck/subsets.ts`): by number of the first S/2 blocks in it,
 * then by those as a binary number, then by the last S/2 blocks likewise.
 *
 * @returns of each half, a bit a block, the first block the lowest
 */
export function halves(blocks: number): Int32Array {
  const h = blocks / 2;
  const sets = Array.from({ length: 1 << h }, (_, set) => set);
  const size = (set: number): number => (set === 0 ? 0 : 1 + size(set & (set - 1)));
  const bySize = Array.from({ length: h + 1 }, (_, count) => sets.filter((set) => size(set) === count));
  return Int32Array.from(
    bySize.flatMap((firsts, count) =>
      firsts.flatMap((first) => bySize[h - count].map((last) => first | (last << h))),
    ),
  );
}
