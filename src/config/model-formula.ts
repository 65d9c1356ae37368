/** The model of a configuration from its lists of terms, or from its formula. */
import { ConfigError, MixfolioError } from '../errors.js';
import { parseFormula } from '../model/formula.js';
import type { ModelConfig, ResolvedConfig } from './types.js';

/**
 * The model with the terms of its formula, where it has one.
 *
 * @param filled  with every default filled in
 * @param written as it was given, which tells whether there is a list of terms beside the formula
 * @returns problems: `bad-value` with the 1-based column in `details.column`
 */
export function resolveModel(
  { formula, ...model }: ResolvedConfig['model'] & Pick<ModelConfig, 'formula'>,
  written: ModelConfig = {},
): { model: ResolvedConfig['model']; problems: ConfigError[] } {
  if (formula === undefined) return { model, problems: [] };
  const path = 'model.formula';
  const lists = (['fixed', 'random'] as const).filter((field) => written[field] !== undefined);
  const problems = lists.map(
    (field) =>
      new ConfigError(
        'bad-value',
        `model.formula and model.${field} both say what the ${field} effects are`,
        'leave one of the two out',
        { path, field },
      ),
  );
  if (problems.length > 0) return { model, problems };
  try {
    return { model: { ...model, ...parseFormula(formula) }, problems: [] };
  } catch (error) {
    if (!(error instanceof MixfolioError)) throw error;
    const problem = new ConfigError('bad-value', `${path}: ${error.message}`, error.hint, {
      ...error.details,
      path,
    });
    return { model, problems: [problem] };
  }
}
