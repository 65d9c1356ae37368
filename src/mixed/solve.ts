import type { EngineCore } from '../engine/core.js';
import { checkMixedModel } from './checks.js';
import { checkMixedDegrees, designMixedModel, type MixedDesign } from './design.js';
import { mixedStatus, refuseMixedFit, refuseSize } from './errors.js';
import { type MixedForm, type MixedOutputs, mixedRequestBytes, writeMixedRequest } from './request.js';
import { varianceShares } from './shares.js';
import type { MixedModel } from './types.js';

/** Order of the largest matrix: n of the dense form, levels and fixed effects of Henderson's: 517 and 725 MiB with a kernel of that order. */
const LARGEST = 3000;
/** Share of the variance of its rows below which a residual is too small for Henderson's equations. */
const VANISHING = 1e-6;

/** What was fitted, how, and the engine's answer. */
export interface MixedSolution {
  /** without the columns that were dropped */
  model: MixedModel;
  /** columns of X that were left out as combinations of earlier ones */
  dropped: string[];
  design: MixedDesign;
  form: MixedForm;
  outputs: MixedOutputs;
}

/**
 * Fits a model, or evaluates it where all its components are given.
 *
 * @param form by default the smaller of the two
 * @throws as `fitMixedModel`
 */
export function solveMixedModel(core: EngineCore, given: MixedModel, form?: MixedForm): MixedSolution {
  checkMixedModel(given);
  let model = given;
  let design = designMixedModel(model);
  const mayDrop = model.aliased === 'drop';
  if (!mayDrop) checkMixedDegrees(design, model.columns);
  let chosen = form ?? chooseForm(design, model.columns);
  let outputs = fit(core, design, model, chosen);
  let dropped: string[] = [];
  if (mayDrop) {
    if (outputs.status === mixedStatus.aliased) {
      dropped = model.columns.filter((_, k) => outputs.aliased[k] === 1);
      model = withoutColumns(model, dropped);
      design = designMixedModel(model);
    }
    checkMixedDegrees(design, model.columns);
    if (dropped.length > 0) {
      chosen = form ?? chooseForm(design, model.columns);
      outputs = fit(core, design, model, chosen);
    }
  }
  const stalled = outputs.status === mixedStatus.fitted && outputs.summary[4] === 0;
  if (chosen === 'henderson' && (stalled || outputs.status === mixedStatus.needsDense)) {
    // a residual variance next to 0, which Henderson's equations divide by
    if (design.rows.length <= LARGEST) {
      chosen = 'dense';
      outputs = fit(core, design, model, chosen);
    }
  }
  refuseMixedFit(outputs, design, model.columns);
  return { model, dropped, design, form: chosen, outputs };
}

/** The model without some columns of X. */
export function withoutColumns(model: MixedModel, dropped: readonly string[]): MixedModel {
  if (dropped.length === 0) return model;
  const { X, columns } = model;
  const kept = [...columns.keys()].filter((k) => !dropped.includes(columns[k]));
  return {
    ...model,
    columns: kept.map((k) => columns[k]),
    X: Float64Array.from(
      { length: model.y.length * kept.length },
      (_, cell) => X[Math.floor(cell / kept.length) * columns.length + kept[cell % kept.length]],
    ),
  };
}

/**
 * The form with the smaller matrix; Henderson's equations need residual variances that are not 0.
 *
 * @param hint what to do about a model that is too large, where it is not the model's fit
 * @throws ModelError `too-large`
 */
export function chooseForm(design: MixedDesign, columns: readonly string[], hint?: string): MixedForm {
  const n = design.rows.length;
  const d = design.terms.reduce((total, { levels }) => total + levels.length, columns.length);
  const needsDense = design.given.slice(-design.groups.length).includes(0);
  if (Math.min(n, needsDense ? n : d) > LARGEST) refuseSize(design, columns, LARGEST, hint);
  return needsDense || n <= d || (n <= LARGEST && residualVanishes(design)) ? 'dense' : 'henderson';
}

/** Whether all components are given, and a residual variance is so small that Henderson's equations lose digits. */
function residualVanishes(design: MixedDesign): boolean {
  const given = design.given.filter((value) => value !== null);
  if (given.length < design.given.length) return false;
  const shares = varianceShares(design, Float64Array.from(given));
  return design.groups.some((_, g) => {
    const rows = design.groupOf.reduce((count, own) => count + Number(own === g), 0);
    const share = shares[shares.length - design.groups.length + g];
    return share * design.rows.length < VANISHING * rows;
  });
}

function fit(core: EngineCore, design: MixedDesign, model: MixedModel, form: MixedForm): MixedOutputs {
  return core.run(
    () => mixedRequestBytes(design),
    (engine, frame) => {
      const { address, read } = writeMixedRequest(design, model.method === 'ML', form, engine, frame);
      frame.reserve(engine.fitMixedModelWorkspace(address));
      return read(engine.fitMixedModel(address));
    },
  );
}
