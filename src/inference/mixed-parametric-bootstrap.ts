import type { Engine } from '../create-engine.js';
import type { MixedModel } from '../mixed/types.js';
import { type BootstrapOptions, type BootstrapTest, bootstrapTest } from './bootstrap.js';
import { testedParameters } from './compare-mixed-fits.js';
import { mixedLikelihoodRatio } from './mixed-likelihood-ratio.js';
import { mixedSimulator } from './simulate-mixed.js';

/**
 * Parametric bootstrap of the likelihood-ratio test of general models: draws y from the reduced model as it was fitted, in
 * the rows with an observation, and refits both models to each. It takes any number of components, and by ML fixed
 * effects, and needs no large sample.
 *
 * @param reduced the model of the null hypothesis
 * @param full    one of the same y with more terms
 * @throws as `bootstrapTest`; ModelError as `testedParameters` and `mixedLikelihoodRatio` for the data themselves; what
 *         `fitMixedModel` throws for the data themselves
 */
export function mixedParametricBootstrap(
  engine: Engine,
  reduced: MixedModel,
  full: MixedModel,
  options: BootstrapOptions = {},
): BootstrapTest {
  return bootstrapTest(() => {
    const reducedFit = engine.fitMixedModel(reduced);
    const fullFit = engine.fitMixedModel(full);
    const draw = mixedSimulator(engine, reduced, reducedFit);
    return {
      components: testedParameters(reducedFit, fullFit).labels,
      statistic: mixedLikelihoodRatio(reducedFit, fullFit),
      draw: (stream) => {
        const drawn = draw(stream);
        return mixedLikelihoodRatio(
          engine.fitMixedModel(drawn),
          engine.fitMixedModel({ ...full, y: drawn.y }),
        );
      },
    };
  }, options);
}
