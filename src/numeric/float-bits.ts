const double = new Float64Array(1);
const words = new Int32Array(double.buffer);

/** Which of the two words holds sign, exponent and leading mantissa bits on this machine. */
const HIGH = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;
const LOW = 1 - HIGH;

/** Upper 32 bits of a double, signed: sign, 11 bits of exponent (biased by 1023), 20 bits of mantissa. */
export function highWord(x: number): number {
  double[0] = x;
  return words[HIGH];
}

/** The double with these words. */
export function fromWords(high: number, low: number): number {
  words[HIGH] = high;
  words[LOW] = low;
  return double[0];
}

/** x with another upper word. */
export function withHighWord(x: number, high: number): number {
  double[0] = x;
  words[HIGH] = high;
  return double[0];
}

/** x with its lower 32 bits cleared: products of two such numbers' halves are exact. */
export function truncated(x: number): number {
  double[0] = x;
  words[LOW] = 0;
  return double[0];
}

/** x·2^k for x in [½, 2] and −1100 ≤ k ≤ 1024, rounded once. */
export function scaled(x: number, k: number): number {
  if (k > 1023) return x * 2 * fromWords(2046 << 20, 0);
  if (k >= -1021) return x * fromWords((k + 1023) << 20, 0);
  return x * fromWords((k + 2023) << 20, 0) * fromWords(23 << 20, 0);
}
