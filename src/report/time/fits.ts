import type { BacktestDecision, BacktestResult } from '../../backtest/types.js';
import { usesModel } from '../../config/strategies.js';
import { rounded, thinning } from './thinning.js';

/** What the model found at each decision; null in a list: no fit, or no such number in it. */
export interface FitData {
  /** every `step`-th decision is there */
  step: number;
  dates: string[];
  /** variance components: all, or those that are the largest on average */
  components: ComponentData[];
  /** components that are not among them */
  leftOut: number;
  /** null without a kernel in any fit */
  heritability: HeritabilityData | null;
  /** of t errors that are estimated, null in all other models */
  studentDf: StudentDfData | null;
  /** of a half-life where these numbers are not the same in every fit */
  discount: { effectivePeriods: (number | null)[]; degreesOfFreedom: (number | null)[] } | null;
  /** by covariance; `singular` where it has no condition number */
  conditions: { name: string; values: (number | 'singular' | null)[] }[];
}

export interface ComponentData {
  label: string;
  estimates: (number | null)[];
  standardErrors: (number | null)[];
  /** positions of the estimates at the boundary */
  boundary: number[];
}

export interface StudentDfData {
  /** `upper` where errors are normal, df at their upper end */
  degrees: (number | 'upper' | null)[];
  standardErrors: (number | null)[];
}

export interface HeritabilityData {
  estimates: (number | null)[];
  standardErrors: (number | null)[];
  /** below which strategies of the model fall back */
  minimum: number;
  /** strategies of the model that did something else, by decision */
  fallbacks: (string | null)[];
}

/** Components with a line of their own; more could not be told apart. */
const mostComponents = 12;

/** Null where there are not two decisions. */
export function fitData(result: BacktestResult): FitData | null {
  if (result.decisions.length < 2) return null;
  const { step, kept } = thinning(result.decisions.length);
  const decisions = kept.map((k) => result.decisions[k]);
  const { components, leftOut } = componentsOf(decisions);
  return {
    step,
    dates: decisions.map(({ decision }) => decision),
    components,
    leftOut,
    heritability: heritabilityOf(result, kept),
    studentDf: studentDfOf(decisions),
    discount: discountOf(decisions),
    conditions: conditionsOf(decisions),
  };
}

function componentsOf(decisions: readonly BacktestDecision[]): Pick<FitData, 'components' | 'leftOut'> {
  const labels = [...new Set(decisions.flatMap(({ fit }) => fit?.variances.map(({ label }) => label) ?? []))];
  const all = labels.map((label) => {
    const found = decisions.map(({ fit }) => fit?.variances.find((variance) => variance.label === label));
    return {
      size: found.reduce((sum, variance) => sum + Math.abs(variance?.estimate ?? 0), 0),
      component: {
        label,
        estimates: found.map((variance) => rounded(variance?.estimate)),
        standardErrors: found.map((variance) => rounded(variance?.standardError)),
        boundary: found.flatMap((variance, k) => (variance?.atBoundary ? [k] : [])),
      },
    };
  });
  const bySize = [...all].sort((a, b) => b.size - a.size).slice(0, mostComponents);
  const shown = all.filter((row) => bySize.includes(row));
  return { components: shown.map(({ component }) => component), leftOut: all.length - shown.length };
}

function heritabilityOf(
  { decisions, strategies, config }: BacktestResult,
  kept: readonly number[],
): HeritabilityData | null {
  if (!decisions.some(({ fit, kernels }) => fit !== null && kernels.length > 0)) return null;
  const names = config.strategies?.filter(usesModel).map(({ name }) => name);
  const ofModel = strategies.filter(({ name }) => names?.includes(name) ?? true);
  return {
    estimates: kept.map((k) => rounded(decisions[k].fit?.heritability)),
    standardErrors: kept.map((k) => rounded(decisions[k].fit?.heritabilityStandardError)),
    minimum: config.model?.minHeritability ?? 0,
    fallbacks: kept.map((k) => {
      const fallen = ofModel.filter(({ windows }) => windows[k] !== undefined && windows[k].status !== 'ok');
      return fallen.length === 0 ? null : fallen.map(({ name }) => name).join(', ');
    }),
  };
}

function studentDfOf(decisions: readonly BacktestDecision[]): StudentDfData | null {
  const errors = decisions.map(({ fit }) => fit?.errors);
  if (!errors.some((found) => found?.estimated)) return null;
  return {
    degrees: errors.map((found) => (found ? (rounded(found.degreesOfFreedom) ?? 'upper') : null)),
    standardErrors: errors.map((found) => rounded(found?.standardError)),
  };
}

function discountOf(decisions: readonly BacktestDecision[]): FitData['discount'] {
  const of = (key: 'effectivePeriods' | 'degreesOfFreedom'): (number | null)[] =>
    decisions.map(({ fit }) => rounded(fit?.discount?.[key]));
  const found = { effectivePeriods: of('effectivePeriods'), degreesOfFreedom: of('degreesOfFreedom') };
  const varies = Object.values(found).some(
    (values) => new Set(values.filter((value) => value !== null)).size > 1,
  );
  return varies ? found : null;
}

function conditionsOf(decisions: readonly BacktestDecision[]): FitData['conditions'] {
  const names = [...new Set(decisions.flatMap(({ conditionNumbers }) => Object.keys(conditionNumbers)))];
  return names.map((name) => ({
    name,
    values: decisions.map(({ conditionNumbers }) =>
      Object.hasOwn(conditionNumbers, name) ? (rounded(conditionNumbers[name]) ?? 'singular') : null,
    ),
  }));
}
