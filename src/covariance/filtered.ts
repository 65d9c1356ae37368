import type { CovarianceName } from './types.js';

/** Covariances with loadings that move, and what each is of loadings that stay. */
export const ofConstantLoadings = {
  filtered: 'total',
  filteredSystematic: 'systematic',
} as const satisfies Partial<Record<CovarianceName, CovarianceName>>;

export type FilteredName = keyof typeof ofConstantLoadings;

/** Whether it is the name of a covariance whose loadings are filtered. */
export function isFiltered(name: string | undefined): name is FilteredName {
  return name !== undefined && Object.hasOwn(ofConstantLoadings, name);
}
