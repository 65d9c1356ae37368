import { describe, expect, it } from 'vitest';
import { type BacktestConfig } from '../../src/browser.js';
import { resolveConfig } from '../../src/config/resolve.js';
import { renderReport } from '../../src/report/page.js';
import { config, data, run, strategyOf } from '../support/six-assets.js';
import { expectUnseenFuture } from '../support/unseen-future.js';
import { thrown } from '../support/thrown.js';

const strategies: BacktestConfig['strategies'] = [
  { name: 'posterior' },
  { name: 'auto', covariance: 'posterior', halfLife: 'auto' },
  { name: 'recent', covariance: 'posterior', halfLife: 6 },
];

describe('the posterior covariance in a backtest', () => {
  it('tells by decision how much it believes the model, by covariance as it is called', async () => {
    const result = await run(data, { strategies });
    for (const { posteriors, conditionNumbers } of result.decisions) {
      expect(Object.keys(posteriors!)).toEqual([
        'posterior',
        'posterior (half-life auto)',
        'posterior (half-life 6)',
      ]);
      expect(Object.keys(conditionNumbers)).toEqual(Object.keys(posteriors!));
      expect(posteriors!.posterior.priorWeight).toBeGreaterThan(0);
      expect(posteriors!.posterior.degreesOfFreedom).toBe(16);
      expect(posteriors!['posterior (half-life 6)'].halfLives.loadings).toBe(6);
      expect(posteriors!['posterior (half-life auto)'].halfLifeScores!.loadings).toHaveLength(5);
    }
    expect(result.decisions.length).toBe(4);
    for (const { windows } of result.strategies) {
      expect(windows.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'ok']);
    }
    expect(JSON.parse(JSON.stringify(result.decisions))).toEqual(result.decisions);
  });

  it('is not there without it', async () => {
    for (const decision of (await run()).decisions) expect('posteriors' in decision).toBe(false);
  });

  it('does not fall back for a low heritability, and needs no kernel', async () => {
    const high = { ...config.model, minHeritability: 0.999 };
    const result = await run(data, { model: high, strategies: [{ name: 'posterior' }, { name: 'total' }] });
    expect(strategyOf(result, 'posterior').windows.every(({ status }) => status === 'ok')).toBe(true);
    expect(strategyOf(result, 'total').windows.every(({ status }) => status === 'fallback')).toBe(true);
    const plain = await run(data, {
      model: { ...high, random: ['time'] },
      strategies: [{ name: 'posterior' }],
    });
    expect(strategyOf(plain, 'posterior').windows.every(({ status }) => status === 'ok')).toBe(true);
    expect(plain.decisions[0].kernels).toEqual([]);
  });

  it('falls back with the reason where it cannot be had', async () => {
    const { strategies: [own] } = await run(data, { strategies: [{ name: 'posterior', halfLife: 0.3 }] }); // prettier-ignore
    expect(own.windows[0].status).toBe('fallback');
    expect(own.windows[0].reason).toContain('a half-life of 0.3 leaves');
    expect(own.windows[0].used).toBe('ledoitWolf');
  });

  it('is what others can fall back on', async () => {
    const { strategies: [own] } = await run(data, {
      model: { minHeritability: 0.999 },
      strategies: [{ name: 'systematic', fallback: ['posterior'] }],
    }); // prettier-ignore
    expect(own.windows.map(({ used }) => used)).toEqual(Array<string>(4).fill('posterior'));
  });

  it('sees nothing behind its decision', async () => {
    await expectUnseenFuture(strategies);
    await expectUnseenFuture([{ name: 'posterior' }]);
  });

  it('is scored as a forecast', async () => {
    const { forecastScores } = await run(data, {
      backtest: { ...config.backtest!, forecastScores: true },
      strategies,
    });
    expect(forecastScores!.map(({ covariance, skipped }) => [covariance, skipped.length])).toEqual([
      ['posterior', 0],
      ['posterior (half-life auto)', 0],
      ['posterior (half-life 6)', 0],
    ]);
  });

  it('is in the report beside its condition number', async () => {
    const html = renderReport(await run(data, { strategies }), '');
    expect(html).toMatch(/posterior: [\d.]+, \d+ % the model’s/);
    expect(html).toMatch(/posterior \(half-life 6\): [\d.]+, \d+ % the model’s, half-life 6\.0/);
  });

  it('refuses a half-life that is chosen of another covariance', () => {
    const error = thrown(() =>
      resolveConfig({ ...config, strategies: [{ name: 'exponential', halfLife: 'auto' }] }),
    );
    expect(error.message).toContain('no likelihood');
    const unused = thrown(() =>
      resolveConfig({ ...config, strategies: [{ name: 'total', halfLife: 'auto' }] }),
    );
    expect(unused.message).toContain('not used by the covariance total');
  });
});
