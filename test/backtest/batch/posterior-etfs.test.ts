import { describe, expect, it } from 'vitest';
import { backtest, type BacktestConfig, readPrices } from '../../../src/index.js';
import { engines } from '../../support/engines.js';
import { hasShared, shared } from '../../support/shared.js';

/* Ten ETFs by month, whose sample covariance is hard to beat: priors have all weights between. */

const config: BacktestConfig = {
  market: 'SPY',
  frequency: 'month',
  backtest: { train: 36, rebalance: 3 },
  strategies: [{ name: 'posterior' }],
};
/** A function that may have to be asked leaves windows to the host. */
const functions = { posterior: { fallback: () => ({}) } };

describe.skipIf(!hasShared).each(engines)(
  'posterior covariances of ten ETFs on the %s engine',
  (_, engine) => {
    it('are those of the host, window by window', async () => {
      const prices = await readPrices(shared('data/etf10_adj.csv'));
      const batch = await backtest(engine, prices, config);
      const host = await backtest(engine, prices, config, { functions });
      expect(batch.decisions.length).toBeGreaterThan(50);
      const [ours, theirs] = [batch, host].map(({ strategies: [{ columns }] }) => columns!.weights);
      ours.forEach((weight, k) => expect(Math.abs(weight - theirs[k])).toBeLessThan(1e-9));
      const weights = batch.decisions.map(({ posteriors }, w) => {
        const [own, other] = [posteriors!.posterior, host.decisions[w].posteriors!.posterior];
        expect(Object.keys(own)).toEqual(Object.keys(other));
        expect(Math.abs(own.priorWeight - other.priorWeight)).toBeLessThan(1e-9);
        expect(Math.abs(own.logEvidence / other.logEvidence - 1)).toBeLessThan(1e-9);
        return own.priorWeight;
      });
      expect(Math.min(...weights)).toBeLessThan(0.7);
      expect(
        batch.decisions.filter(({ posteriors }) => posteriors!.posterior.k !== null).length,
      ).toBeGreaterThan(40);
    });
  },
);
