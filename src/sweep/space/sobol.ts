/** Scrambled Sobol sequences. */
import { randomStream } from '../../numeric/random.js';
import { directionNumbers } from './joe-kuo.js';

/** Binary digits of a coordinate. */
const digits = 32;
const TWO_MINUS_32 = 2 ** -32;

const lines = directionNumbers.trim().split('\n');

/** Most dimensions that a sequence can have. */
export const dimensions = lines.length + 1;

/**
 * Direction numbers v_1 … v_32 of a dimension, from 0, as unsigned words whose highest bit is the first digit:
 * v_k = m_k·2^(32 − k), with m_k = 2a_1·m_{k−1} ⊕ … ⊕ 2^{s−1}a_{s−1}·m_{k−s+1} ⊕ 2^s·m_{k−s} ⊕ m_{k−s}
 * (Bratley and Fox 1988, "Algorithm 659").
 */
export function directions(dimension: number): Uint32Array {
  const v = new Uint32Array(digits);
  if (dimension === 0) return v.map((_, k) => 2 ** (digits - 1 - k));
  const [degree, inner, ...initial] = lines[dimension - 1].split(' ').map(Number);
  for (let k = 0; k < digits; k++) {
    if (k < degree) {
      v[k] = initial[k] * 2 ** (digits - 1 - k);
      continue;
    }
    // in words, m_k's factor 2^j is the shift that v_{k−j} lacks already
    let word = v[k - degree] ^ (v[k - degree] >>> degree);
    for (let j = 1; j < degree; j++) if ((inner >>> (degree - 1 - j)) & 1) word ^= v[k - j];
    v[k] = word;
  }
  return v;
}

/** Which words scramble a dimension: the rows of a matrix and a shift. */
export interface Scrambling {
  /** row i of a lower triangular matrix with ones on its diagonal, over GF(2): digit i of the result from digits 1 … i */
  rows: Uint32Array;
  shift: number;
}

/**
 * A random linear scrambling with a digital shift, drawn from a stream of its own (Matoušek 1998, "On the L2-discrepancy for
 * anchored boxes"): every coordinate is uniform on the multiples of 2⁻³², and points stay as evenly spread as they were.
 */
export function scrambling(seed: number, name: string): Scrambling {
  const { uniform } = randomStream(seed, name);
  const word = (): number => Math.floor(uniform() * 2 ** digits);
  const rows = Uint32Array.from({ length: digits }, (_, i) => {
    const diagonal = 2 ** (digits - 1 - i);
    // bits above the diagonal's are the earlier digits
    return (word() & ~(2 * diagonal - 1)) | diagonal;
  });
  return { rows, shift: word() };
}

/**
 * Coordinates of the first points in one dimension, from 0 up to 1: point n is the sum over GF(2) of the direction numbers
 * of the bits of n's Gray code (Antonov and Saleev 1979), as everywhere else the sequence is used.
 *
 * @param scramble default none: the sequence itself, whose first point is the origin
 */
export function sobolCoordinates(dimension: number, points: number, scramble?: Scrambling): Float64Array {
  let v = directions(dimension);
  if (scramble !== undefined) v = v.map((word) => product(scramble.rows, word));
  const coordinates = new Float64Array(points);
  let word = scramble?.shift ?? 0;
  for (let n = 0; n < points; n++) {
    coordinates[n] = (word >>> 0) * TWO_MINUS_32;
    // the bit in which the Gray codes of n and n + 1 differ: the lowest 0 of n
    word ^= v[31 - Math.clz32(~n & (n + 1))];
  }
  return coordinates;
}

/** Matrix times vector over GF(2). */
function product(rows: Uint32Array, word: number): number {
  let result = 0;
  for (let i = 0; i < digits; i++) result = (result << 1) | parity(rows[i] & word);
  return result >>> 0;
}

function parity(word: number): number {
  let bits = word;
  for (const shift of [16, 8, 4, 2, 1]) bits ^= bits >>> shift;
  return bits & 1;
}
