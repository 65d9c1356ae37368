import { checksum64 } from '../../numeric/checksum.js';

/** Trials whose returns are not the same as those of an earlier one, such as where a parameter has no effect. */
export interface DistinctTrials {
  /** the first trial of each kind, ascending */
  first: number[];
  /** how many trials are of that kind */
  counts: number[];
}

/** Tells trials apart by 64 bits of their returns; see `checksum64`. */
export function distinctTrials(): DistinctTrials & { add(trial: number, returns: Float64Array): void } {
  const kinds = new Map<string, number>();
  const first: number[] = [];
  const counts: number[] = [];
  return {
    first,
    counts,
    add(trial, returns) {
      const { buffer, byteOffset, length } = returns;
      const bits = checksum64(new Int32Array(buffer, byteOffset, 2 * length));
      const kind = kinds.get(bits);
      if (kind !== undefined) {
        counts[kind]++;
        return;
      }
      kinds.set(bits, first.length);
      first.push(trial);
      counts.push(1);
    },
  };
}
