/** The scenarios of `minimumCVaR`: their defaults, and what cannot be. */
import { ConfigError } from '../errors.js';
import type { ScenariosConfig, StrategyConfig } from './strategy.types.js';
import type { ResolvedConfig } from './types.js';

/** What scenarios are, with their defaults where they are drawn. */
export function scenariosOf({
  scenarios = {},
}: Pick<StrategyConfig, 'scenarios'>): ScenariosConfig & Required<Pick<ScenariosConfig, 'from'>> {
  const given = typeof scenarios === 'string' ? { from: scenarios } : scenarios;
  const { from = 'returns' } = given;
  return { ...(from === 'returns' ? {} : { draws: 1000, seed: 1 }), ...given, from };
}

/** Whether a strategy's scenarios are drawn with a covariance. */
export function drawsScenarios(strategy: Pick<StrategyConfig, 'scenarios'>): boolean {
  return scenariosOf(strategy).from !== 'returns';
}

/** Whether how heavy the tails of a strategy's draws are comes from the fitted model. */
export function usesModelTails(strategy: Pick<StrategyConfig, 'scenarios'>): boolean {
  const { from, degreesOfFreedom } = scenariosOf(strategy);
  return from === 't' && degreesOfFreedom === undefined;
}

/** `bad-value` of what is not used and of draws of log returns, `missing-key` where nothing says how heavy tails are. */
export function scenarioProblems({ strategies, model, returns }: ResolvedConfig): ConfigError[] {
  return strategies.flatMap((strategy, index) => {
    if (strategy.objective !== 'minimumCVaR') return [];
    const path = `strategies[${index}].scenarios`;
    const details = { strategy: strategy.name };
    const { from, ...given } = scenariosOf(strategy);
    const isOf = { returns: [], normal: ['draws', 'seed'], t: ['draws', 'seed', 'degreesOfFreedom'] };
    const used: readonly string[] = isOf[from];
    const unused = Object.entries(given).flatMap(([field, value]) => {
      if (value === undefined || used.includes(field)) return [];
      const at = `${path}.${field}`;
      const what = `${at} is not used by scenarios from ${from}`;
      const takers = field === 'degreesOfFreedom' ? '"t"' : '"normal" or "t"';
      const hint = `leave it out, or draw scenarios: "from": ${takers}`;
      return [new ConfigError('bad-value', what, hint, { ...details, path: at })];
    });
    if (from !== 'returns' && returns === 'log') {
      const what = `${path} are drawn with the covariance of log returns, and wealth moves by simple ones`;
      const hint = 'use scenarios from returns, or the configuration with returns "simple"';
      unused.push(new ConfigError('bad-value', what, hint, { ...details, path }));
    }
    if (usesModelTails(strategy) && model.errors === undefined) {
      const at = `${path}.degreesOfFreedom`;
      const hint = 'give them, or a model with t errors: "errors": { "kind": "t" }';
      const what = `${at} is missing, and the errors of the model are normal`;
      unused.push(new ConfigError('missing-key', what, hint, { ...details, path: at }));
    }
    return unused;
  });
}
