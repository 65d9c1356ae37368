/** A window's model with loadings that move, filtered by what a strategy says of them. */
import { filteredFit } from '../loadings/filtered-fit.js';
import type { LoadingsMovement, MovementOptions } from '../loadings/types.js';
import { withParts } from '../kernels/definitions.js';
import { windowKernels } from '../kernels/window.js';
import type { PanelModel } from '../model/types.js';
import { decisionKernels } from './decision-kernels.js';
import { selectReturns } from './eligibility.js';
import type { ModelledWindow } from './model-covariances.js';
import { type Outcome, attempt } from './outcome.js';
import type { FittedModel } from './window.js';
import { panelKernels } from './window-model.js';

/** The fit with the loadings of the last period and the variances of the filter, and how the loadings move. */
export interface MovedModel extends FittedModel {
  movement: LoadingsMovement;
}

/**
 * @param outcome the window's fit, or why there is none that can be used
 * @param loadings their kernels may be others than those of the model's terms, which are then made of the same window
 */
export function movedModel(
  window: ModelledWindow,
  outcome: Outcome<FittedModel>,
  loadings: MovementOptions,
): Outcome<MovedModel> {
  if ('failure' in outcome) return outcome;
  const { panel, model, fit } = outcome.value;
  const moved = attempt(() => {
    const beside = kernelsBeside(window, panel.assets, model, loadings);
    const asked = { ...model, kernels: { ...beside.kernels, ...model.kernels } };
    return { ...filteredFit(window.engine, panel, asked, fit, loadings), beside };
  });
  if ('failure' in moved) return { ...moved, failure: `the loadings were not filtered: ${moved.failure}` };
  const { converged, moving, test, beside, fit: filtered } = moved.value;
  if (!converged) return { failure: 'the search for the variances of the loadings did not converge' };
  const movement = { moving, test, ...(beside.notes.length > 0 && { notes: beside.notes }) };
  return { value: { ...outcome.value, fit: filtered, movement } };
}

/** Kernels of the movements that no term of the model names. */
function kernelsBeside(
  { engine, inputs, decision, positions, market, classes, definitions }: ModelledWindow,
  assets: string[],
  model: PanelModel,
  { kernel = null }: MovementOptions,
): Pick<PanelModel, 'kernels'> & { notes: string[] } {
  const names = (Array.isArray(kernel) ? kernel : [kernel]).filter(
    (name): name is string => name !== null && !Object.hasOwn(model.kernels, name),
  );
  if (names.length === 0) return { kernels: {}, notes: [] };
  const own = decisionKernels(engine, inputs, decision, { positions, market }, withParts(names, definitions));
  const known = windowKernels(engine, {
    returns: selectReturns(inputs.excess, positions, decision.trainStart, decision.decision),
    missing: 'observed',
    market: market.returns.slice(decision.trainStart, decision.decision + 1),
    classes,
    definitions: { ...definitions, ...own.definitions },
    combined: inputs.givenKernel,
    names,
  });
  return { kernels: panelKernels(names, known, assets).kernels, notes: [...own.notes, ...known.notes] };
}
