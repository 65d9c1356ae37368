import { describe, expect, it } from 'vitest';
import { balancedScores, isBalanced } from '../../src/inference/balanced-deletion.js';
import { deletedScores } from '../../src/inference/deleted-scores.js';
import { henderson } from '../../src/inference/henderson.js';
import { scaledRows } from '../../src/inference/scaled-rows.js';
import { fitPanel } from '../../src/model/fit-panel.js';
import { groupedModel, groupedPanel } from '../support/grouped-panels.js';
import { withoutPeriod } from '../support/dense-deletion.js';
import { evaluate } from '../support/dense-likelihood.js';
import { denseModel } from '../support/dense-model.js';
import { cores } from '../support/engine-core.js';
import { randomSource } from '../support/random.js';
import { randomPanel } from '../support/random-panels.js';

const cases = Array.from({ length: 42 }, (_, k) => {
  const seed = k + 4001;
  const drawn = randomPanel(seed, {
    kernels: k % 2 === 0 ? 'several' : 'one',
    scale: k % 3 === 0 ? 'residual' : 'none',
    missing: k % 4 < 2 ? 0 : 0.2,
    ...(k < 30 ? {} : { groups: (['assets', 'periods', 'both', 'each'] as const)[k % 4], cells: 90 }),
  });
  const { uniform } = randomSource(seed);
  const periodWeights = Float64Array.from(drawn.panel.periods, () => 0.3 * 10 ** uniform());
  const model = k % 5 < 2 ? drawn.model : { ...drawn.model, periodWeights };
  return [`${k % 5 < 2 ? '' : 'weighted, '}${drawn.description}`, drawn.panel, model] as const;
});

describe.each(cores)('scores without a period, %s build', (_, core) => {
  it.each(['class', 'each'] as const)(
    'of complete returns with groups by %s are those of the general equations',
    (by) => {
      const panel = groupedPanel(61, 0);
      const rows = scaledRows(core, panel, groupedModel(by), fitPanel(core, panel, groupedModel(by)));
      expect(isBalanced(rows)).toBe(true);
      const [balanced, general] = [
        balancedScores(core, rows)!,
        deletedScores(core, rows, henderson(core, rows)),
      ];
      const largest = Math.max(...general.information.map(Math.abs));
      general.information.forEach((value, cell) => {
        expect(balanced.information[cell] / largest).toBeCloseTo(value / largest, 10);
      });
      general.scores.forEach((scores, t) => {
        const size = Math.max(...scores!.map(Math.abs));
        scores!.forEach((score, k) => expect(balanced.scores[t]![k] / size).toBeCloseTo(score / size, 8));
      });
      const byRegime = groupedModel('regime');
      expect(isBalanced(scaledRows(core, panel, byRegime, fitPanel(core, panel, byRegime)))).toBe(false);
    },
  );

  it.each(cases)('and the expected information are those of dense matrices: %s', (__, panel, model) => {
    // away from the maximum too: no variance is 0, and none is an estimate
    const estimates = fitPanel(core, panel, model).variances;
    const largest = Math.max(...estimates.map(({ estimate }) => estimate));
    const theta = estimates.map(({ estimate }, k) => (1 + 0.1 * k) * Math.max(estimate, 0.1 * largest));
    const fixedVariances = Object.fromEntries(estimates.map(({ label }, k) => [label, theta[k]]));
    const rows = scaledRows(core, panel, model, fitPanel(core, panel, { ...model, fixedVariances }));
    const free = { ...rows, components: rows.components.map((own) => ({ ...own, isFree: true })) };
    const found = deletedScores(core, free, henderson(core, free));

    const dense = denseModel(panel, model);
    const all = evaluate(dense, theta)!;
    const q = theta.length;
    const errors = theta.map((___, k) => Math.sqrt(all.expectedInformation.get(k, k)));
    for (let k = 0; k < q; k++) {
      for (let l = 0; l < q; l++) {
        const value = found.information[k * q + l] / (errors[k] * errors[l]);
        expect(value).toBeCloseTo(all.expectedInformation.get(k, l) / (errors[k] * errors[l]), 8);
      }
    }
    let compared = 0;
    panel.periods.forEach((___, t) => {
      if (!dense.cells.some((cell) => Math.floor(cell / dense.assets) === t)) {
        expect(found.scores[t]).toBeNull();
        return;
      }
      const rest = evaluate(withoutPeriod(dense, t), theta)!;
      found.scores[t]!.forEach((score, k) => {
        expect(score / errors[k]).toBeCloseTo((rest.score[k] - all.score[k]) / errors[k], 7);
      });
      compared++;
    });
    expect(compared).toBeGreaterThan(panel.periods.length / 2);
  });
});
