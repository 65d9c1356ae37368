import { ConfigError } from '../errors.js';
import { suggestion } from '../suggest.js';
import { factorNames, isBuiltIn, isFactor } from './covariates.js';
import { namesMarket } from './model-problems.js';
import type { ResolvedConfig } from './types.js';

/** What groups the residuals of assets may have; anything else in the short form is a factor of periods. */
const assetGroupings = ['asset', 'class'] as const;

/** `model.residualGroups` in its long form. */
export function residualGroupsOf(short: string): NonNullable<ResolvedConfig['model']['residualGroups']> {
  const assets = assetGroupings.find((name) => name === short);
  return assets === undefined ? { periods: short } : { assets };
}

/**
 * What there is against `model.residualGroups`.
 *
 * @param at the field that has the model
 * @returns `bad-value`, `unknown-covariate`, `numeric-residual-groups`, `missing-classes`, `average-market`, `half-life-model`
 */
export function residualGroupProblems(config: ResolvedConfig, at = 'model'): ConfigError[] {
  const { residualGroups, errors, halfLife } = config.model;
  if (residualGroups === undefined) return [];
  const { assets, periods } = residualGroups;
  const path = `${at}.residualGroups`;
  const problems: ConfigError[] = [];
  const add = (code: string, message: string, hint: string, details: Record<string, unknown> = {}): void => {
    problems.push(new ConfigError(code, message, hint, { path, ...details }));
  };
  if (assets === undefined && periods === undefined) {
    add('bad-value', `${path} names neither assets nor periods`, 'name one of the two, or leave it out');
  }
  if (assets === 'class' && config.classes === undefined) {
    add(
      'missing-classes',
      `${path} groups assets by class, and the configuration has no classes`,
      'add classes, or use "asset" for a variance of each asset',
    );
  }
  if (periods !== undefined && !isFactor(periods)) {
    const isKnown = Object.hasOwn(config.covariates ?? {}, periods) || isBuiltIn(periods);
    if (isKnown) {
      add(
        'numeric-residual-groups',
        `${path} names the covariate ${periods}, which is numeric: groups of periods are the levels of a factor`,
        `factors are ${factorNames.join(', ')}`,
        { covariate: periods },
      );
    } else {
      const known = [...assetGroupings, ...factorNames];
      add('unknown-covariate', `${path} is "${periods}"`, suggestion(periods, known), { covariate: periods });
    }
  }
  if (config.market === 'average' && namesMarket(config.model)) {
    add(
      'average-market',
      `${path} goes with a market that is not the average of the assets: residuals that add up to zero have one variance`,
      'name another market, or leave the groups out',
      { market: 'average' },
    );
  }
  if (periods !== undefined && errors !== undefined) {
    add(
      'bad-value',
      `${path} lets residual variances differ by ${periods}, and model.errors weights each period by what it shows`,
      'leave one of the two out',
    );
  }
  if (periods !== undefined && halfLife !== undefined) {
    add(
      'half-life-model',
      `${path} lets residual variances differ by ${periods}, and model.halfLife takes all periods to be alike`,
      'leave one of the two out',
      { halfLife },
    );
  }
  return problems;
}
