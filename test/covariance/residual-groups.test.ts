import { describe, expect, it } from 'vitest';
import { covariance, covarianceComponents } from '../../src/browser.js';
import { engines } from '../support/engines.js';
import { expectClose } from '../support/close.js';
import { returnTable } from '../support/tables.js';
import { groupedModel, groupedPanel, type Grouping, labelOf } from '../support/grouped-panels.js';

const [[, engine]] = engines;
const panel = groupedPanel(31, 0.1);
const N = panel.assets.length;
const T = panel.periods.length;
const rows = panel.periods.map((_, t) => Array.from(panel.returns.subarray(t * N, (t + 1) * N)));
const returns = { ...returnTable(rows, panel.assets), dates: panel.periods };

describe.each(['class', 'regime', 'both', 'each'] as const)(
  'covariances with residual groups by %s',
  (by: Grouping) => {
    const model = { ...groupedModel(by), scale: by === 'class' ? ('residual' as const) : ('none' as const) };
    const fit = engine.fitPanel(panel, model);
    const input = { returns, panel, model, fit };
    /** Mean over all periods of the residual variance that the asset has in each, times s². */
    const expected = panel.assets.map((_, i) => {
      const variances = panel.periods.map((__, t) => {
        const label = labelOf(panel, by, t * N + i);
        return fit.variances.find((own) => own.label === label)!.estimate;
      });
      return (fit.scales[i] ** 2 * variances.reduce((sum, value) => sum + value, 0)) / T;
    });

    it('have the residual variance of its group for each asset', () => {
      const { values } = covariance(engine, 'idiosyncratic', input);
      const diagonal = Float64Array.from(
        expected.flatMap((value, i) => expected.map((_, j) => (i === j ? value : 0))),
      );
      expectClose(values, diagonal, 1e-15);
      expect(new Set(expected.map((value) => value.toPrecision(6))).size).toBeGreaterThan(
        by === 'regime' ? 0 : 1,
      );
    });

    it('add up to the total, in parts too', () => {
      const [total, systematic, own] = (['total', 'systematic', 'idiosyncratic'] as const).map(
        (name) => covariance(engine, name, input).values,
      );
      expectClose(
        total,
        systematic.map((value, cell) => value + own[cell]),
        1e-15,
      );
      const parts = covarianceComponents(input);
      expect(parts.map(({ label }) => label)).toEqual(['covariates', 'time', 'asset:time(K)', 'residual']);
      expectClose(
        parts.reduce(
          (sum, { values }) => sum.map((value, cell) => value + values[cell]),
          new Float64Array(N * N),
        ),
        total,
        1e-15,
      );
    });

    it('say what was averaged where variances differ between periods, and nothing else does', () => {
      const levels = panel.covariates.regime as string[];
      const high = levels.filter((level) => level === 'High').length;
      const note = `residual variances are means over the 40 periods of the panel: High ${high}, Low ${T - high}`;
      const notes = by === 'regime' || by === 'both' ? [note] : undefined;
      expect(covariance(engine, 'idiosyncratic', input).notes).toEqual(notes);
      expect(covariance(engine, 'total', input).notes).toEqual(notes);
      expect(covariance(engine, 'systematic', input).notes).toBeUndefined();
      expect(covariance(engine, 'fitted', input).notes).toBeUndefined();
    });

    it('refuse a fit of one residual variance', () => {
      const plain = { ...model, residualGroups: undefined };
      expect(() => covariance(engine, 'total', { ...input, fit: engine.fitPanel(panel, plain) })).toThrow(
        /residual when the model has/,
      );
    });
  },
);

describe('residual variances of an asset with returns in one regime', () => {
  it('are those of that regime alone', () => {
    const levels = panel.covariates.regime as string[];
    const first = panel.returns.map((value, cell) =>
      cell % N === 0 && levels[Math.floor(cell / N)] === 'Low' ? NaN : value,
    );
    const half = { ...panel, returns: first };
    const assets = Object.fromEntries(panel.assets.map((asset, i) => [asset, i === 0 ? 'First' : 'Others']));
    const model = {
      ...groupedModel('both'),
      fixed: ['asset'],
      residualGroups: { assets, periods: 'regime' },
    };
    const fit = engine.fitPanel(half, model);
    expect(fit.variances.slice(2).map(({ label }) => label)).toEqual([
      'residual[First:High]',
      'residual[Others:High]',
      'residual[Others:Low]',
    ]);
    const input = { returns: { ...returns, returns: first }, panel: half, model, fit };
    const { values } = covariance(engine, 'idiosyncratic', input);
    expect(values[0] / fit.variances[2].estimate).toBeCloseTo(1, 14);
  });
});
