import type { Engine } from '../create-engine.js';
import { ConfigError, ModelError } from '../errors.js';
import type { Panel, PanelModel } from '../model/types.js';
import { randomStream } from '../numeric/random.js';
import { testedComponents } from './compare-fits.js';
import { likelihoodRatio } from './likelihood-ratio.js';
import { panelSimulator } from './simulate-panel.js';

export interface BootstrapOptions {
  /** how many panels to draw; default 199 */
  replicates?: number;
  /** of the random numbers; default 1 */
  seed?: number;
}

/** Test of any number of variance components by simulation. */
export interface BootstrapTest {
  /** the tested components */
  components: string[];
  /** 2(ℓ_full − ℓ_reduced) of the panel itself */
  statistic: number;
  /** (1 + #{T* ≥ T})/(1 + B) over the B replicates that were fitted */
  pValue: number;
  /** Monte Carlo error of the p-value, √(p(1 − p)/B) */
  standardError: number;
  /** the statistics T* of the B replicates, in the order of drawing */
  statistics: Float64Array;
  /** replicates that were drawn */
  replicates: number;
  /** those of them with a fit that failed or did not converge; they count in nothing */
  failed: number;
  /** why, by the code of the error, with how many */
  failures: Record<string, number>;
}

/**
 * Parametric bootstrap of the likelihood-ratio test: draws panels from the reduced model as it was fitted, in the cells
 * and with the covariates of the panel, and refits both models to each. Unlike the distribution of `likelihoodRatioTest`
 * it holds for several components and for short panels, and with t errors whatever of them is estimated: panels are drawn
 * with the tails and the period weights of the reduced fit, and both models find their weights and scales anew.
 *
 * Replicate b uses a stream of random numbers of its own: the same seed gives the same test, and more replicates begin
 * with the same ones.
 *
 * @throws ConfigError `bad-value` for `replicates`, `bad-seed`; ModelError as `testedComponents` and `likelihoodRatio`
 *         for the panel itself, `no-replicates` where none could be fitted; what `fitPanel` throws for the panel itself
 */
export function parametricBootstrap(
  engine: Engine,
  panel: Panel,
  reduced: PanelModel,
  full: PanelModel,
  options: BootstrapOptions = {},
): BootstrapTest {
  const { replicates = 199, seed = 1 } = options;
  if (!Number.isInteger(replicates) || replicates < 1) {
    throw new ConfigError(
      'bad-value',
      `replicates is ${String(replicates)}`,
      'draw a whole number of panels, 1 or more',
      { path: 'replicates', value: String(replicates) },
    );
  }
  const reducedFit = engine.fitPanel(panel, reduced);
  const fullFit = engine.fitPanel(panel, full);
  const components = testedComponents(reducedFit, fullFit).map(({ label }) => label);
  const statistic = likelihoodRatio(reducedFit, fullFit);
  const draw = panelSimulator(engine, panel, reduced, reducedFit);

  const statistics: number[] = [];
  const failures: Record<string, number> = {};
  for (let b = 0; b < replicates; b++) {
    try {
      const drawn = draw(randomStream(seed, `parametric bootstrap ${b}`));
      statistics.push(likelihoodRatio(engine.fitPanel(drawn, reduced), engine.fitPanel(drawn, full)));
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      failures[error.code] = (failures[error.code] ?? 0) + 1;
    }
  }
  const B = statistics.length;
  if (B === 0) {
    throw new ModelError(
      'no-replicates',
      `none of the ${replicates} panels drawn from the reduced model could be fitted: ${Object.keys(failures).join(', ')}`,
      'use more periods or fewer terms',
      { replicates, failures: Object.keys(failures) },
    );
  }
  const pValue = (1 + statistics.filter((value) => value >= statistic).length) / (1 + B);
  return {
    components,
    statistic,
    pValue,
    standardError: Math.sqrt((pValue * (1 - pValue)) / B),
    statistics: Float64Array.from(statistics),
    replicates,
    failed: replicates - B,
    failures,
  };
}
