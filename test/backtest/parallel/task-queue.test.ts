import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frontier, TaskQueue } from '../../../src/backtest/parallel/task-queue.js';

describe('windows that nobody has begun', () => {
  it('are handed out once each, in whole chunks, until none is left', () => {
    const queue = new TaskQueue(64, 300, 64);
    expect(queue.left).toBe(4);
    expect([queue.take(), queue.take(2), queue.take(2), queue.take()]).toEqual([
      { first: 64, end: 128 },
      { first: 128, end: 256 },
      { first: 256, end: 300 },
      null,
    ]);
    expect(queue.left).toBe(0);
  });

  it('stay where they are after a failure', () => {
    const queue = new TaskQueue(0, 300, 64);
    queue.take();
    queue.stop();
    expect(queue.take()).toBeNull();
  });
});

describe('how far windows are done', () => {
  it('is the first that is not, in whatever order they are', () => {
    const parts = fc.array(fc.record({ length: fc.nat(5), turn: fc.nat() }), { minLength: 1, maxLength: 12 });
    const property = fc.property(parts, (drawn) => {
      let end = 0;
      const all = drawn.map(({ length, turn }) => ({ first: end, end: (end += length), turn }));
      const reached = frontier();
      const done = new Set<number>();
      for (const part of [...all].sort((a, b) => a.turn - b.turn)) {
        for (let index = part.first; index < part.end; index++) done.add(index);
        let expected = 0;
        while (done.has(expected)) expected++;
        expect(reached(part.first, part.end)).toBe(expected);
      }
    });
    fc.assert(property);
  });
});
