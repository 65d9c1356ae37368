import { nearestName, suggestion } from '../suggest.js';
import { ConfigError, MixfolioError } from '../errors.js';
import { builtInKernelNames, learningKernels, rankOf } from '../kernels/definitions.js';
import { type FixedTerm, parseFixedTerm, parseRandomTerm, type RandomTerm } from '../model/terms.js';
import { builtInCovariates, columnsOf, isFactor } from './covariates.js';
import { usesModel } from './strategies.js';
import type { ResolvedConfig } from './types.js';

/** Periods beyond the fixed effects without which variances have next to nothing to be estimated from. */
const SPARE_PERIODS = 3;

/**
 * What there is against the terms of the model: each readable, of known covariates and kernels, none twice; and, where
 * all of them are, whether they go with the market and leave periods to train on.
 *
 * @param fromFormula whether the terms come from `model.formula`, the field that problems then name
 * @param at          the field that has the model
 * @returns `bad-value`, `unknown-covariate`, `factor-slope`, `unknown-kernel`, `missing-classes`, `average-market`, `half-life-model`,
 *          `learn-model`, `low-rank-model`
 */
export function modelProblems(config: ResolvedConfig, fromFormula = false, at = 'model'): ConfigError[] {
  const { fixed, random } = config.model;
  const place: Place = (field, index) =>
    fromFormula ? 'model.formula' : `${at}.${field}${index === undefined ? '' : `[${index}]`}`;
  const problems = [
    ...fixed.flatMap((term, index) => termProblems(term, 'fixed', place('fixed', index), config)),
    ...random.flatMap((term, index) => termProblems(term, 'random', place('random', index), config)),
    ...Object.entries({ [`${at}.fixed`]: fixed, [`${at}.random`]: random }).flatMap(repeatedTerms),
  ];
  if (problems.length > 0) return problems;
  return [
    ...averageProblems(config, place),
    ...halfLifeProblems(config, place),
    ...rankProblems(config, place),
    ...learningProblems(config),
    ...trainingProblems(config),
  ];
}

/** What there is against kernels with a rank in this model: they are fitted beside effects of each asset, within periods, alone. */
function rankProblems({ model, kernels = {}, market }: ResolvedConfig, place: Place): ConfigError[] {
  const terms = model.random.map((term, index) => ({ term, index, parsed: parseRandomTerm(term) }));
  const named = terms.flatMap(({ parsed }) => ('kernel' in parsed ? [parsed.kernel] : []));
  const rank = (name: string): number | null => (Object.hasOwn(kernels, name) ? rankOf(kernels[name]) : null);
  const ranked = named.find((name) => rank(name) !== null);
  if (ranked === undefined) return [];
  const full = terms.find(({ parsed }) => 'kernel' in parsed && rank(parsed.kernel) === null);
  // a sum learns where its parts do: they are what there is to change
  const learning = learningKernels(named, kernels).find((name) => {
    const kernel = kernels[name];
    return 'learn' in kernel && kernel.learn !== undefined;
  });
  const persistent = terms.find(({ parsed }) => parsed.kind === 'asset' || parsed.kind === 'assetSlope');
  const common = model.fixed.findIndex((term) => !parseFixedTerm(term).kind.startsWith('asset'));
  const [path, why] =
    learning !== undefined
      ? [`kernels.${learning}.learn`, `the kernel ${learning} learns`]
      : full !== undefined
        ? [place('random', full.index), `"${full.term}" has a kernel without a rank`]
        : persistent !== undefined
          ? [place('random', persistent.index), `"${persistent.term}" persists over the periods`]
          : common >= 0
            ? [place('fixed', common), `the fixed effect "${model.fixed[common]}" is common to all assets`]
            : model.residualGroups !== undefined
              ? ['model.residualGroups', 'residual variances differ']
              : model.errors !== undefined
                ? ['model.errors', 'errors are not normal']
                : model.halfLife !== undefined
                  ? ['model.halfLife', 'there is a half-life']
                  : market === 'average' && namesMarket(model)
                    ? ['market', 'the market is the average of the assets']
                    : [null, ''];
  if (path === null) return [];
  return [
    new ConfigError(
      'low-rank-model',
      `kernels.${ranked} has a rank, which cannot be fitted where ${why}`,
      'use fixed effects asset, asset:x and random effects time, asset:time(K), every K with a rank; or leave the rank out',
      { path, kernel: ranked },
    ),
  ];
}

/** The field that has a term, or the terms. */
type Place = (field: 'fixed' | 'random', index?: number) => string;

function termProblems(
  term: string,
  kind: 'fixed' | 'random',
  path: string,
  config: ResolvedConfig,
): ConfigError[] {
  const parsed = parsedTerm(term, kind, path);
  if (parsed instanceof ConfigError) return [parsed];
  const problems: ConfigError[] = [];
  if ('covariate' in parsed) {
    problems.push(...unknownCovariate(parsed.covariate, kind, path, term, config));
    if (kind === 'random' && isFactor(parsed.covariate)) {
      problems.push(
        new ConfigError(
          'factor-slope',
          `${path} "${term}": ${parsed.covariate} is a factor, a random slope needs a numeric covariate`,
          'use the factor as a fixed effect',
          { path, term, covariate: parsed.covariate },
        ),
      );
    }
  }
  if (!('kernel' in parsed)) return problems;
  problems.push(...unknownKernel(parsed.kernel, path, term, config));
  if (parsed.kernel === 'class' && config.classes === undefined) {
    problems.push(
      new ConfigError(
        'missing-classes',
        `${path} "${term}" needs asset classes, and the configuration has none`,
        'add classes, or use the kernel risk',
        { path, term },
      ),
    );
  }
  return problems;
}

/** A term as it is read; what is wrong with it as an error of the configuration. */
function parsedTerm(
  term: string,
  kind: 'fixed' | 'random',
  path: string,
): FixedTerm | RandomTerm | ConfigError {
  try {
    return kind === 'fixed' ? parseFixedTerm(term) : parseRandomTerm(term);
  } catch (error) {
    if (!(error instanceof MixfolioError)) throw error;
    return new ConfigError('bad-value', `${path}: ${error.message}`, error.hint, { ...error.details, path });
  }
}

function unknownCovariate(
  covariate: string,
  kind: 'fixed' | 'random',
  path: string,
  term: string,
  config: ResolvedConfig,
): ConfigError[] {
  const known = [...builtInCovariates, ...Object.keys(config.covariates ?? {})];
  if (known.includes(covariate)) return [];
  // who writes asset:tim(K) means asset:time(K)
  const meant = kind === 'random' ? [...known, 'time'] : known;
  return [
    new ConfigError(
      'unknown-covariate',
      `${path} "${term}" names the covariate "${covariate}"`,
      nearestName(covariate, meant) === null
        ? `${suggestion(covariate, known)}; a series of a file has its name under covariates`
        : suggestion(covariate, meant),
      { path, term, covariate },
    ),
  ];
}

function unknownKernel(kernel: string, path: string, term: string, config: ResolvedConfig): ConfigError[] {
  const known = [...builtInKernelNames, ...Object.keys(config.kernels ?? {})];
  if (known.includes(kernel)) return [];
  return [
    new ConfigError(
      'unknown-kernel',
      `${path} "${term}" names the kernel "${kernel}"`,
      suggestion(kernel, known),
      { path, term, kernel },
    ),
  ];
}

function repeatedTerms([path, terms]: [string, string[]]): ConfigError[] {
  const written = terms.map((term) => term.replaceAll(/\s/g, ''));
  return terms.flatMap((term, index) => {
    if (written.indexOf(written[index]) === index) return [];
    return new ConfigError('bad-value', `${path} has the term "${term}" twice`, 'leave one out', {
      path: `${path}[${index}]`,
      term,
    });
  });
}

/** A half-life goes with normal errors, fixed effects per asset and random effects within periods, as `fitPanel` says. */
function halfLifeProblems(
  { model: { fixed, random, errors, halfLife } }: ResolvedConfig,
  place: Place,
): ConfigError[] {
  if (halfLife === undefined) return [];
  const common = fixed.findIndex((term) => ['intercept', 'slope'].includes(parseFixedTerm(term).kind));
  const persistent = random.findIndex((term) => ['asset', 'assetSlope'].includes(parseRandomTerm(term).kind));
  const [path, why] =
    errors !== undefined
      ? ['model.errors', 'has t errors, which weight periods themselves']
      : common >= 0
        ? [place('fixed', common), `"${fixed[common]}" is common to all assets`]
        : persistent >= 0
          ? [place('random', persistent), `"${random[persistent]}" persists over the periods`]
          : [null, ''];
  if (path === null) return [];
  return [
    new ConfigError(
      'half-life-model',
      `model.halfLife is ${halfLife}, and ${path} ${why}`,
      'use fixed effects asset, asset:x and random effects time, asset:time(K) with normal errors, or leave halfLife out',
      { path, halfLife },
    ),
  ];
}

/** Kernels are learned with normal errors and effects that are all there, as `learnKernel` says. */
function learningProblems({ kernels = {}, model }: ResolvedConfig): ConfigError[] {
  const named = model.random.map(parseRandomTerm).flatMap((term) => ('kernel' in term ? [term.kernel] : []));
  const [kernel] = learningKernels(named, kernels);
  if (kernel === undefined) return [];
  const refused: [boolean, string, string][] = [
    [model.errors !== undefined, 'model.errors', 'has t errors, whose weights change with the kernel'],
    [model.aliased === 'drop', 'model.aliased', 'is drop'],
  ];
  return refused.flatMap(([isBad, path, why]) =>
    isBad
      ? [
          new ConfigError(
            'learn-model',
            `kernels.${kernel} is learned, and ${path} ${why}`,
            'learn kernels with normal errors and aliased refuse, or leave learn out',
            { path, kernel },
          ),
        ]
      : [],
  );
}

/** Fewer fixed effects an asset than periods to train on, where a strategy is made of the model. */
function trainingProblems({ model, backtest: { train }, strategies }: ResolvedConfig): ConfigError[] {
  if (!strategies.some(usesModel)) return [];
  const fixedEffects = model.fixed
    .map(parseFixedTerm)
    .reduce((sum, term) => sum + ('covariate' in term ? columnsOf(term.covariate) : 1), 0);
  if (train >= fixedEffects + SPARE_PERIODS) return [];
  return [
    new ConfigError(
      'bad-value',
      `backtest.train ${train} is too short for ${fixedEffects} fixed effects: ${fixedEffects + SPARE_PERIODS} periods are needed at least`,
      'train on more periods, or use fewer fixed effects',
      { path: 'backtest.train', train, fixedEffects },
    ),
  ];
}

/** Whether a term of the model names the market. */
export function namesMarket({ fixed, random }: Pick<ResolvedConfig['model'], 'fixed' | 'random'>): boolean {
  return [...fixed.map(parseFixedTerm), ...random.map(parseRandomTerm)].some(
    (term) => 'covariate' in term && term.covariate === 'market',
  );
}

/** A market that is the average of the assets needs a slope of each asset on it, and no effect common to all. */
function averageProblems({ market, model }: ResolvedConfig, place: Place): ConfigError[] {
  if (market !== 'average' || !namesMarket(model)) return [];
  const terms = model.fixed.map(parseFixedTerm);
  const common = terms.findIndex(({ kind }) => kind === 'intercept' || kind === 'slope');
  const own = terms.some((term) => term.kind === 'assetSlope' && term.covariate === 'market');
  if (own && common < 0) return [];
  return [
    new ConfigError(
      'average-market',
      common >= 0
        ? `${place('fixed', common)} "${model.fixed[common]}" is common to all assets, and the market is their average`
        : `the market is the average of the assets, and ${place('fixed')} has no asset:market`,
      'with market "average" every fixed effect is per asset, as in ["asset", "asset:market"]',
      { path: place('fixed', common >= 0 ? common : undefined), market: 'average' },
    ),
  ];
}
