import { ModelError } from '../errors.js';
import { designPanel, fixedEffectPlaces } from './design.js';
import type { Panel, PanelFit, PanelModel } from './types.js';

/**
 * What a fit says of every cell of its panel, the missing ones too: fixed effects + BLUPs,
 *
 *     r̂_it = Σ_x x_t·b_i,x + Σ_s x_t·û_i,s + s_i·û_t + Σ_k û_it,k
 *
 * which for an observed cell is its fitted value. Of a cell without a return it is the conditional expectation given
 * the returns of all assets: one listed late has the effects of the assets that its kernel relates it to.
 *
 * @param fit of this panel and this model
 * @returns periods × assets, in the unit of the returns
 * @throws ModelError `fit-mismatch` where the fit lacks an effect of the model, and as `fitPanel` for its terms
 */
export function predictedReturns(fit: PanelFit, panel: Panel, model: PanelModel): Float64Array {
  const design = designPanel(panel, model);
  const [T, N] = [panel.periods.length, panel.assets.length];
  const predicted = new Float64Array(T * N);
  const add = (effect: (t: number, i: number) => number): void => {
    for (let t = 0; t < T; t++) for (let i = 0; i < N; i++) predicted[t * N + i] += effect(t, i);
  };

  fixedEffectPlaces(design, panel.assets).forEach(({ label, perAsset, index, asset }, k) => {
    const { values } = perAsset ? design.assetFixed[index] : design.commonFixed[index];
    const effect = fit.fixedEffects[k];
    if (effect?.label !== label) throw mismatch('all fixed effects');
    if (!perAsset) add((t) => values[t] * effect.estimate);
    else for (let t = 0; t < T; t++) predicted[t * N + asset] += values[t] * effect.estimate;
  });
  for (const { label, term, column } of design.random) {
    const effects = fit.randomEffects[label];
    // The effects of a model with contrasts leave out `time`, which is in its market.
    if (effects === undefined && model.contrasts !== undefined && term.kind === 'time') continue;
    const length = column >= 0 ? N : term.kind === 'time' ? T : T * N;
    if (effects?.length !== length) throw mismatch(`the random effect ${label}`);
    if (column >= 0) add((t, i) => design.persistent[column].values[t] * effects[i]);
    else if (term.kind === 'time') add((t, i) => fit.scales[i] * effects[t]);
    else add((t, i) => effects[t * N + i]);
  }
  return predicted;
}

function mismatch(what: string): ModelError {
  return new ModelError(
    'fit-mismatch',
    `the fit does not have ${what} of the model`,
    'give the panel and the model that this fit was made from',
  );
}
