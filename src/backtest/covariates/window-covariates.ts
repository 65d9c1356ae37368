import { isBuiltIn } from '../../config/covariates.js';
import type { ResolvedConfig } from '../../config/types.js';
import { isStraight } from '../../covariance/conditioning.js';
import { type Frequency, periodsPerYear } from '../../data/types.js';
import { type FixedTerm, parseFixedTerm, parseRandomTerm, type RandomTerm } from '../../model/terms.js';
import type { Panel } from '../../model/types.js';
import { month } from './month.js';
import { regime } from './regime.js';
import { trend } from './trend.js';
import { rollingVolatility } from './volatility.js';

/** What the covariates of a window are made of. */
export interface CovariateSources {
  /** date of each period, from the first of the data */
  dates: readonly string[];
  frequency: Frequency;
  /** the market's return of each of these periods */
  market: Float64Array;
  /** the user's series by name, for the same periods up to the last that any decision sees */
  user: Record<string, Float64Array>;
}

export interface ModelTerms {
  fixed: string[];
  random: string[];
  /** the factor in `periods` is a covariate of the window too */
  residualGroups?: ResolvedConfig['model']['residualGroups'];
}

/** The covariates of one window and the model's terms that can be fitted with them. */
export interface WindowCovariates extends ModelTerms {
  /** the first period that the model is fitted to: the window's first, or the first that has a volatility */
  first: number;
  /** the market, and what the terms name, from `first` to the decision */
  covariates: Panel['covariates'];
  /** those of them that say when, or in which state, a period is */
  conditioning: string[];
  /** periods and terms that were left out, in words */
  notes: string[];
}

/**
 * Period covariates of one training window; nothing behind its last period is read.
 *
 * Where a term names `volatility`, periods without one (the first two of the data) are left out of the fit. A
 * covariate but the market that has one value throughout a window, such as a factor of one level, cannot be told from
 * the intercept: its terms are left out of this window's model, and residual variances do not differ by it. All is noted.
 *
 * @param window positions of its first period and of the decision, which is its last
 * @see docs/theory.md#period-covariates
 */
export function windowCovariates(
  sources: CovariateSources,
  terms: ModelTerms,
  window: { trainStart: number; decision: number },
): WindowCovariates {
  const { dates, frequency } = sources;
  const end = window.decision + 1;
  const market = sources.market.slice(0, end);
  const volatility = rollingVolatility(market);
  const covariateOf = new Map([
    ...terms.fixed.map((term) => [term, named(parseFixedTerm(term))] as const),
    ...terms.random.map((term) => [term, named(parseRandomTerm(term))] as const),
  ]);
  const names = new Set([...covariateOf.values()].filter((name) => name !== null));
  const groups = terms.residualGroups;
  if (groups?.periods !== undefined) names.add(groups.periods);

  let first = window.trainStart;
  if (names.has('volatility')) while (first < end && Number.isNaN(volatility[first])) first++;
  const builtIn = {
    market: () => market.slice(first),
    trend: () => trend(end - first, periodsPerYear[frequency]),
    month: () => month(dates.slice(first, end)),
    volatility: () => volatility.slice(first),
    regime: () => regime(volatility.slice(first)),
  };
  const covariates: Panel['covariates'] = { market: builtIn.market() };
  for (const name of names)
    covariates[name] = isBuiltIn(name) ? builtIn[name]() : sources.user[name].slice(first, end);

  const notes: string[] = [];
  if (first > window.trainStart) {
    notes.push(
      `the market has no volatility yet in the first ${first - window.trainStart} of ` +
        `${end - window.trainStart} periods: the model is fitted to the others`,
    );
  }
  const constant = [...names].filter((name) => name !== 'market' && isConstant(covariates[name]));
  const kept = (term: string): boolean => {
    const name = covariateOf.get(term) ?? null;
    if (name === null || !constant.includes(name)) return true;
    notes.push(`the model does without ${term}: ${name} is ${covariates[name][0]} in every period`);
    return false;
  };
  const [fixed, random] = [terms.fixed.filter(kept), terms.random.filter(kept)];
  for (const name of names) {
    const values = covariates[name];
    if (isBuiltIn(name) || constant.includes(name) || !(values instanceof Float64Array)) continue;
    if (isStraight(values, dates.slice(first, end)))
      notes.push(`${name} is a straight line over the periods, as a trend is: it is no part of the risk`);
  }
  const residualGroups = { ...groups };
  if (groups?.periods !== undefined && constant.includes(groups.periods)) {
    notes.push(
      `residual variances do not differ by ${groups.periods}, which is ${covariates[groups.periods][0]} in every period`,
    );
    delete residualGroups.periods;
  }
  const grouped = Object.keys(residualGroups).length > 0;
  const conditioning = [...names].filter((name) => isBuiltIn(name) && name !== 'market');
  return {
    first,
    covariates,
    conditioning,
    notes,
    fixed,
    random,
    ...(grouped && { residualGroups }),
  };
}

/** The covariate of a term, null for a term without one. */
function named(term: FixedTerm | RandomTerm): string | null {
  return 'covariate' in term ? term.covariate : null;
}

function isConstant(values: Float64Array | string[]): boolean {
  return Array.from<number | string>(values).every((value) => value === values[0]);
}
