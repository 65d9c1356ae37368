import type { EngineCore } from '../engine/core.js';
import { ModelError } from '../errors.js';
import { observedInPeriods } from '../model/patterns.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import { checkOrigin, refuseDiscounted } from './check-origin.js';
import { balancedScores, isBalanced } from './balanced-deletion.js';
import { deletedScores } from './deleted-scores.js';
import { henderson, singularCovariance } from './henderson.js';
import { oneStep } from './one-step.js';
import { hasTails, scaledRows } from './scaled-rows.js';

/** What one period does to the estimates of the variances. */
export interface PeriodDeletion {
  period: string;
  /** n_t, returns in the period */
  observations: number;
  /** θ̂ − θ̂_(t) by component: what the period adds to each variance */
  changes: number[];
  /** the changes in standard errors of the fit, as DFBETAS of a regression */
  standardized: number[];
  /** D_t = (θ̂ − θ̂_(t))'I(θ̂)(θ̂ − θ̂_(t))/q, I the expected information */
  cookDistance: number;
}

/** Case-deletion diagnostics of a fit by period. */
export interface CaseDeletion {
  /** labels of the variances that can move: estimated and inside the boundary; the others stay where they are */
  components: string[];
  /** in the order of the panel, those with returns */
  periods: PeriodDeletion[];
  /** what makes them approximate, in words */
  notes: string[];
}

/** The periods that the variances depend on most, by Cook's distance, the largest first. */
export function mostInfluential({ periods }: CaseDeletion, count: number): PeriodDeletion[] {
  return periods.toSorted((a, b) => b.cookDistance - a.cookDistance).slice(0, count);
}

const WEIGHTS_NOTE =
  'influence of periods: the t weights of the other periods and the degrees of freedom are those of the fit';

/**
 * Influence of each period on the variance components, without a refit: the score of the likelihood without the period is
 * exact, θ̂_(t) is one step of Fisher's scoring from θ̂.
 *
 *     s_(t),k = −½[tr(P_(t)V_k) − y'P_(t)V_kP_(t)y],  P_(t) = P − PE(E'PE)⁻¹E'P,  E the cells of period t
 *     θ̂_(t)  = θ̂ + the step that maximises s_(t)'δ − ½δ'I_(t)δ with no variance below 0
 *
 * A variance at the boundary or given stays; scales s_i are those of the fit. An effect that is estimated from the period
 * alone, as of a factor's level, goes with it: where that is all that the period holds, it changes nothing.
 *
 * @param fit of this panel and this model
 * @throws ModelError `fit-mismatch`, `discounted-likelihood`, `not-reml`, `not-converged`,
 *         `singular-covariance`, `indefinite-information`
 * @see docs/theory.md#inference
 */
export function caseDeletion(core: EngineCore, panel: Panel, model: PanelModel, fit: PanelFit): CaseDeletion {
  refuseDiscounted(model.halfLife !== undefined, 'the influence of a period');
  checkOrigin(panel, model, fit);
  if (fit.origin.method === 'ML') {
    throw new ModelError(
      'not-reml',
      'the influence of a period is that on REML estimates, and the fit is by maximum likelihood',
      'fit the model by REML to see which periods its variances depend on',
    );
  }
  if (!fit.converged) {
    throw new ModelError(
      'not-converged',
      'the fit did not converge: its variances are not the estimates',
      'the influence of a period needs a converged fit',
    );
  }
  const rows = scaledRows(core, panel, model, fit);
  const found = isBalanced(rows)
    ? balancedScores(core, rows)
    : deletedScores(core, rows, henderson(core, rows));
  if (found === null) throw singularCovariance();
  const { scores, information, parts } = found;
  const free = rows.components.flatMap(({ isFree }, k) => (isFree ? [k] : []));
  const theta = free.map((k) => fit.variances[k].estimate);
  const errors = free.map((k) => fit.variances[k].standardError!);
  const observed = observedInPeriods(panel);
  const notes = hasTails(fit) ? [WEIGHTS_NOTE] : [];
  const periods = panel.periods.flatMap((period, t): PeriodDeletion[] => {
    if (observed[t] === 0) return [];
    const own = information.map((value, cell) => value - parts[t]![cell]);
    const step = oneStep(theta, scores[t]!, own) ?? oneStep(theta, scores[t]!, information);
    if (step === null) throw indefinite();
    const changes = step.map((delta) => (delta === 0 ? 0 : -delta));
    let distance = 0;
    changes.forEach((a, k) =>
      changes.forEach((b, l) => (distance += a * b * information[k * free.length + l])),
    );
    return [
      {
        period,
        observations: observed[t],
        changes,
        standardized: changes.map((change, k) => change / errors[k]),
        cookDistance: free.length === 0 ? 0 : distance / free.length,
      },
    ];
  });
  return { components: free.map((k) => fit.variances[k].label), periods, notes };
}

function indefinite(): ModelError {
  return new ModelError(
    'indefinite-information',
    'the expected information of the variances is not positive definite',
    'use more periods or fewer random terms',
  );
}
