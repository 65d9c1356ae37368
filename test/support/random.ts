/** Seeded random numbers for tests: xoshiro-like 32-bit generator (mulberry32) and normals by polar Box–Muller. */
export function randomSource(seed: number): { uniform: () => number; normal: () => number } {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const normal = (): number => {
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) return u * Math.sqrt((-2 * Math.log(s)) / s);
    }
  };
  return { uniform, normal };
}

/** rows × columns of independent standard normals. */
export function randomMatrix(seed: number, rows: number, columns: number): Float64Array {
  const { normal } = randomSource(seed);
  return Float64Array.from({ length: rows * columns }, normal);
}
