import { describe, expect, it } from 'vitest';
import type { Panel, PanelModel } from '../../src/model/types.js';
import { denseFit } from '../support/dense-reml.js';
import { decayingKernel, edgePanels, equicorrelatedPanel } from '../support/edge-panels.js';
import { engines } from '../support/engines.js';
import { expectClose, expectFit } from '../support/expect-fit.js';
import { once } from '../support/once.js';
import { randomPanel } from '../support/random-panels.js';

interface Case {
  description: string;
  panel: Panel;
  model: PanelModel;
}

const withOracle = (drawn: Case) =>
  [
    drawn.description,
    { ...drawn, oracle: once(() => denseFit(drawn.panel, drawn.model, 'several')) },
  ] as const;

const randomCases = Array.from({ length: 32 }, (_, k) =>
  withOracle(
    randomPanel(k + 101, {
      kernels: k % 3 === 0 ? 'several' : 'one',
      scale: k % 2 === 0 ? 'residual' : 'none',
      missing: 0.1 + 0.1 * (k % 4),
    }),
  ),
);

/** The panel without the returns for which `missing` is true. */
function without(panel: Panel, missing: (period: number, asset: number) => boolean): Panel {
  const n = panel.assets.length;
  const returns = panel.returns.map((value, cell) => (missing(Math.floor(cell / n), cell % n) ? NaN : value));
  return { ...panel, returns };
}

/** The panel with one more period in which nothing is seen: the same data on the patterns path. */
function withEmptyPeriod(panel: Panel): Panel {
  return {
    ...panel,
    periods: [...panel.periods, 'empty'],
    returns: Float64Array.from([...panel.returns, ...panel.assets.map(() => NaN)]),
    covariates: Object.fromEntries(
      Object.entries(panel.covariates).map(([name, values]): [string, Float64Array | string[]] => [
        name,
        Array.isArray(values) ? [...values, values[0]] : Float64Array.from([...values, values[0]]),
      ]),
    ),
  };
}

const panel = equicorrelatedPanel(17, 7, 24, 0.4);
const kernels = { K: decayingKernel(panel.assets, 0.6), J: decayingKernel(panel.assets.toReversed(), 0.2) };
const common: PanelModel = { fixed: ['1', 'market'], random: ['asset(K)', 'time', 'asset:time(K)'], kernels };
const perAsset: PanelModel = {
  fixed: ['asset', 'asset:market'],
  random: ['time', 'asset:time(K)'],
  kernels,
  scale: 'residual',
};
const two: PanelModel = { ...common, random: ['asset:market(J)', 'asset:time(K)', 'asset:time(J)'] };

const shapes: Record<string, (period: number, asset: number) => boolean> = {
  'late listings': (t, i) => i < 3 && t < 4 * (i + 1),
  delistings: (t, i) => i > 4 && t > 12 + i,
  'an asset seen in the last period alone': (t, i) => i === 2 && t < 23,
  'a period with one asset': (t, i) => t === 5 && i !== 3,
  'a period with nothing': (t) => t === 9,
  'an asset never seen': (_, i) => i === 4,
  'every second period of half of the assets': (t, i) => i % 2 === 0 && t % 2 === 0,
};

const shaped = Object.entries(shapes).flatMap(([shape, missing]) =>
  Object.entries({ common, perAsset, two })
    .filter(([name]) => name !== 'perAsset' || !/never|alone/.test(shape))
    .map(([name, model]) =>
      withOracle({ description: `${shape}, ${name}`, panel: without(panel, missing), model }),
    ),
);

describe.each(engines)('REML of panels with missing cells, %s build', (_, engine) => {
  it.each([...randomCases, ...shaped])('agrees with the dense likelihood: %s', (__, drawn) => {
    const fit = engine.fitPanel(drawn.panel, drawn.model);
    expect(fit.path).toBe('patterns');
    expectFit(fit, drawn.oracle(), drawn.panel);
  });

  it.each(edgePanels().map((edge) => [edge.description, edge] as const))(
    'agrees with the path of the complete panel: %s',
    (__, { panel: complete, model }) => {
      const expected = engine.fitPanel(complete, model);
      const fit = engine.fitPanel(withEmptyPeriod(complete), model);
      expect(fit.path).toBe('patterns');
      const total = expected.variances.reduce((sum, { estimate }) => sum + estimate, 0);
      fit.variances.forEach(({ label, estimate, atBoundary }, k) => {
        expectClose(label, [estimate], [expected.variances[k].estimate], 1e-8 * total);
        expect(atBoundary).toBe(expected.variances[k].atBoundary);
      });
      const size = Math.abs(expected.logLikelihood);
      expectClose('ℓ', [fit.logLikelihood], [expected.logLikelihood], 1e-9 * size);
      fit.fixedEffects.forEach(({ label, estimate, standardError }, k) => {
        const { estimate: own, standardError: error } = expected.fixedEffects[k];
        expectClose(label, [estimate, standardError], [own, error], 1e-7 * error);
      });
      expectClose(
        'fitted',
        fit.fitted.slice(0, complete.returns.length),
        expected.fitted,
        1e-8 * Math.max(...complete.returns.map(Math.abs)),
      );
    },
  );

  it('expects of an asset never seen what its kernel says', () => {
    const unseen = without(panel, (__, i) => i === 4);
    const { randomEffects, variances } = engine.fitPanel(unseen, { ...common, random: ['asset:time(K)'] });
    const within = randomEffects['asset:time(K)'];
    expect(within).toHaveLength(7 * 24);
    expect(variances[0].estimate).toBeGreaterThan(0);
    // The kernel decays with the distance in the list, as a Markov chain: between its neighbours an asset's effect
    // is ρ/(1 + ρ²) times their sum.
    const rho = 0.6;
    for (let t = 0; t < 24; t++) {
      const [before, own, after] = within.slice(7 * t + 3, 7 * t + 6);
      expect(own).toBeCloseTo((rho / (1 + rho * rho)) * (before + after), 12);
    }
  });

  it('does not depend on the order of assets and periods', () => {
    const ragged = without(panel, shapes['late listings']);
    const fit = engine.fitPanel(ragged, two);
    const turned = engine.fitPanel(
      {
        assets: ragged.assets.toReversed(),
        periods: ragged.periods.toReversed(),
        returns: ragged.returns.toReversed(),
        covariates: { market: (ragged.covariates.market as Float64Array).toReversed() },
      },
      two,
    );
    const total = fit.variances[1].estimate + fit.variances[2].estimate + fit.variances[3].estimate;
    fit.variances.forEach(({ estimate }, k) =>
      expectClose('σ²', [turned.variances[k].estimate], [estimate], k === 0 ? 1e-5 * estimate : 1e-8 * total),
    );
    expectClose('ℓ', [turned.logLikelihood], [fit.logLikelihood], 1e-9 * Math.abs(fit.logLikelihood));
  });

  it('does not depend on the unit of the returns', () => {
    const ragged = without(panel, shapes.delistings);
    const fit = engine.fitPanel(ragged, perAsset);
    for (const unit of [1e-4, 1e4]) {
      const scaled = engine.fitPanel({ ...ragged, returns: ragged.returns.map((r) => r * unit) }, perAsset);
      scaled.variances.forEach(({ estimate }, k) =>
        expectClose('σ²', [estimate], [fit.variances[k].estimate], 1e-9),
      );
      const cells = ragged.returns.filter((value) => !Number.isNaN(value)).length;
      const shift = (cells - 14) * Math.log(unit);
      expectClose('ℓ', [scaled.logLikelihood + shift], [fit.logLikelihood], 1e-8);
    }
  });

  it('starts from a fit of the same terms', () => {
    const ragged = without(panel, shapes['late listings']);
    const fit = engine.fitPanel(ragged, common);
    const again = engine.fitPanel(ragged, common, fit);
    expect(again.iterations).toBeLessThanOrEqual(fit.iterations);
    expectClose('ℓ', [again.logLikelihood], [fit.logLikelihood], 1e-9 * Math.abs(fit.logLikelihood));
  });

  it('gives an asset without a residual of its own the scale of the others, and says so', () => {
    const rare = without(panel, (t, i) => i === 2 && t < 22);
    const fit = engine.fitPanel(rare, perAsset);
    const others = [0, 1, 3, 4, 5, 6].map((i) => fit.scales[i] ** 2);
    expect(fit.scales[2]).toBeCloseTo(Math.sqrt(others.reduce((sum, s) => sum + s, 0) / 6), 12);
    expect(fit.notes).toEqual([
      "A3: too few returns for a residual standard deviation; the root mean square of the others' is used",
    ]);
  });

  it('names an asset whose own effects its returns cannot tell apart', () => {
    const single = without(panel, (t, i) => i === 2 && t < 23);
    expect(() => engine.fitPanel(single, perAsset)).toThrow(
      'the fixed effect "asset:market[A3]" cannot be estimated: A3 has returns in 1 of 24 periods, and 2 are needed',
    );
    const never = without(panel, (__, i) => i === 2);
    expect(() => engine.fitPanel(never, perAsset)).toThrow('asset[A3]');
  });

  it('names terms that only the missing cells would tell apart', () => {
    // Where one asset is seen a period, asset:time(K) is the residual.
    const single = without(panel, (t, i) => i !== t % 7);
    expect(() => engine.fitPanel(single, { fixed: ['1'], random: ['asset:time(K)'], kernels })).toThrow(
      'the variances of "asset:time(K)" and "residual" cannot be told apart',
    );
  });

  it('refuses contrasts of a panel with missing cells, and a panel without a return', () => {
    const ragged = without(panel, shapes['late listings']);
    expect(() => engine.fitPanel(ragged, { ...perAsset, contrasts: 'average' })).toThrow(
      'asset A1 has no return in period P1: contrasts need all assets in every period',
    );
    expect(() =>
      engine.fitPanel(
        without(panel, () => true),
        common,
      ),
    ).toThrow('none of the 168 cells of the panel has a return');
  });
});
