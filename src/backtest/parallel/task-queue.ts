import type { Task } from './protocol.js';

/** The windows of a run that nobody has begun, handed out in whole chunks in their order. */
export class TaskQueue {
  isStopped = false;

  /**
   * @param next  start of a chunk
   * @param chunk windows that have to be done in one go, counted from the first of the run
   */
  constructor(
    private next: number,
    private readonly end: number,
    readonly chunk: number,
  ) {}

  /** Chunks that are left, the last perhaps a part of one. */
  get left(): number {
    return Math.ceil((this.end - this.next) / this.chunk);
  }

  /** The next chunks, null where none are left. */
  take(chunks = 1): Task | null {
    if (this.isStopped || this.next >= this.end) return null;
    const first = this.next;
    this.next = Math.min(this.end, first + chunks * this.chunk);
    return { first, end: this.next };
  }

  /** The run has failed: nobody gets anything any more, and what others still do is not taken over. */
  stop(): void {
    this.isStopped = true;
  }
}

/**
 * How far windows are done without a gap, whoever does them in whatever order.
 *
 * @param from windows before this one are done
 * @returns takes windows that are done and tells before which one all are
 */
export function frontier(from = 0): (first: number, end: number) => number {
  let known = from;
  const ahead = new Map<number, number>();
  return (first, end) => {
    if (end > first) ahead.set(first, end);
    for (let next; (next = ahead.get(known)) !== undefined; known = next) ahead.delete(known);
    return known;
  };
}
