/** What of a configuration needs periods that follow one another, or a day at which it is decided. */
import type { BacktestInputs } from '../backtest/inputs.types.js';
import { isFundamentals, isOfWindow, isPast, isTree } from '../backtest/decision-kernels.js';
import { isTimeline } from '../backtest/kernel-timeline.js';
import { modelKernels } from '../backtest/kernels.js';
import { usesModel } from '../config/strategies.js';
import type { ResolvedConfig } from '../config/types.js';
import { isFiltered } from '../covariance/filtered.js';
import { ConfigError } from '../errors.js';
import { builtInKernels, isFeatureKernel, type KernelDefinition, withParts } from '../kernels/definitions.js';
import { parseFixedTerm, parseRandomTerm } from '../model/terms.js';

/** Covariates of a window that are made of the periods before each. */
const ofNeighbours = ['trend', 'volatility', 'regime'];

/**
 * What a training set of periods that do not follow one another, some of them after those that are tested, cannot have: a
 * trend, a volatility or regime of each day, weights by age, and files of which a decision sees what was known on its day.
 *
 * @returns `needs-order`, naming the field
 */
export function orderProblems(config: ResolvedConfig, inputs: BacktestInputs): ConfigError[] {
  const { strategies } = config;
  const dated = [
    ...(config.selection === undefined ? [] : [['selection', 'a selection']]),
    ...(inputs.membership === null ? [] : [['membership', 'a membership']]),
    ...(inputs.classes !== null && 'rows' in inputs.classes ? [['classes', 'classes with dates']] : []),
    ...Object.entries(inputs.kernels).flatMap(([name, definition]) =>
      isTimeline(definition)
        ? [[`kernels.${name}`, 'a matrix with dates']]
        : isTree(definition) && definition.dated
          ? [[`kernels.${name}`, 'a tree with dates']]
          : isFundamentals(definition)
            ? [[`kernels.${name}`, 'a kernel of fundamentals']]
            : isPast(definition)
              ? [[`kernels.${name}`, 'a correlation of the periods before a window']]
              : [],
    ),
  ];
  return [
    ...(strategies.some(usesModel) ? modelProblems(config) : []),
    ...strategies.flatMap(({ covariance, halfLife, fallback, expectedReturns }, s) => {
      const path = `strategies[${s}]`;
      const byAge = 'the covariance exponential weighs returns by their age';
      const byStep = 'filtered loadings move from each period to the next';
      const views = typeof expectedReturns === 'object' ? (expectedReturns.views ?? []) : [];
      return [
        ...(covariance === 'exponential' ? [problem(`${path}.covariance`, byAge)] : []),
        ...(covariance === 'posterior' && halfLife !== undefined
          ? [problem(`${path}.halfLife`, 'a half-life weighs returns by their age')]
          : []),
        ...(isFiltered(covariance) ? [problem(`${path}.covariance`, byStep)] : []),
        ...(fallback.some(isFiltered) ? [problem(`${path}.fallback`, byStep)] : []),
        ...(fallback.includes('exponential') ? [problem(`${path}.fallback`, byAge)] : []),
        ...(views.some(({ from, to }) => from !== undefined || to !== undefined)
          ? [problem(`${path}.expectedReturns.views`, 'a view counts from its day on')]
          : []),
      ];
    }),
    ...(inputs.costModel?.impact?.volatility.some(Number.isNaN) === true
      ? [
          problem(
            'backtest.costs.impact',
            'its volatilities are those before each trade unless they are given',
          ),
        ]
      : []),
    ...dated.map(([path, what]) => problem(path, `${what} is of what was known at the day of a decision`)),
  ];
}

function modelProblems({ model }: ResolvedConfig): ConfigError[] {
  const terms = [...model.fixed.map(parseFixedTerm), ...model.random.map(parseRandomTerm)];
  const named = new Set(terms.flatMap((term) => ('covariate' in term ? [term.covariate] : [])));
  if (model.residualGroups?.periods !== undefined) named.add(model.residualGroups.periods);
  return [
    ...ofNeighbours
      .filter((name) => named.has(name))
      .map((name) => problem('model', `the covariate ${name} is made of the periods before each`)),
    ...(model.halfLife === undefined
      ? []
      : [problem('model.halfLife', 'a half-life weighs returns by their age')]),
  ];
}

function problem(path: string, why: string): ConfigError {
  return new ConfigError(
    'needs-order',
    `${path}: ${why}, and a split trains on periods that do not follow one another`,
    'leave it out of the cross-validation, or use the walk-forward backtest',
    { path },
  );
}

/** What a reader should know of kernels that look at the order of periods. */
export function orderNotes(
  { model, strategies, classes }: ResolvedConfig,
  inputs: Pick<BacktestInputs, 'kernels'>,
): string[] {
  if (!strategies.some(usesModel)) return [];
  const definitions: Record<string, KernelDefinition> = builtInKernels(classes !== undefined);
  for (const [name, definition] of Object.entries(inputs.kernels))
    if (isOfWindow(definition)) definitions[name] = definition;
  const trending = withParts(modelKernels(model), definitions).filter((name) => {
    const definition = definitions[name] as KernelDefinition | undefined;
    return (
      definition !== undefined && isFeatureKernel(definition) && definition.characteristics.includes('trend')
    );
  });
  return trending.map(
    (name) =>
      `kernel "${name}": the characteristic trend counts training periods one after the other, without those between them`,
  );
}
