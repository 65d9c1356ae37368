import { ModelError } from '../errors.js';
import { isResidualLabel, residualPositions } from '../model/residual-groups.js';
import { parseRandomTerm } from '../model/terms.js';
import type { Panel, PanelFit } from '../model/types.js';
import { suggestion } from '../suggest.js';
import { checkPanel } from './check-origin.js';
import { seriesDiagnostics, type SeriesDiagnostics } from './series-diagnostics.js';

/** A period and how far its returns are from what the model expects. */
export interface PeriodInfluence {
  period: string;
  /** δ_t² = e_t'Ω_OO⁻¹e_t; n_t on average when the model holds */
  distance: number;
  /** n_t, returns in the period */
  observations: number;
}

/** Tests of the residuals of a fit, by asset and of all, and the periods furthest out. */
export interface ResidualDiagnostics {
  /** of the Breusch–Pagan test; null where the panel has no numeric covariate */
  covariate: string | null;
  /** in the order of the panel */
  assets: ({ asset: string } & SeriesDiagnostics)[];
  /** of the residuals of all assets, each divided by its s_i */
  overall: SeriesDiagnostics;
  /** the largest five δ_t², the largest first; empty where a residual variance is 0 */
  influentialPeriods: PeriodInfluence[];
}

const MOST_PERIODS = 5;

/**
 * Checks of a fit's residuals ε̂ = r − fixed effects − BLUPs: normality, autocorrelation, variance that depends on the
 * market, and periods that stand out. With residual groups each ε̂ is divided by the standard deviation of its group first.
 *
 * The tests are exact for none of this: ε̂ are shrunk and correlated through the effects taken off, and the overall ones
 * take the assets for independent. They point at what to look at.
 *
 * δ_t² is the Mahalanobis distance of e_t = r_t − fixed and persistent effects under the covariance Ω of the fit within a
 * period, on scaled returns. As ε̂_t = ΨΩ⁻¹e_t, Ψ = diag of the residual variances (σ_e²I without groups), and e_t is ε̂_t
 * with the period's own BLUPs, δ_t² = e_t'Ψ⁻¹ε̂_t.
 *
 * @param fit of this panel
 * @param options.covariate numeric, for the Breusch–Pagan test; `market` where there is one, else the first by default
 * @throws ModelError `fit-mismatch`, `unknown-covariate`
 */
export function residualDiagnostics(
  panel: Panel,
  fit: PanelFit,
  options: { covariate?: string } = {},
): ResidualDiagnostics {
  checkPanel(panel, fit);
  const { assets } = panel;
  const N = assets.length;
  const covariate = covariateName(panel, options.covariate);
  const x = covariate === null ? null : (panel.covariates[covariate] as Float64Array);
  const residuals = fit.residualGroups === undefined ? fit.residuals : standardised(fit, N);
  const columns = assets.map((_, i) => residuals.filter((__, cell) => cell % N === i));
  const scaled = columns.map((column, i) => column.map((e) => e / fit.scales[i]));
  return {
    covariate,
    assets: assets.map((asset, i) => ({ asset, ...seriesDiagnostics([columns[i]], x) })),
    overall: seriesDiagnostics(scaled, x),
    influentialPeriods: influence(panel, fit)
      .sort((a, b) => b.distance - a.distance)
      .slice(0, MOST_PERIODS),
  };
}

function covariateName({ covariates }: Panel, chosen?: string): string | null {
  const numeric = Object.keys(covariates).filter((name) => covariates[name] instanceof Float64Array);
  if (chosen === undefined) return numeric.includes('market') ? 'market' : (numeric.at(0) ?? null);
  if (numeric.includes(chosen)) return chosen;
  throw new ModelError(
    'unknown-covariate',
    `the panel has no numeric covariate "${chosen}"`,
    suggestion(chosen, numeric),
    { name: chosen, known: numeric },
  );
}

/** Residuals over the standard deviations √ψ of their groups; 0 where that is 0. */
function standardised(fit: PanelFit, N: number): Float64Array {
  const positions = residualPositions(fit, fit.residuals.length / N, N);
  return fit.residuals.map((value, cell) => {
    if (Number.isNaN(value)) return value;
    const { estimate } = fit.variances[positions[cell]];
    return estimate === 0 ? 0 : value / Math.sqrt(estimate);
  });
}

/** δ_t² of the periods that have returns. */
function influence({ assets, periods }: Panel, fit: PanelFit): PeriodInfluence[] {
  const N = assets.length;
  const positions = residualPositions(fit, periods.length, N);
  if (fit.variances.some(({ label, estimate }) => isResidualLabel(label) && estimate === 0)) return [];
  const kinds = Object.keys(fit.randomEffects).map((label) => [label, parseRandomTerm(label).kind] as const);
  const own = (t: number, i: number): number =>
    kinds.reduce(
      (sum, [label, kind]) => {
        if (kind === 'time') return sum + fit.scales[i] * fit.randomEffects[label][t];
        return kind === 'assetTime' ? sum + fit.randomEffects[label][t * N + i] : sum;
      },
      fit.residuals[t * N + i],
    );
  return periods.flatMap((period, t) => {
    let [distance, observations] = [0, 0];
    for (let i = 0; i < N; i++) {
      const error = fit.residuals[t * N + i];
      if (Number.isNaN(error)) continue;
      const { estimate } = fit.variances[positions[t * N + i]];
      distance += (own(t, i) * error) / (fit.scales[i] ** 2 * estimate);
      observations++;
    }
    return observations === 0 ? [] : [{ period, distance, observations }];
  });
}
