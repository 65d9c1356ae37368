/**
 * Rows held on a face: T = A_WF L⁻ᵀ, whose transpose is a vector for one row and panels for several, and TT' = CC', a
 * number as it is for one row.
 */
import { cholesky } from '../linalg/cholesky';
import { gather, getIndex, setIndex } from '../linalg/indexed';
import { addToTile, TILE, tiles } from '../linalg/micro-kernel';
import { panelBytes } from '../linalg/pack';
import { solveRow } from '../linalg/packed-triangle';
import { addPanelTimes, panelTimes, solveLower } from '../linalg/packed-system';
import { trsv } from '../linalg/triangular';
import { axpy, dot, fill, from, get, row, set } from '../linalg/vector';
import { isEquality, QP } from './problem';

/** A pivot of TT' below this multiple of its diagonal element: the rows depend on each other on this face. */
const SMALLEST_ROW_PIVOT: f64 = 1e-10;

/** Frees the variables of held rows that have none that is free. */
export function openRows(qp: QP): void {
  for (let i = 0; i < qp.m; i++) {
    if (getIndex(qp.side, i) == 0) continue;
    const a = row(qp.A, i, qp.n);
    let isOpen = false;
    for (let v = 0; v < qp.n && !isOpen; v++) {
      isOpen = get(a, v) != 0.0 && getIndex(qp.side, qp.m + v) == 0;
    }
    for (let v = 0; v < qp.n && !isOpen; v++) {
      if (get(a, v) != 0.0 && !isEquality(qp, qp.m + v)) setIndex(qp.side, qp.m + v, 0);
    }
  }
}

/** T' and TT' = CC'; false when equalities are dependent. Inequalities that depend on rows before them are let go. */
export function factoriseRows(qp: QP): bool {
  if (qp.active == 0) return true;
  if (qp.active > 1) return factoriseSeveralRows(qp);
  const free = qp.free;
  const blocks = tiles(free);
  const i = getIndex(qp.working, 0);
  gather(free, get(qp.rowScale, i), row(qp.A, i, qp.n), qp.variable, qp.panels);
  for (let a = free; a < blocks * TILE; a++) set(qp.panels, a, 0.0);
  solveLower(blocks, qp.face, qp.reciprocals, qp.panels);
  const square = dot(free, qp.panels, qp.panels);
  set(qp.gram, 0, square);
  return square > 0.0;
}

function factoriseSeveralRows(qp: QP): bool {
  const rows = qp.active;
  const free = qp.free;
  const blocks = tiles(free);
  const stride = panelBytes(blocks * TILE);
  memory.fill(qp.panels, 0, <usize>tiles(rows) * stride);
  for (let j = 0; j < rows; j++) {
    const i = getIndex(qp.working, j);
    const a = row(qp.A, i, qp.n);
    const factor = get(qp.rowScale, i);
    const column = from(qp.panels + <usize>(j >> 2) * stride, j & 3);
    for (let f = 0; f < free; f++) set(column + panelBytes(f), 0, factor * get(a, getIndex(qp.variable, f)));
  }
  for (let I = 0; I < blocks; I++) {
    solveRow(qp.face, qp.reciprocals, I, 0, qp.panels, 0, tiles(rows), stride, false);
  }
  for (let i = 0; i < tiles(rows); i++) {
    for (let j = 0; j <= i; j++) {
      const tile = from(row(qp.gram, i * TILE, qp.ldg), j * TILE);
      for (let r = 0; r < TILE; r++) fill(TILE, 0.0, row(tile, r, qp.ldg));
      addToTile(blocks * TILE, qp.panels + <usize>i * stride, qp.panels + <usize>j * stride, tile, qp.ldg);
    }
  }
  const dependent = factoriseGram(qp);
  if (dependent < 0) return true;
  const i = getIndex(qp.working, dependent);
  if (isEquality(qp, i)) return false;
  setIndex(qp.side, i, 0);
  set(qp.rowMultiplier, i, 0.0);
  qp.held--;
  qp.active--;
  for (let j = dependent; j < qp.active; j++) setIndex(qp.working, j, getIndex(qp.working, j + 1));
  return factoriseRows(qp);
}

/** TT' = CC'; returns −1, or the first row whose pivot is rounding. */
function factoriseGram(qp: QP): i32 {
  const rows = qp.active;
  for (let j = 0; j < rows; j++) set(qp.r, j, get(row(qp.gram, j, qp.ldg), j));
  const failed = cholesky(qp.gram, rows, qp.ldg);
  if (failed >= 0) return failed;
  for (let j = 0; j < rows; j++) {
    const pivot = get(row(qp.gram, j, qp.ldg), j);
    if (pivot * pivot <= SMALLEST_ROW_PIVOT * get(qp.r, j)) return j;
  }
  return -1;
}

/** h := h + T'(TT')⁻¹(r − Th) and r := (TT')⁻¹(r − Th) */
export function projectOnRows(qp: QP, h: usize): void {
  if (qp.active == 0) return;
  if (qp.active > 1) {
    projectOnSeveralRows(qp, h);
    return;
  }
  const r = (get(qp.r, 0) - dot(qp.free, qp.panels, h)) / get(qp.gram, 0);
  set(qp.r, 0, r);
  axpy(qp.free, r, qp.panels, h);
}

function projectOnSeveralRows(qp: QP, h: usize): void {
  const rows = qp.active;
  const stride = panelBytes(tiles(qp.free) * TILE);
  for (let j = 0; j < tiles(rows); j++) {
    panelTimes(qp.free, qp.panels + <usize>j * stride, h, from(qp.d, j * TILE));
  }
  axpy(rows, -1.0, qp.d, qp.r);
  trsv(false, rows, qp.gram, qp.ldg, qp.r);
  trsv(true, rows, qp.gram, qp.ldg, qp.r);
  for (let j = rows; j < tiles(rows) * TILE; j++) set(qp.r, j, 0.0);
  for (let j = 0; j < tiles(rows); j++) {
    addPanelTimes(qp.free, qp.panels + <usize>j * stride, from(qp.r, j * TILE), h);
  }
}
