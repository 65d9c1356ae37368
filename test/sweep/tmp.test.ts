import { it } from 'vitest';
import { readFileSync } from 'node:fs';
import { resolveSweep } from '../../src/sweep/schema.js';
import { planSweep } from '../../src/sweep/plan/plan.js';
import { chunkBoundaries, jobsOf } from '../../src/sweep/plan/chunks.js';
import { resolveConfig } from '../../src/config/resolve.js';
import { backtestId, fieldTexts } from '../../src/sweep/plan/identity.js';
import { sharing } from '../../src/sweep/plan/order.js';
import { backtestConfig } from '../../src/sweep/plan/configuration.js';
import { canonicalJson } from '../../src/config/canonical-json.js';
it('x', async () => {
  const base = JSON.parse(readFileSync('examples/etf.json', 'utf8'));
  const sweep = resolveSweep({ base, strategies: ['systematic','sample'], space: { sobol: { samples: 25000, fields: {
    'backtest.train': { min: 24, max: 84, step: 1 }, 'model.halfLife': { min: 6, max: 120, log: true }, 'strategy.maxWeights': { min: 0.2, max: 1, step: 0.05 }, 'backtest.rebalance': { min: 1, max: 12, step: 1 }, 'backtest.costs': {values: [0, 0.001, 0.002]} } } } });
  const dates = Array.from({length: 250}, (_, k) => `${2000 + Math.floor(k / 12)}-${String(k % 12 + 1).padStart(2, '0')}-28`);
  const t = performance.now();
  const plan = await planSweep(sweep, base, { engine: 'e', dataOf: () => 'd', datesOf: () => dates });
  const t1 = performance.now();
  globalThis.gc?.();
  console.log('plan s', (t1 - t) / 1000, plan.backtests.length, plan.notes, plan.parameters, process.memoryUsage().heapUsed / 1e6, process.memoryUsage().rss/1e6);
  console.log(JSON.stringify(plan.backtests[7]));
  const ends = chunkBoundaries(plan, () => 20e-6);
  const jobs = jobsOf(plan, ends, new Set());
  console.log('chunks s', (performance.now() - t1) / 1000, ends.length, jobs.length, jobs[0].backtests.length);
  const c = backtestConfig(base, plan.backtests[7].part, 'sample');
  const time = (name: string, f: () => void) => { const t = performance.now(); for (let k = 0; k < 3000; k++) f(); console.log(name, (performance.now() - t) / 3, 'us'); };
  const r = resolveConfig(c);
  time('merge', () => backtestConfig(base, plan.backtests[7].part, 'sample'));
  time('resolve', () => resolveConfig(c));
  
  time('json', () => canonicalJson(r));
  const ft = fieldTexts(); const x = ft(r); const sh = sharing();
  time('texts', () => ft(r)); time('id', () => backtestId('e', 'd', x)); time('share', () => sh.add(r, x, 'd'));
}, 600000);
