import { suggestion } from '../suggest.js';
import { ConfigError, MixfolioError } from '../errors.js';
import { parseFixedTerm, parseRandomTerm } from '../model/terms.js';
import type { ResolvedConfig } from './types.js';

/** Periods beyond the fixed effects without which variances have next to nothing to be estimated from. */
const SPARE_PERIODS = 3;

/** What a window offers to the model's terms. */
export const covariateNames = ['market', 'trend'];
export const kernelNames = ['risk', 'class', 'combined'];

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
  if ('covariate' in parsed) checkKnown('covariate', parsed.covariate, covariateNames, path, term);
  if (!('kernel' in parsed)) return;
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
 * @throws ConfigError `bad-value`, `unknown-covariate`, `unknown-kernel`, `missing-classes`
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
  const { train } = config.backtest;
  if (train < fixed.length + SPARE_PERIODS) {
    throw new ConfigError(
      'bad-value',
      `backtest.train ${train} is too short for ${fixed.length} fixed effects: ${fixed.length + SPARE_PERIODS} periods are needed at least`,
      'train on more periods, or use fewer fixed effects',
      { path: 'backtest.train', train, fixedEffects: fixed.length },
    );
  }
}
