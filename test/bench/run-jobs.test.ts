import { describe, expect, it } from 'vitest';
import { runJobs } from '../../bench/jobs/run-jobs.mjs';

const spin = (length: number) => () => {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += Math.sqrt(k);
  return sum;
};
const job = (gap: number, mayFail: boolean) => ({
  id: 'spin',
  group: 'group',
  name: 'a job',
  ours: spin(1000),
  peers: [{ name: 'peer', run: spin(20_000), gap: () => gap, limit: 1e-6, mayFail }],
});

describe('a benchmark', () => {
  it('has medians, quartiles, the number of samples and the ratio', async () => {
    const [record] = await runJobs([job(1e-9, false)], 0.05);
    const [peer] = record.peers;
    for (const { low, median, high, samples } of [record.ours, peer]) {
      expect(low).toBeGreaterThan(0);
      expect(median).toBeGreaterThanOrEqual(low!);
      expect(high).toBeGreaterThanOrEqual(median);
      expect(samples).toBeGreaterThanOrEqual(5);
    }
    expect(peer.ratio).toBe(peer.median / record.ours.median);
    expect(peer.ratio).toBeGreaterThan(3);
  });

  it('times nothing before the answers agree', async () => {
    let calls = 0;
    const counted = { ...job(1e-3, false), ours: () => calls++ };
    await expect(runJobs([counted], 0.05)).rejects.toThrow('a job: peer differs by 0.001');
    expect(calls).toBe(0);
  });

  it('has no ratio of a peer that may fail and does', async () => {
    const [{ peers }] = await runJobs([job(1e-3, true)], 0.05);
    expect(peers[0]).toMatchObject({
      ratio: null,
      gap: 1e-3,
      reason: 'not at the optimum: the gap is above 1e-6',
    });
    expect(peers[0].median).toBeGreaterThan(0);
  });

  it('counts by unit, and waits for promises', async () => {
    const slow = () => new Promise((resolve) => setTimeout(resolve, 20));
    const [{ ours }] = await runJobs([{ id: '', group: '', name: '', ours: slow, units: 10 }], 0.1);
    expect(ours.median).toBeGreaterThan(1900);
    expect(ours.median).toBeLessThan(20_000);
  });
});
