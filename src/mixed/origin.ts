import { checksum } from '../model/origin.js';
import type { MixedDesign } from './design.js';
import type { MixedModel, MixedOrigin } from './types.js';

/**
 * Data and model of a fit in short, so that two fits can be compared without their data: what the likelihood is made of,
 * not what things are called. Levels count by which rows share them and how they are related.
 *
 * @param model without the columns that were dropped
 */
export function mixedOrigin(model: MixedModel, design: MixedDesign): MixedOrigin {
  const { rows, terms, kernels, groups, groupOf, roots } = design;
  const p = model.columns.length;
  const used = (value: (i: number) => number): Float64Array => Float64Array.from(rows, value);
  return {
    method: model.method ?? 'REML',
    observations: rows.length,
    degreesOfFreedom: rows.length - p,
    y: checksum('', model.y),
    fixed: model.columns.map((_, k) =>
      checksum(
        '',
        used((i) => model.X[i * p + k]),
      ),
    ),
    random: Object.fromEntries(
      terms.map(({ term, level, kernelIndex }) => {
        const { covariate } = term;
        const loadings = covariate
          ? checksum(
              '',
              used((i) => covariate[i]),
            )
          : '';
        const kernel = kernelIndex < 0 ? '' : checksum('', kernels[kernelIndex].values);
        return [term.label, checksum(`${loadings} ${kernel}`, Float64Array.from(level))];
      }),
    ),
    groups: groups.length > 1 ? checksum('', Float64Array.from(groupOf)) : null,
    weights: roots.some((root) => root !== 1) ? checksum('', roots) : null,
  };
}
