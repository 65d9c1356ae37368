import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { distinctTrials } from '../../../src/sweep/luck/distinct.js';
import { effectiveTrials } from '../../../src/sweep/luck/effective.js';
import { addRatio, emptyRatios } from '../../../src/sweep/luck/ratios.js';
import type { EffectiveTrials } from '../../../src/sweep/luck/types.js';
import { expectClose } from '../../support/close.js';
import { cores } from '../../support/engine-core.js';
import { engines } from '../../support/engines.js';
import { panelOf, trialRows } from '../../support/trial-panels.js';

const [[, release], [, debug]] = cores;
const [[, engine]] = engines;

async function ofRows(rows: readonly ArrayLike<number>[], seed = 1, core = release) {
  const panel = panelOf(rows);
  const ratios = emptyRatios(rows.length);
  const distinct = distinctTrials();
  rows.forEach((row, trial) => {
    const returns = Float64Array.from(row);
    if (addRatio(ratios, trial, returns)) distinct.add(trial, returns);
  });
  return effectiveTrials(core, panel, ratios, distinct, seed, () => Promise.resolve());
}

async function known(...given: Parameters<typeof ofRows>): Promise<EffectiveTrials> {
  const found = await ofRows(...given);
  if ('reason' in found) throw new Error(found.reason);
  return found;
}

interface Golden {
  returns: number[][];
  effective: EffectiveTrials | null;
}
const golden = JSON.parse(
  readFileSync(new URL('../../reference/luck.json', import.meta.url), 'utf8'),
) as Golden[];

/** (Σλ)²/Σλ² from the eigenvalues */
function participation(rows: readonly Float64Array[]): number {
  const n = rows.length;
  const z = rows.map((row) => {
    const mean = row.reduce((a, b) => a + b) / row.length;
    const centred = row.map((r) => r - mean);
    const length = Math.sqrt(centred.reduce((a, b) => a + b * b, 0));
    return centred.map((r) => r / length);
  });
  const c = new Float64Array(n * n);
  z.forEach((a, i) =>
    z.forEach((b, j) => (c[i * n + j] = a.reduce((sum, value, t) => sum + value * b[t], 0))),
  );
  const values = engine.symmetricEigenvalues(c, n);
  const sum = (x: Float64Array): number => x.reduce((a, b) => a + b, 0);
  return sum(values) ** 2 / sum(values.map((v) => v * v));
}

describe('the effective number of trials', () => {
  it.each([0, 1])('is by clusters and participation that of scipy, case %i', async (k) => {
    const { returns, effective } = golden[k];
    const found = await known(returns);
    expect(found.clusters).toBe(effective!.clusters);
    expectClose(
      [found.quality!, found.clusterVariance!, found.participation],
      [effective!.quality!, effective!.clusterVariance!, effective!.participation],
      1e-10,
    );
    expect(found).toMatchObject({ distinct: returns.length, sampled: returns.length });
  });

  it.each([
    [60, 120, 5, 0, 0.6],
    [60, 60, 5, 0.3, 0.5],
    [200, 60, 8, 0.05, 0.9],
    [400, 250, 30, 0.2, 0.6],
  ])('finds the groups of %i trials over %i periods: %i', async (trials, periods, groups, market, group) => {
    for (let seed = 0; seed < 3; seed++)
      expect((await known(trialRows({ trials, periods, groups, market, group }, seed))).clusters).toBe(
        groups,
      );
  });

  it('finds the groups of many trials in a sample of them, and the participation of all', async () => {
    const rows = trialRows({ trials: 2500, periods: 60, groups: 12, market: 0.2, group: 0.6 }, 4);
    const found = await known(rows);
    expect(found).toMatchObject({ clusters: 12, distinct: 2500, sampled: 1000 });
    expectClose([found.participation], [participationOfPeriods(rows)], 1e-10);
    expect(await known(rows, 1, debug)).toEqual(found);
    const other = await known(rows, 2);
    expect(other.clusters).toBe(12);
    expect(other.participation).toBe(found.participation);
    // each other trial goes to its own group: the portfolios are those of all trials, whatever the sample
    expectClose([other.clusterVariance!], [found.clusterVariance!], 1e-9);
    expectClose([found.clusterVariance!], [varianceOfGroups(rows, 12)], 1e-9);
  });

  it('counts trials with the same returns once, but for participation', async () => {
    const rows = trialRows({ trials: 24, periods: 60, groups: 4, group: 0.6 }, 6);
    const repeated = [...rows, ...rows.slice(0, 9), rows[3]];
    const found = await known(repeated);
    const once = await known(rows);
    expect({ ...found, participation: 0 }).toEqual({ ...once, participation: 0 });
    expect(found.distinct).toBe(24);
    expectClose([found.participation], [participation(repeated)], 1e-10);
    expectClose([once.participation], [participation(rows)], 1e-10);
  });

  it('weighs repeated trials in the participation of many too', async () => {
    const rows = trialRows({ trials: 1001, periods: 20, groups: 3, group: 0.5 }, 7);
    const repeated = [...rows, ...rows.slice(0, 500)];
    const found = await known(repeated);
    expect(found).toMatchObject({ distinct: 1001, sampled: 1000 });
    expectClose([found.participation], [participationOfPeriods(repeated)], 1e-10);
  });

  it('is one for trials that are all the same, and two for two', async () => {
    const [row, other] = trialRows({ trials: 2, periods: 30 }, 1);
    const one = await known([row, row, row]);
    expect(one).toMatchObject({ clusters: 1, clusterVariance: null, quality: null, distinct: 1, sampled: 1 });
    expectClose([one.participation], [1], 1e-12);
    expect(await known([row, other])).toMatchObject({ clusters: 2, quality: null });
  });

  it('is not there where no trial has a Sharpe ratio, with the reason', async () => {
    expect(await ofRows([[1, 1, 1]])).toEqual({ reason: 'no trial has a Sharpe ratio' });
  });
});

/** The same from the periods × periods matrix Σ zz', which has the same eigenvalues but zeros. */
function participationOfPeriods(rows: readonly Float64Array[]): number {
  const T = rows[0].length;
  const gram = new Float64Array(T * T);
  for (const row of rows) {
    const mean = row.reduce((a, b) => a + b) / T;
    const square = row.reduce((a, b) => a + (b - mean) ** 2, 0);
    for (let s = 0; s < T; s++)
      for (let t = 0; t < T; t++) gram[s * T + t] += ((row[s] - mean) * (row[t] - mean)) / square;
  }
  const values = engine.symmetricEigenvalues(gram, T);
  return values.reduce((a, b) => a + b, 0) ** 2 / values.reduce((a, b) => a + b * b, 0);
}

/** Variance of the Sharpe ratios of Σr/σ² over trials of a group. */
function varianceOfGroups(rows: readonly Float64Array[], groups: number): number {
  const moments = (r: Float64Array): [number, number] => {
    const mean = r.reduce((a, b) => a + b, 0) / r.length;
    return [mean, r.reduce((a, b) => a + (b - mean) ** 2, 0) / (r.length - 1)];
  };
  const ratios = Array.from({ length: groups }, (_, g) => {
    const own = rows.filter((__, k) => k % groups === g).map((row) => row.map((r) => r / moments(row)[1]));
    const [mean, variance] = moments(own[0].map((__, t) => own.reduce((sum, row) => sum + row[t], 0)));
    return mean / Math.sqrt(variance);
  });
  return moments(Float64Array.from(ratios))[1];
}
