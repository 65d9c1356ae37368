import { suggestion } from '../suggest.js';
import { ConfigError, MixfolioError } from '../errors.js';
import { builtInKernelNames } from '../kernels/definitions.js';
import { parseFixedTerm, parseRandomTerm } from '../model/terms.js';
import { builtInCovariates, columnsOf, isFactor } from './covariates.js';
import type { ResolvedConfig } from './types.js';

/** Periods beyond the fixed effects without which variances have next to nothing to be estimated from. */
const SPARE_PERIODS = 3;

/** Reads a term; what is wrong with it becomes an error of the configuration. */
function parse<Term>(parser: (term: string) => Term, term: string, path: string): Term {
  try {
    return parser(term);
  } catch (error) {
    if (!(error instanceof MixfolioError)) throw error;
    throw new ConfigError('bad-value', `${path}: ${error.message}`, error.hint, { ...error.details, path });
  }
}

function checkKnown(kind: string, name: string, known: readonly string[], path: string, term: string): void {
  if (known.includes(name)) return;
  throw new ConfigError(
    `unknown-${kind}`,
    `${path} "${term}" names the ${kind} "${name}"`,
    suggestion(name, known),
    {
      path,
      term,
      [kind]: name,
    },
  );
}

function checkTerm(term: string, kind: 'fixed' | 'random', index: number, config: ResolvedConfig): void {
  const path = `model.${kind}[${index}]`;
  const parsed = kind === 'fixed' ? parse(parseFixedTerm, term, path) : parse(parseRandomTerm, term, path);
  if ('covariate' in parsed) {
    const known = [...builtInCovariates, ...Object.keys(config.covariates ?? {})];
    checkKnown('covariate', parsed.covariate, known, path, term);
    if (kind === 'random' && isFactor(parsed.covariate)) {
      throw new ConfigError(
        'factor-slope',
        `${path} "${term}": ${parsed.covariate} is a factor, a random slope needs a numeric covariate`,
        'use the factor as a fixed effect',
        { path, term, covariate: parsed.covariate },
      );
    }
  }
  if (!('kernel' in parsed)) return;
  const kernelNames = [...builtInKernelNames, ...Object.keys(config.kernels ?? {})];
  checkKnown('kernel', parsed.kernel, kernelNames, path, term);
  if (parsed.kernel === 'class' && config.classes === undefined) {
    throw new ConfigError(
      'missing-classes',
      `${path} "${term}" needs asset classes, and the configuration has none`,
      'add classes, or use the kernel risk',
      { path, term },
    );
  }
}

/**
 * The terms of the model: readable, of known covariates and kernels, none twice, and fewer fixed effects an asset
 * than periods to train on.
 *
 * @throws ConfigError `bad-value`, `unknown-covariate`, `factor-slope`, `unknown-kernel`, `missing-classes`, `average-market`
 */
export function checkModel(config: ResolvedConfig): void {
  const { fixed, random } = config.model;
  fixed.forEach((term, index) => checkTerm(term, 'fixed', index, config));
  random.forEach((term, index) => checkTerm(term, 'random', index, config));
  for (const [path, terms] of Object.entries({ 'model.fixed': fixed, 'model.random': random })) {
    const written = terms.map((term) => term.replaceAll(/\s/g, ''));
    const twice = written.findIndex((term, index) => written.indexOf(term) < index);
    if (twice >= 0) {
      throw new ConfigError('bad-value', `${path} has the term "${terms[twice]}" twice`, 'leave one out', {
        path: `${path}[${twice}]`,
        term: terms[twice],
      });
    }
  }
  if (config.market === 'average') checkAverage(config);
  const { train } = config.backtest;
  const fixedEffects = fixed
    .map(parseFixedTerm)
    .reduce((sum, term) => sum + ('covariate' in term ? columnsOf(term.covariate) : 1), 0);
  if (train < fixedEffects + SPARE_PERIODS) {
    throw new ConfigError(
      'bad-value',
      `backtest.train ${train} is too short for ${fixedEffects} fixed effects: ${fixedEffects + SPARE_PERIODS} periods are needed at least`,
      'train on more periods, or use fewer fixed effects',
      { path: 'backtest.train', train, fixedEffects },
    );
  }
}

/** Whether a term of the model names the market. */
export function namesMarket({ fixed, random }: Pick<ResolvedConfig['model'], 'fixed' | 'random'>): boolean {
  return [...fixed.map(parseFixedTerm), ...random.map(parseRandomTerm)].some(
    (term) => 'covariate' in term && term.covariate === 'market',
  );
}

/** A market that is the average of the assets needs a slope of each asset on it, and no effect common to all. */
function checkAverage({ model }: ResolvedConfig): void {
  if (!namesMarket(model)) return;
  const terms = model.fixed.map(parseFixedTerm);
  const common = terms.findIndex(({ kind }) => kind === 'intercept' || kind === 'slope');
  const own = terms.some((term) => term.kind === 'assetSlope' && term.covariate === 'market');
  if (own && common < 0) return;
  throw new ConfigError(
    'average-market',
    common >= 0
      ? `model.fixed[${common}] "${model.fixed[common]}" is common to all assets, and the market is their average`
      : 'the market is the average of the assets, and model.fixed has no asset:market',
    'with market "average" every fixed effect is per asset, as in ["asset", "asset:market"]',
    { path: common >= 0 ? `model.fixed[${common}]` : 'model.fixed', market: 'average' },
  );
}
