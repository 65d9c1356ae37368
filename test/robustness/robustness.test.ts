import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MixfolioError, type Engine } from '../../src/browser.js';
import { engines } from '../support/engines.js';
import { hardPanel } from '../support/hard-panels.js';

/** How many panels each build is tried on; the full run sets this, and a file for its summary. */
const { MIXFOLIO_PANELS = '250', MIXFOLIO_ROBUSTNESS_SUMMARY } = process.env;
const panels = Number(MIXFOLIO_PANELS);

/** What refuses a panel or a model; anything else would be a bug of ours. */
const causes: Record<string, string> = {
  'no-information': 'a term that the fixed effects leave no information on',
  'not-identifiable': 'terms that cannot be told apart',
  'aliased-fixed-effect': 'fixed effects that depend on each other, in the panel or in one asset’s returns',
  'no-residual-variation':
    'an asset that never moves; a likelihood without a maximum, as with two equal assets',
  'ill-conditioned': 'a residual of less than 1e-5 of the largest term, where the search found no maximum',
  'kernel-indefinite': 'a kernel with large negative eigenvalues',
  'too-few-periods': 'fewer returns than effects',
  'empty-panel': 'no return at all',
};

/**
 * Most iterations of a fit: of the first start, of a second one, and of a residual that goes on to 0; with residual groups
 * of a third start too, and as many more for each of their variances.
 */
const MOST_ITERATIONS = 600;
const ITERATIONS_A_GROUP = 40;

/** The path of the fit, or the code of its refusal; throws for anything that must not happen. */
function outcomeOf(engine: Engine, seed: number): string {
  const { panel, model, hardships } = hardPanel(seed, seed % 3 === 0);
  const grouping = JSON.stringify(model.residualGroups ?? null);
  const what = `seed ${seed}: ${model.fixed.join(' + ')} | ${model.random.join(' + ')}, ${grouping}, ${hardships.join(', ')}`;
  let fit: ReturnType<Engine['fitPanel']>;
  try {
    fit = engine.fitPanel(panel, model);
  } catch (error) {
    if (!(error instanceof MixfolioError)) throw new Error(what, { cause: error });
    expect(Object.keys(causes), `${what}: ${error.message}`).toContain(error.code);
    return error.code;
  }
  expect(fit.converged, what).toBe(true);
  expect(fit.kktResidual, what).toBeLessThan(1e-6);
  const groups = fit.variances.length - model.random.length - 1;
  const most = groups === 0 ? MOST_ITERATIONS : 2 * MOST_ITERATIONS + ITERATIONS_A_GROUP * groups;
  expect(fit.iterations, what).toBeLessThan(most);
  const numbers = [
    fit.logLikelihood,
    fit.heritability.estimate,
    ...fit.variances.flatMap(({ estimate, standardError }) => [estimate, standardError ?? 0]),
    ...fit.fixedEffects.flatMap(({ estimate, standardError }) => [estimate, standardError]),
    ...Object.values(fit.randomEffects).flatMap((effects) => Array.from(effects)),
  ];
  expect(numbers.every(Number.isFinite), what).toBe(true);
  for (const cells of [fit.fitted, fit.residuals]) {
    expect(Array.from(cells, Number.isNaN), what).toEqual(Array.from(panel.returns, Number.isNaN));
  }
  return fit.path;
}

describe.each(engines)('hard panels, %s build', (build, engine) => {
  it(
    `${panels} random panels are fitted to a KKT residual below 1e-6 or refused with the cause`,
    () => {
      const counts: Record<string, number> = {};
      for (let seed = 0; seed < panels; seed++) {
        const outcome = outcomeOf(engine, seed);
        counts[outcome] = (counts[outcome] ?? 0) + 1;
      }
      const fitted = ['spectral', 'collapsed', 'patterns'].reduce(
        (sum, path) => sum + (counts[path] ?? 0),
        0,
      );
      expect(fitted).toBeGreaterThan(panels / 2);
      expect(counts.patterns).toBeGreaterThan(panels / 4);
      if (MIXFOLIO_ROBUSTNESS_SUMMARY !== undefined && build === 'release') {
        writeFileSync(MIXFOLIO_ROBUSTNESS_SUMMARY, summary(counts, fitted));
      }
    },
    30 * 60_000,
  );
});

function summary(counts: Record<string, number>, fitted: number): string {
  const rows = Object.entries(causes)
    .filter(([code]) => counts[code] !== undefined)
    .map(([code, cause]) => `| refused, \`${code}\` | ${counts[code]} | ${cause} |`);
  const paths = (['spectral', 'collapsed', 'patterns'] as const).map(
    (path) => `| fitted, ${path} path | ${counts[path] ?? 0} | |`,
  );
  return [
    '# Robustness',
    '',
    `${panels} random panels by \`npm run robustness\`: 2 to 40 assets, 3 to 200 periods, up to 40 % of the cells missing or assets listed late, true variances over eight decades or 0, kernels near-singular, of low rank, indefinite or with identical assets, an asset twice, an asset that never moves, returns in units from 1e-4 to 1e4, in a third of them residual variances by asset, class or regime over four decades or 0, and models drawn without regard to any of it. Every fit ends within ${MOST_ITERATIONS} iterations (with residual groups ${2 * MOST_ITERATIONS}, and ${ITERATIONS_A_GROUP} more a group) with a KKT residual below 1e-6 (the projected score in units of its standard error), or is refused with an error that names the cause; none traps, none gives NaN. A slice of them is part of the tests, on the release and the debug engine.`,
    '',
    '| outcome | panels | cause |',
    '| --- | ---: | --- |',
    `| fitted | ${fitted} | |`,
    ...paths,
    ...rows,
    '',
  ].join('\n');
}
