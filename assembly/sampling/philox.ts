/**
 * Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011): a bijection of four 32-bit words under a key of two, with the bits
 * of the host's `src/numeric/random.ts`. The words of a counter depend on it and on the key alone, so that they can be
 * drawn in any order.
 */

const FIRST: u64 = 0xd2511f53;
const THIRD: u64 = 0xcd9e8d57;

/** words := Philox of the counter (a, b, c, d) under the key (low, high); four u32 */
export function philox(a: u32, b: u32, c: u32, d: u32, low: u32, high: u32, words: usize): void {
  for (let round = 0; round < 10; round++) {
    const first = <u64>a * FIRST;
    const third = <u64>c * THIRD;
    a = (<u32>(third >> 32)) ^ b ^ low;
    b = <u32>third;
    c = (<u32>(first >> 32)) ^ d ^ high;
    d = <u32>first;
    low += 0x9e3779b9;
    high += 0xbb67ae85;
  }
  store<u32>(words, a);
  store<u32>(words, b, 4);
  store<u32>(words, c, 8);
  store<u32>(words, d, 12);
}
