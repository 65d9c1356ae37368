import { ConfigError } from '../errors.js';
import { characteristicNames } from '../kernels/characteristics.js';
import { levelWeightProblem } from '../kernels/tree.js';
import type { FeatureKernel, KernelSum } from '../kernels/definitions.js';
import { usualPenalty } from '../kernels/learn/types.js';
import type { DatedFile, KernelConfig, ResolvedConfig, ResolvedKernel } from './types.js';

/** A kernel of the configuration with its defaults filled in. */
export function resolveKernel(config: KernelConfig, train: number): ResolvedKernel {
  const {
    path,
    weights,
    kind = 'exponential',
    characteristics,
    classWeight,
    tree,
    residualCorrelation,
  } = config;
  const { rank, learn, penalty, fundamentals } = config;
  if (residualCorrelation !== undefined) {
    const { periods = train, estimator = 'ledoitWolf' } = residualCorrelation;
    return { residualCorrelation: { periods, estimator } };
  }
  if (tree !== undefined) {
    const { levelWeights = [...tree.map(() => 1), 1], date, dateOrder, lag } = config;
    const own = { ...(date && { date }), ...(dateOrder && { dateOrder }), ...(lag && { lag }) };
    return { tree, levelWeights, ...(path !== undefined && { path, ...own }) };
  }
  if (path !== undefined && fundamentals !== undefined) {
    const { date, dateOrder, lag } = config;
    return {
      fundamentals,
      path,
      kind,
      characteristics: characteristics ?? [],
      classWeight: classWeight ?? 0,
      ...(date && { date }),
      ...(dateOrder && { dateOrder }),
      ...(lag && { lag }),
      ...(rank !== undefined && { rank }),
    };
  }
  if (path !== undefined) return { ...config, path };
  const ranked = rank === undefined ? {} : { rank };
  if (weights !== undefined)
    return { weights, ...(learn && { learn: learn as KernelSum['learn'] }), ...ranked };
  const hasPrior = learn?.includes('relevance') && kind !== 'linear';
  return {
    kind,
    characteristics: characteristics ?? [...characteristicNames],
    classWeight: classWeight ?? (learn?.includes('classWeight') ? 1 : 0),
    ...(learn && { learn: learn as FeatureKernel['learn'] }),
    ...((hasPrior || penalty !== undefined) && { penalty: penalty ?? usualPenalty }),
    ...ranked,
  };
}

/** How dates of a matrix's file are read. */
const ofFile: readonly string[] = ['date', 'dateOrder', 'lag'] satisfies (keyof DatedFile)[];

/** `bad-value` for each kernel that mixes the forms which a kernel can have. */
export function kernelFormProblems(kernels: Readonly<Record<string, KernelConfig>>): ConfigError[] {
  return Object.entries(kernels).flatMap(([name, config]) => {
    const path = `kernels.${name}`;
    const fields = Object.keys(config) as (keyof KernelConfig)[];
    const whole =
      fields.find((field) => field === 'tree' || field === 'residualCorrelation') ??
      fields.find((field) => field === 'fundamentals') ??
      fields.find((field) => field === 'path' || field === 'weights');
    const hasFile = config.path !== undefined;
    const dated = fields.find((field) => ofFile.includes(field));
    if ((whole === undefined || whole === 'tree') && !hasFile && dated !== undefined) {
      return new ConfigError(
        'bad-value',
        `${path} has ${dated} and no file`,
        `${dated} says how dates of a file are read: give its path, or leave ${dated} out`,
        { path: `${path}.${dated}`, fields },
      );
    }
    if (whole === 'fundamentals' && !hasFile) {
      return new ConfigError(
        'bad-value',
        `${path} has fundamentals and no file`,
        'give the path of a CSV file',
        {
          path: `${path}.fundamentals`,
          fields,
        },
      );
    }
    const goesWith: readonly string[] =
      whole === 'path'
        ? ofFile
        : whole === 'tree'
          ? ['levelWeights', 'path', ...ofFile]
          : whole === 'fundamentals'
            ? ['path', ...ofFile, 'kind', 'characteristics', 'classWeight', 'rank']
            : whole === 'weights'
              ? ['rank', 'learn']
              : [];
    if (whole === undefined && config.levelWeights !== undefined) {
      return new ConfigError(
        'bad-value',
        `${path} has levelWeights and no tree`,
        'name the levels with tree',
        {
          path: `${path}.levelWeights`,
          fields,
        },
      );
    }
    const beside = fields.find((field) => field !== whole && !goesWith.includes(field));
    if (whole === undefined || beside === undefined) return [];
    return new ConfigError(
      'bad-value',
      `${path} has ${whole} and ${beside}`,
      'a kernel is a file (path), a sum of others (weights), a tree (tree, levelWeights), of past residuals (residualCorrelation), or made of features (kind, characteristics, classWeight, fundamentals with their path)',
      { path: `${path}.${beside}`, fields },
    );
  });
}

/** `bad-value` and `missing-classes` for trees and past correlations that no window could have. */
export function ownKernelProblems({
  kernels = {},
  classes,
  backtest,
  market,
}: ResolvedConfig): ConfigError[] {
  return Object.entries(kernels).flatMap(([name, kernel]) => {
    const path = `kernels.${name}`;
    const problem = (code: string, field: string, message: string, hint: string): ConfigError =>
      new ConfigError(code, `${path}${message}`, hint, { path: `${path}.${field}` });
    if ('residualCorrelation' in kernel) {
      const { estimator } = kernel.residualCorrelation;
      const field = 'residualCorrelation';
      return [
        ...(backtest.window === 'expanding'
          ? [
              problem(
                'bad-value',
                field,
                ' is of the periods before a window, and windows that expand have none',
                'use rolling windows, or another kernel',
              ),
            ]
          : []),
        ...(estimator === 'nonlinear' && market === 'average'
          ? [
              problem(
                'bad-value',
                `${field}.estimator`,
                ': residuals of the average of the assets add up to 0, which nonlinear shrinkage cannot have',
                'use ledoitWolf',
              ),
            ]
          : []),
      ];
    }
    if ('fundamentals' in kernel) {
      const { fundamentals } = kernel;
      const again = fundamentals.findIndex((column, k) => fundamentals.indexOf(column) < k);
      if (again < 0) return [];
      const where = `fundamentals[${again}]`;
      return [
        problem('bad-value', where, `.fundamentals lists ${fundamentals[again]} twice`, 'name each once'),
      ];
    }
    if (!('tree' in kernel)) return [];
    const { tree, levelWeights } = kernel;
    const twice = tree.findIndex((level, l) => tree.indexOf(level) < l);
    const weights = levelWeightProblem(`${path}.levelWeights`, levelWeights, tree);
    return [
      ...(twice >= 0
        ? [problem('bad-value', `tree[${twice}]`, `.tree lists ${tree[twice]} twice`, 'name each level once')]
        : []),
      ...(weights === null ? [] : [weights]),
      ...(kernel.path === undefined && typeof classes?.path !== 'string'
        ? [
            problem(
              'missing-classes',
              'tree',
              ' is a tree of columns, and there is no file to read them from',
              'give its path, or a file of classes',
            ),
          ]
        : []),
    ];
  });
}
