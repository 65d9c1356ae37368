import { attempt } from '../backtest/outcome.js';
import type { Engine } from '../create-engine.js';
import { heritabilityInterval } from '../inference/heritability-interval.js';
import { informationCriteria } from '../inference/information-criteria.js';
import { likelihoodRatioTest } from '../inference/likelihood-ratio.js';
import type { PredictionErrors } from '../inference/prediction-errors.js';
import { residualDiagnostics } from '../inference/residual-diagnostics.js';
import { effortOf } from '../inference/effort.js';
import { estimatedTerms } from '../model/average.js';
import { parseRandomTerm } from '../model/terms.js';
import type { PanelModel } from '../model/types.js';
import type { FitInference, ModelFit, TermReliability, TermTest } from './types.js';

const LONG_NOTE = 'it takes long on a panel of this size, and was not asked for (--long)';

/**
 * What can be inferred from a fit beside its estimates. What one of the methods refuses is null, and `notes` says why.
 *
 * @param options.tests likelihood-ratio tests of the random terms too: one more fit a term
 * @param options.long what takes long on a large panel too, the interval of the heritability and the influence of periods;
 *        otherwise they are left out there, and a note says so
 */
export function fitInference(
  engine: Engine,
  modelFit: ModelFit,
  options: { tests?: boolean; long?: boolean } = {},
): FitInference {
  const { panel, model, fit } = modelFit;
  const notes: string[] = [];
  const criteria = attempt(() => informationCriteria(fit));
  if ('failure' in criteria) notes.push(`no information criteria: ${criteria.failure}`);
  else notes.push(...criteria.value.notes.map((note) => `information criteria: ${note}`));
  const effort = effortOf(panel, model);
  const isLong = (long: boolean): boolean => long && options.long !== true;
  const interval = isLong(effort.isIntervalLong)
    ? { failure: LONG_NOTE }
    : attempt(() => heritabilityInterval(engine, panel, model, fit));
  if ('failure' in interval) notes.push(`no interval of the heritability: ${interval.failure}`);
  const errors = attempt(() => engine.predictionErrors(panel, model, fit));
  if ('failure' in errors) notes.push(`no reliability of BLUPs: ${errors.failure}`);
  else notes.push(...new Set(Object.values(errors.value).flatMap((own) => own.notes)));
  const influence = isLong(effort.isInfluenceLong)
    ? { failure: LONG_NOTE }
    : attempt(() => engine.caseDeletion(panel, model, fit));
  if ('failure' in influence) notes.push(`no influence of periods: ${influence.failure}`);
  else notes.push(...influence.value.notes);
  return {
    criteria: 'failure' in criteria ? null : criteria.value,
    heritabilityInterval: 'failure' in interval ? null : interval.value,
    tests: options.tests === true ? allTests(engine, modelFit) : null,
    reliability: 'failure' in errors ? null : reliabilities(modelFit, errors.value),
    influence: 'failure' in influence ? null : influence.value,
    diagnostics: residualDiagnostics(panel, fit),
    notes,
  };
}

/** The boundary test of each term, against the model without it; of residual groups against one residual variance. */
function allTests(engine: Engine, modelFit: ModelFit): TermTest[] {
  const { model, fit } = modelFit;
  const terms = estimatedTerms(model).map((term) => {
    const random = model.random.filter((other) => other !== term);
    return testOf(engine, modelFit, term, { ...model, random });
  });
  const groups = fit.variances.length - terms.length;
  if (groups === 1) return terms;
  return [...terms, testOf(engine, modelFit, 'residual groups', { ...model, residualGroups: undefined })];
}

function testOf(engine: Engine, { panel, fit }: ModelFit, term: string, reduced: PanelModel): TermTest {
  const outcome = attempt(() => likelihoodRatioTest(engine.fitPanel(panel, reduced), fit));
  if ('failure' in outcome) {
    return { term, statistic: null, pValue: null, distribution: null, notes: [outcome.failure] };
  }
  const { statistic, pValue, distribution, notes } = outcome.value;
  return { term, statistic, pValue, distribution, notes };
}

function reliabilities({ panel }: ModelFit, errors: Record<string, PredictionErrors>): TermReliability[] {
  return Object.entries(errors).map(([term, { errorVariance, reliability }]) => {
    const { kind } = parseRandomTerm(term);
    const isKnown = reliability.every((value) => !Number.isNaN(value));
    return {
      term,
      mean: isKnown ? reliability.reduce((sum, value) => sum + value, 0) / reliability.length : null,
      assets:
        kind === 'asset' || kind === 'assetSlope'
          ? panel.assets.map((asset, i) => ({
              asset,
              predictionError: Math.sqrt(errorVariance[i]),
              reliability: isKnown ? reliability[i] : null,
            }))
          : [],
    };
  });
}
