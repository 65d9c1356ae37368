/** What there is against the loadings that strategies let move. */
import { ConfigError } from '../errors.js';
import { builtInKernelNames, learningKernels } from '../kernels/definitions.js';
import { parseFixedTerm, parseRandomTerm } from '../model/terms.js';
import { suggestion } from '../suggest.js';
import { isBuiltIn } from './covariates.js';
import type { ResolvedConfig } from './types.js';

/**
 * Where the terms of the model can be read: movements are of covariates with a fixed slope per asset, by kernels that there are.
 *
 * @returns `bad-value`, `unknown-covariate`, `unknown-kernel`, `missing-classes`, `learn-model`
 */
export function loadingsProblems(config: ResolvedConfig): ConfigError[] {
  return config.strategies.flatMap(({ name: strategy, loadings }, s): ConfigError[] => {
    if (loadings === undefined) return [];
    const { moving, kernel = null } = loadings;
    const path = `strategies[${s}].loadings`;
    const kernels = Array.isArray(kernel) ? kernel : [kernel];
    const place = (field: string, index: number, isList: boolean): string =>
      `${path}.${field}${isList ? `[${index}]` : ''}`;
    const twice = (at: string, value: string | null): ConfigError =>
      new ConfigError('bad-value', `${at} is ${JSON.stringify(value)} once more`, 'leave it out', {
        path: at,
        strategy,
      });
    return [
      ...(moving ?? []).flatMap((covariate, index) => {
        const at = place('moving', index, true);
        return moving!.indexOf(covariate) < index
          ? [twice(at, covariate)]
          : covariateProblems(covariate, at, config);
      }),
      ...kernels.flatMap((name, index) => {
        const at = place('kernel', index, Array.isArray(kernel));
        if (kernels.indexOf(name) < index) return [twice(at, name)];
        return name === null ? [] : kernelProblems(name, at, config);
      }),
    ];
  });
}

function covariateProblems(covariate: string, path: string, { model }: ResolvedConfig): ConfigError[] {
  const known = model.fixed.flatMap((term): string[] => {
    try {
      const parsed = parseFixedTerm(term);
      return parsed.kind === 'assetSlope' && mayMove(parsed.covariate) ? [parsed.covariate] : [];
    } catch {
      // what cannot be read is said of the model
      return [];
    }
  });
  if (known.includes(covariate)) return [];
  return [
    new ConfigError(
      'unknown-covariate',
      `${path} is "${covariate}": ${mayMove(covariate) ? 'the model has no fixed slope per asset on it' : 'it says when or in which state a period is, and loadings on it stay'}`,
      known.length === 0
        ? 'give the model a fixed effect such as asset:market'
        : suggestion(covariate, known),
      { path, covariate },
    ),
  ];
}

/** Whether it is the market or a series of the user's. */
function mayMove(covariate: string): boolean {
  return covariate === 'market' || !isBuiltIn(covariate);
}

function kernelProblems(kernel: string, path: string, config: ResolvedConfig): ConfigError[] {
  const { kernels = {}, classes, model } = config;
  const known = [...builtInKernelNames, ...Object.keys(kernels)];
  const problem = (code: string, message: string, hint: string): ConfigError[] => [
    new ConfigError(code, `${path} ${message}`, hint, { path, kernel }),
  ];
  if (!known.includes(kernel))
    return problem('unknown-kernel', `names the kernel "${kernel}"`, suggestion(kernel, known));
  if (kernel === 'class' && classes === undefined) {
    return problem(
      'missing-classes',
      'needs asset classes, and the configuration has none',
      'add classes, or use the kernel risk',
    );
  }
  const [learned] = learningKernels([kernel], kernels);
  if (learned === undefined || ofTerms(model.random).includes(kernel)) return [];
  return problem(
    'learn-model',
    `is "${kernel}", which is learned, and no random effect of the model names it`,
    `add asset:time(${kernel}) to model.random, or leave learn out`,
  );
}

/** Kernels that random terms name. */
function ofTerms(random: readonly string[]): string[] {
  return random.flatMap((term): string[] => {
    try {
      const parsed = parseRandomTerm(term);
      return 'kernel' in parsed ? [parsed.kernel] : [];
    } catch {
      return [];
    }
  });
}
