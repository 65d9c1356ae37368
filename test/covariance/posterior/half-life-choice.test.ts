import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Panel, residualPosterior } from '../../../src/browser.js';
import { driftingPanel, model } from '../../support/drifting-panels.js';
import { engines } from '../../support/engines.js';

const [[, engine]] = engines;

describe('a half-life that is chosen', () => {
  const chosen = (panel: Panel) =>
    residualPosterior(engine, panel, model, engine.fitPanel(panel, model), 'auto').evidence;

  it('is short for loadings that wander, and none or long for constant ones', () => {
    for (const seed of [1, 2, 3]) {
      expect(chosen(driftingPanel(seed, 240, 10, { loadings: 0.05 })).halfLives.loadings).toBeLessThanOrEqual(
        60,
      );
      expect(chosen(driftingPanel(seed, 240, 40)).halfLives.loadings ?? 240).toBeGreaterThanOrEqual(120);
    }
  });

  it('is short for volatilities that cluster, and none or long for constant ones', () => {
    for (const seed of [1, 2, 3]) {
      const { halfLives } = chosen(driftingPanel(seed, 240, 10, { volatilities: 0.25 }));
      expect(halfLives.volatilities).toBeLessThanOrEqual(60);
      expect(chosen(driftingPanel(seed, 240, 40)).halfLives.volatilities ?? 240).toBeGreaterThanOrEqual(120);
    }
  });

  it('gives the covariance of the same half-lives', () => {
    const panel = driftingPanel(1, 160, 6, { volatilities: 0.25 });
    const fit = engine.fitPanel(panel, model);
    const auto = residualPosterior(engine, panel, model, fit, 'auto');
    const fixed = residualPosterior(engine, panel, model, fit, auto.evidence.halfLives);
    expect(auto.values).toEqual(fixed.values);
    expect(auto.evidence).toEqual({ ...fixed.evidence, halfLifeScores: auto.evidence.halfLifeScores });
    expect(auto.evidence.halfLives.correlations).toBeNull();
  });

  it('has no score where too little comes before a block, and is none without blocks', () => {
    const [short, shortest] = [driftingPanel(4, 6, 3), driftingPanel(4, 4, 3)];
    const fitted = (panel: Panel) =>
      residualPosterior(engine, panel, model, engine.fitPanel(panel, model), 'auto');
    const { evidence, notes } = fitted(short);
    expect(evidence.halfLifeScores!.loadings[4].score).toBeNull();
    expect(notes).toEqual(['half-lives without a score: too few periods come before a block']);
    expect(fitted(shortest).evidence.halfLifeScores!.blocks).toBeLessThan(6);
  });

  it('goes with the unit of the returns and the order of the assets', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0.01, max: 100, noNaN: true }), (seed, unit) => {
        const panel = driftingPanel(seed, 48, 5, { volatilities: 0.2, loadings: 0.02 });
        const plain = chosen(panel);
        const scaled = chosen({ ...panel, returns: panel.returns.map((value) => unit * value) });
        const turned = chosen({
          ...panel,
          assets: [...panel.assets].reverse(),
          returns: panel.returns.map((_, c) => panel.returns[c - (c % 5) + 4 - (c % 5)]),
        });
        for (const name of ['loadings', 'volatilities'] as const)
          plain.halfLifeScores![name].forEach(({ score }, k) => {
            const predicted = 24 * 5;
            expect(scaled.halfLifeScores![name][k].score! + predicted * Math.log(unit)).toBeCloseTo(score!, 6);
            expect(turned.halfLifeScores![name][k].score).toBeCloseTo(score!, 6);
          });
      }),
      { numRuns: 15 },
    ); // prettier-ignore
  });
});
