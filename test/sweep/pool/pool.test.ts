import { expect, test } from 'vitest';
import { jobPool } from '../../../src/sweep/pool/pool.js';
import { thrown } from '../../support/thrown.js';

test('threads that could not start for want of memory are refused', () => {
  const workerScript = new URL('file:///none.js');
  for (const memory of [1, 31]) {
    const error = thrown(() => jobPool('an engine', { threads: 1, memory, workerScript }));
    expect(error).toMatchObject({ code: 'little-memory', details: { memory, least: 32 } });
  }
});
