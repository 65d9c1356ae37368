import type { Engine } from '../create-engine.js';
import type { Panel, PanelModel } from '../model/types.js';
import { type BootstrapOptions, type BootstrapTest, bootstrapTest } from './bootstrap.js';
import { testedComponents } from './compare-fits.js';
import { likelihoodRatio } from './likelihood-ratio.js';
import { panelSimulator } from './simulate-panel.js';

/**
 * Parametric bootstrap of the likelihood-ratio test: draws panels from the reduced model as it was fitted, in the cells
 * and with the covariates of the panel, and refits both models to each. Unlike the distribution of `likelihoodRatioTest`
 * it holds for several components and for short panels, and with t errors whatever of them is estimated: panels are drawn
 * with the tails and the period weights of the reduced fit, and both models find their weights and scales anew.
 *
 * @throws as `bootstrapTest`; ModelError as `testedComponents` and `likelihoodRatio` for the panel itself; what
 *         `fitPanel` throws for the panel itself
 */
export function parametricBootstrap(
  engine: Engine,
  panel: Panel,
  reduced: PanelModel,
  full: PanelModel,
  options: BootstrapOptions = {},
): BootstrapTest {
  return bootstrapTest(() => {
    const reducedFit = engine.fitPanel(panel, reduced);
    const fullFit = engine.fitPanel(panel, full);
    const draw = panelSimulator(engine, panel, reduced, reducedFit);
    return {
      components: testedComponents(reducedFit, fullFit).map(({ label }) => label),
      statistic: likelihoodRatio(reducedFit, fullFit),
      draw: (stream) => {
        const drawn = draw(stream);
        return likelihoodRatio(engine.fitPanel(drawn, reduced), engine.fitPanel(drawn, full));
      },
    };
  }, options);
}
