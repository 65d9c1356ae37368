import { ConfigError } from '../errors.js';
import type { ResolvedStrategy } from './strategy.types.js';

/** Expected returns with parts that have no use, and views that are about nothing: `bad-value`. */
export function expectedReturnsProblems(
  { name, expectedReturns }: ResolvedStrategy,
  path: string,
): ConfigError[] {
  if (typeof expectedReturns !== 'object') return [];
  const { prior = 'equilibrium', marketWeights, riskAversion, tau, views = [] } = expectedReturns;
  const problem = (field: string, what: string, hint: string): ConfigError =>
    new ConfigError('bad-value', `${path}.expectedReturns.${field} ${what}`, hint, {
      path: `${path}.expectedReturns.${field}`,
      strategy: name,
    });
  const ofEquilibrium = Object.entries({ marketWeights, riskAversion });
  return [
    ...ofEquilibrium
      .filter(([, value]) => value !== undefined && prior !== 'equilibrium')
      .map(([field]) => problem(field, `is not used by the prior ${prior}`, 'leave one of the two out')),
    ...(tau !== undefined && views.length === 0
      ? [problem('tau', 'is not used without views', 'give views, or leave it out')]
      : []),
    ...views.flatMap(({ view, weights, return: ofYear, from, to }, index) => [
      ...(view === undefined
        ? Object.entries({ weights, return: ofYear }).flatMap(([field, value]) =>
            value === undefined
              ? [problem(`views[${index}].${field}`, 'is missing', 'give it, or the view as text: view')]
              : [],
          )
        : Object.entries({ weights, return: ofYear }).flatMap(([field, value]) =>
            value === undefined
              ? []
              : [problem(`views[${index}].${field}`, 'is given beside view', 'leave one of the two out')],
          )),
      ...(weights === undefined || Object.values(weights).some((weight) => weight !== 0)
        ? []
        : [problem(`views[${index}].weights`, 'is about no asset', 'give an asset a weight that is not 0')]),
      ...(from !== undefined && to !== undefined && from > to
        ? [problem(`views[${index}].from`, `${from} is after to ${to}`, 'swap the two dates')]
        : []),
    ]),
  ];
}
