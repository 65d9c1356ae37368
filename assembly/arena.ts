/**
 * The arena: all workspace of the engine, a stack that starts behind the static data.
 *
 * The host marks, allocates, calls, reads and releases; functions of the engine do the same for their own
 * scratch. `reserve` grows the memory once, before the host makes its views (a grow detaches every view);
 * `allocate` never grows: a request beyond what was reserved is a bug in a workspace query, and traps.
 */

/** Alignment of every allocation, in bytes: one cache line. */
const ALIGNMENT: usize = 64;

/** First free byte. */
let top: usize = (__heap_base + ALIGNMENT - 1) & ~(ALIGNMENT - 1);

/** The current top; hand it to `release` to free everything allocated since. */
export function mark(): usize {
  return top;
}

/** Frees everything allocated since the matching `mark`. */
export function release(position: usize): void {
  top = position;
}

/**
 * Makes sure that `bytes` more can be allocated without growing.
 *
 * returns false when the memory cannot grow that far; nothing is changed then.
 */
export function reserve(bytes: usize): bool {
  const needed = <u64>top + <u64>bytes;
  const available = (<u64>memory.size()) << 16;
  if (needed <= available) return true;
  const pages = (needed - available + 0xffff) >> 16;
  return memory.grow(<i32>pages) >= 0;
}

/** The next `bytes` bytes, aligned to 64; contents are whatever was there. Traps beyond the reserved memory. */
export function allocate(bytes: usize): usize {
  const position = top;
  const next = position + roundUp(bytes);
  if (<u64>next > (<u64>memory.size()) << 16) unreachable();
  top = next;
  return position;
}

/** What `allocate(bytes)` takes. */
export function roundUp(bytes: usize): usize {
  return (bytes + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
}

/** A vector of n doubles. */
export function allocateVector(n: i32): usize {
  return allocate((<usize>n) << 3);
}

/** An m×n matrix of doubles, dense, row-major. */
export function allocateMatrix(m: i32, n: i32): usize {
  return allocate((<usize>m * <usize>n) << 3);
}

/** Bytes that `allocateVector(n)` takes. */
export function vectorBytes(n: i32): usize {
  return roundUp((<usize>n) << 3);
}

/** Bytes that `allocateMatrix(m, n)` takes. */
export function matrixBytes(m: i32, n: i32): usize {
  return roundUp((<usize>m * <usize>n) << 3);
}
