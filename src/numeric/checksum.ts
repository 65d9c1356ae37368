/** Odd multipliers with well-spread bits, those of MurmurHash3. */
const MULTIPLIERS = [0xcc9e2d51, 0x1b873593] as const;

/**
 * A checksum of 64 bits over lists of 32-bit words, as 16 hexadecimal digits: two lanes that differ by their multiplier,
 * each word mixed in as by MurmurHash3 (Appleby 2011), each list closed by its length. Fast, and the same everywhere; it
 * tells data apart and is no cryptographic hash.
 */
export function checksum64(...lists: readonly Int32Array[]): string {
  const [a, b] = MULTIPLIERS;
  let [left, right] = [0, 1];
  for (const list of lists) {
    for (let k = 0; k <= list.length; k++) {
      const word = k < list.length ? list[k] : k;
      let spread = Math.imul(word, a);
      left ^= Math.imul((spread << 15) | (spread >>> 17), b);
      left = (Math.imul((left << 13) | (left >>> 19), 5) + 0xe6546b64) | 0;
      spread = Math.imul(word, b);
      right ^= Math.imul((spread << 15) | (spread >>> 17), a);
      right = (Math.imul((right << 13) | (right >>> 19), 5) + 0xe6546b64) | 0;
    }
  }
  return [left, right].map((lane) => finished(lane).toString(16).padStart(8, '0')).join('');
}

/** Every bit of the hash in every bit of the result. */
function finished(hash: number): number {
  let bits = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
