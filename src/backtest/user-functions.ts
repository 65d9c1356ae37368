/** A caller's own functions in the places of a strategy's parts. */
import { checkCovariance } from '../portfolio/check-covariance.js';
import { heldWeights } from '../portfolio/weight-vector.js';
import type { Covariance, CovarianceName } from '../covariance/types.js';
import type { CovarianceOptions } from '../covariance/options.js';
import { drawsScenarios } from '../config/scenarios.js';
import type { EstimatedReturnsName, ResolvedStrategy } from '../config/strategy.types.js';
import type { ReturnTable } from '../data/types.js';
import { ConfigError, DataError, MixfolioError } from '../errors.js';
import type { PortfolioOptions } from '../portfolio/types.js';
import { suggestion } from '../suggest.js';
import type { Outcome } from './outcome.js';
import type { FittedModel, TrainingWindow } from './window.js';

/** What a function sees of a decision: copies of what is known on its day, and nothing behind it. */
export interface DecisionData {
  /** last day that the decision sees, ISO */
  decision: string;
  /** those that take part, in the order of the universe */
  assets: string[];
  /** of these over the training window, in excess of the risk-free rate; NaN where one has no return */
  returns: ReturnTable;
  /** excess returns of the market, by period of the window */
  market: Float64Array;
  /** mean risk-free return of the window, per period */
  riskFree: number;
  periodsPerYear: number;
  /** what is still held of the last decision, by ticker; null at the first */
  previousWeights: Record<string, number> | null;
  /** as strategies have it, shared with them; throws where it cannot be estimated */
  covariance(name: CovarianceName, options?: CovarianceOptions): Covariance;
  /** as strategies have them, the risk-free return included */
  expectedReturns(name: EstimatedReturnsName): Record<string, number>;
  /** the model fitted to the window; throws where it cannot be */
  fitted(): FittedModel;
}

/**
 * Functions in the places of a strategy's parts. What one throws, and what it returns that cannot be used, is a reason to
 * fall back, like the failure of any estimator. They run in the calling thread, window after window in ascending order.
 */
export interface StrategyFunctions {
  /** N×N in the order of `data.assets`, or of some of them with their tickers: in the place of the strategy's covariance */
  covariance?: (data: DecisionData) => Float64Array | Pick<Covariance, 'assets' | 'values'>;
  /** per period, the risk-free return included: by ticker, or in the order of `data.assets` */
  expectedReturns?: (data: DecisionData) => Record<string, number> | Float64Array;
  /** options of `optimizeWeights` beside those of the strategy, which they replace where both have one */
  constraints?: (data: DecisionData, assets: readonly string[]) => Partial<PortfolioOptions>;
  /** weights by ticker, 0 where one is not named, in the place of an optimisation */
  objective?: (data: DecisionData) => Record<string, number>;
  /** weights by ticker, tried before the strategy's chain of fallbacks */
  fallback?: (data: DecisionData, reasons: readonly string[]) => Record<string, number>;
}

/** By the name of the strategy. */
export type FunctionsByStrategy = Readonly<Record<string, StrategyFunctions>>;

const places = ['covariance', 'expectedReturns', 'constraints', 'objective', 'fallback'] as const;

/** Whether there is any function. */
export function hasFunctions(functions: FunctionsByStrategy): boolean {
  return Object.values(functions).some((own) => places.some((place) => own[place] !== undefined));
}

/**
 * @throws ConfigError `unknown-strategy`, `unknown-place`, `unused-place`, `not-a-function`
 */
export function checkFunctions(
  functions: FunctionsByStrategy,
  strategies: readonly Pick<ResolvedStrategy, 'name' | 'objective' | 'scenarios'>[],
): void {
  const names = strategies.map(({ name }) => name);
  for (const [strategy, own] of Object.entries(functions)) {
    if (!names.includes(strategy)) {
      throw new ConfigError(
        'unknown-strategy',
        `there are functions of "${strategy}", which is no strategy of the configuration`,
        suggestion(strategy, names),
        { strategy },
      );
    }
    for (const [place, value] of Object.entries(own)) {
      if (!(places as readonly string[]).includes(place)) {
        throw new ConfigError(
          'unknown-place',
          `the strategy ${strategy} has a function in the place of ${place}, which it does not have`,
          suggestion(place, places),
          { strategy, place },
        );
      }
      const { objective, scenarios } = strategies.find(({ name }) => name === strategy)!;
      if (place === 'covariance' && objective === 'minimumCVaR' && !drawsScenarios({ scenarios })) {
        throw new ConfigError(
          'unused-place',
          `the strategy ${strategy} has a function in the place of its covariance, and its scenarios are the returns of the window`,
          'draw scenarios ("normal", or "t"), or leave the function out',
          { strategy, place },
        );
      }
      if (value !== undefined && typeof value !== 'function') {
        throw new ConfigError(
          'not-a-function',
          `functions.${strategy}.${place} is of the type ${typeof value}`,
          'give a function of what a decision sees, or leave it out',
          { strategy, place },
        );
      }
    }
  }
}

/** What the notes of a run say of functions: that a configuration does not hold them. */
export function functionNotes(functions: FunctionsByStrategy): string[] {
  return Object.entries(functions).flatMap(([strategy, own]) => {
    const used = places.filter((place) => own[place] !== undefined);
    return used.length === 0 ? [] : [`${strategy}: ${used.join(', ')} by functions of the caller`];
  });
}

/** The view of a window that functions get. */
export function decisionData(window: TrainingWindow, previous: () => Float64Array | null): DecisionData {
  const { assets, decision, market, periodsPerYear, returns, riskFree, universe } = window;
  const held = previous();
  const valueOf = <Value>(outcome: Outcome<Value>): Value => {
    if ('value' in outcome) return outcome.value;
    throw outcome.error ?? new DataError('not-estimated', outcome.failure, 'use another estimator', {});
  };
  return {
    decision,
    assets: [...assets],
    returns: { ...returns, assets: [...assets], dates: [...returns.dates], returns: returns.returns.slice() },
    market: market.slice(),
    riskFree,
    periodsPerYear,
    previousWeights: held && Object.fromEntries(universe.map((asset, i) => [asset, held[i]])),
    covariance: (name, options) => {
      const known = valueOf(window.covariance(name, options));
      return { ...known, assets: [...known.assets], values: known.values.slice() };
    },
    expectedReturns: (name) => ({ ...valueOf(window.expectedReturns(name)) }),
    fitted: () => structuredClone(valueOf(window.fitted())),
  };
}

/** Calls a function; whatever it throws is why there is no value. */
export function call<Value>(place: string, step: () => Value): Outcome<Value> {
  try {
    const value = step();
    if (value instanceof Promise) {
      value.catch(() => {});
      return { failure: `the function ${place} is asynchronous, and a decision does not wait` };
    }
    return { value };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      failure: `the function ${place} failed: ${message}`,
      ...(error instanceof MixfolioError && { error }),
    };
  }
}

/** What the function gave as a covariance, checked. */
export function givenCovariance(
  given: Float64Array | Pick<Covariance, 'assets' | 'values'>,
  assets: readonly string[],
): Covariance {
  const { assets: named, values } =
    given instanceof Float64Array ? { assets: [...assets], values: given } : given;
  const unknown = named.find((asset) => !assets.includes(asset));
  if (unknown !== undefined) {
    throw new DataError(
      'not-in-window',
      `it has the asset ${unknown}, which does not take part`,
      suggestion(unknown, assets),
      { asset: unknown },
    );
  }
  const covariance: Covariance = { name: 'given', assets: [...named], values, conditionNumber: null };
  checkCovariance(covariance);
  const N = named.length;
  for (let i = 0; i < N; i++) {
    for (let j = 0; j < i; j++) {
      const [lower, upper] = [values[i * N + j], values[j * N + i]];
      if (lower === upper) continue;
      throw new DataError(
        'asymmetric',
        `the covariance of ${named[i]} and ${named[j]} is ${lower}, and ${upper} the other way round`,
        'make it symmetric: take the mean of the two',
        { assets: [named[i], named[j]] },
      );
    }
  }
  return covariance;
}

/** What the function gave as weights, by asset of the window in its order. */
export function givenWeights(weights: Record<string, number>, assets: readonly string[]): Float64Array {
  return heldWeights(weights, assets, {
    of: 'the weight of',
    hint: 'give weights to the assets of data.assets alone',
  });
}
