import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Kernel } from '../../src/kernels/types.js';
import type { Panel, PanelModel } from '../../src/model/types.js';

/** A panel of `test/reference/reml-*.json` (or a file of that form) as the library takes it, with its golden values. */
export interface ReferencePanel {
  panel: Panel;
  model: PanelModel;
  expected: {
    /** in the order of `model.random`, residual last */
    variances: number[];
    logLikelihood: number;
    beta: number[];
    betaStandardError: number[];
    /** persistent and period effects by term as written in `model.random` */
    blup: Record<string, number[]>;
    /** observed cells in period-major order */
    fitted: number[];
  };
}

interface ReferenceFile {
  assets: string[];
  periods: number;
  fixed: string[];
  m: number[];
  tr: number[];
  returns: (number | null)[][];
  kernels: Record<string, number[][]>;
  terms: { kind: 'asset' | 'slope' | 'time' | 'assetTime'; kernel?: string; label: string }[];
  expected: Omit<ReferencePanel['expected'], 'variances' | 'blup'> & {
    variances: Record<string, number>;
    blup: Record<string, number[]>;
  };
}

export const balancedReferences = [
  'asset-only',
  'asset-betas',
  'full-balanced',
  'two-kernels',
  'boundary',
] as const;

export const missingReferences = ['missing-ragged', 'missing-random'] as const;

/** Path of a golden file inside the project. */
export function referencePath(name: string): string {
  return resolve(import.meta.dirname, '../reference', `reml-${name}.json`);
}

export function readReferencePanel(path: string): ReferencePanel {
  const file = JSON.parse(readFileSync(path, 'utf8')) as ReferenceFile;
  const random = file.terms.map(({ kind, kernel }) => {
    if (kind === 'time') return 'time';
    return { asset: 'asset', slope: 'asset:m', assetTime: 'asset:time' }[kind] + `(${kernel!})`;
  });
  const kernels = Object.fromEntries(
    Object.entries(file.kernels).map(([name, rows]): [string, Kernel] => [
      name,
      { labels: file.assets, values: Float64Array.from(rows.flat()) },
    ]),
  );
  return {
    panel: {
      assets: file.assets,
      periods: Array.from({ length: file.periods }, (_, t) => `P${t + 1}`),
      returns: Float64Array.from(file.returns.flat(), (value) => value ?? NaN),
      covariates: { m: Float64Array.from(file.m), tr: Float64Array.from(file.tr) },
    },
    model: { fixed: file.fixed.map((term) => (term === 'intercept' ? '1' : term)), random, kernels },
    expected: {
      ...file.expected,
      variances: [...file.terms.map(({ label }) => label), 'residual'].map(
        (label) => file.expected.variances[label],
      ),
      blup: Object.fromEntries(
        file.terms
          .map(({ label }, k): [string, number[]] => [random[k], file.expected.blup[label]])
          .filter(([, values]) => values !== undefined),
      ),
    },
  };
}
