import { allocate, roundUp } from '../arena';
import { getIndex, setIndex } from '../linalg/indexed';
import { get, row, set } from '../linalg/vector';
import { kindOf, Panel } from './panel';
import { PanelRequest, TermKind } from './request';

/**
 * Residual variances by group. The last components are residuals; together they cover every cell once: that of asset i
 * in period t belongs to one component, which depends on i and on the group of periods that t is in. Of one residual
 * variance for all cells there is one component and one group of periods.
 */

/** Number of residual components; they are the last of all. */
export function residualTerms(request: PanelRequest): i32 {
  let count = 0;
  for (let k = 0; k < request.terms; k++) if (getIndex(request.kinds, k) == TermKind.RESIDUAL) count++;
  return count;
}

/** Fills the panel's table of residual components. */
export function allocateResiduals(panel: Panel): void {
  const request = panel.request;
  const size = max(1, request.periodGroupCount) * panel.N;
  panel.firstResidual = panel.q - residualTerms(request);
  panel.periodGroupCount = max(1, request.periodGroupCount);
  panel.residualComponents = allocate((<usize>size) << 2);
  for (let cell = 0; cell < size; cell++) {
    const grouped = request.residualComponents != 0;
    setIndex(
      panel.residualComponents,
      cell,
      grouped ? getIndex(request.residualComponents, cell) : panel.q - 1,
    );
  }
}

/** Arena bytes that `allocateResiduals` takes. */
export function residualsBytes(request: PanelRequest): usize {
  return roundUp((<usize>max(1, request.periodGroupCount) * <usize>request.assets) << 2);
}

/** Component of the residual of asset i in a period of the group; −1 where the panel has no such cell. */
// @ts-ignore: decorator
@inline
export function residualOf(panel: Panel, group: i32, i: i32): i32 {
  return getIndex(panel.residualComponents, group * panel.N + i);
}

/** Which group of periods t belongs to. */
// @ts-ignore: decorator
@inline
export function periodGroupOf(panel: Panel, t: i32): i32 {
  return panel.request.periodGroups == 0 ? 0 : getIndex(panel.request.periodGroups, t);
}

/** Whether the residual of a cell in a group of periods is one of several. */
// @ts-ignore: decorator
@inline
export function isGrouped(panel: Panel): bool {
  return panel.q - panel.firstResidual > 1;
}

/** Whether k is a residual component. */
// @ts-ignore: decorator
@inline
export function isResidual(panel: Panel, k: i32): bool {
  return kindOf(panel, k) == TermKind.RESIDUAL;
}

/** Adds the residual variances of a group of periods to the diagonal of an N×N matrix. */
export function addResiduals(panel: Panel, group: i32, x: usize): void {
  const N = panel.N;
  for (let i = 0; i < N; i++) {
    const k = residualOf(panel, group, i);
    if (k >= 0) set(row(x, i, N), i, get(row(x, i, N), i) + get(panel.tau, k));
  }
}

/**
 * Observed cells of each residual component, and their mean square in the normalised residuals of least squares, which
 * is the size that a residual variance starts from. Other components are left alone; a single residual has the size 1.
 */
export function residualSizes(panel: Panel, cells: usize, sizes: usize): void {
  const N = panel.N;
  if (!isGrouped(panel)) {
    set(cells, panel.firstResidual, <f64>panel.cells);
    set(sizes, panel.firstResidual, 1.0);
    return;
  }
  for (let k = panel.firstResidual; k < panel.q; k++) {
    set(cells, k, 0.0);
    set(sizes, k, 0.0);
  }
  for (let t = 0; t < panel.T; t++) {
    const group = periodGroupOf(panel, t);
    for (let i = 0; i < N; i++) {
      if (isNaN(get(row(panel.request.returns, t, N), i))) continue;
      const k = residualOf(panel, group, i);
      const e = get(row(panel.Yperp, t, N), i);
      set(cells, k, get(cells, k) + 1.0);
      set(sizes, k, get(sizes, k) + e * e);
    }
  }
  for (let k = panel.firstResidual; k < panel.q; k++) {
    set(sizes, k, Math.max(SMALLEST_SIZE, get(sizes, k) / get(cells, k)));
  }
}

/** Least size of a residual variance to start from: groups without variation are left to the likelihood. */
const SMALLEST_SIZE: f64 = 1e-6;
