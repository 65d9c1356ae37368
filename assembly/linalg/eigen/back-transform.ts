import {
  allocate,
  allocateMatrix,
  allocateVector,
  mark,
  matrixBytes,
  release,
  roundUp,
  vectorBytes,
} from '../../arena';
import { get, set, row, from, copy, fill } from '../vector';
import { TILE, addToTile, tiles } from '../micro-kernel';
import { packColumns, packRows, panelBytes } from '../pack';
import { syrk, syrkWorkspace } from '../syrk';
import { trsm, trsmWorkspace } from '../triangular';
import { packOrdered, writePanel } from './finish';

/** Reflectors that are multiplied together before they are applied: a block is H_k for k = 16b + 1 … 16b + 16. */
const BLOCK: i32 = 16;

/** Vectors that all reflectors are applied to while they stay in the second cache. */
const VECTORS: i32 = 128;

/**
 * Eigenvectors of A = Q·T·Q' from those of T: V := Q·X', its columns in ascending order and with their signs chosen
 * (`finish.ts`), for Q = H_{n−1} ⋯ H_2, the reflectors that `tridiagonalise` left in a.
 *
 * a       n×n, n > 1, as `tridiagonalise` leaves it; what lies behind the reflectors in their rows is overwritten.
 * x       n×n, leading dimension ldx: eigenvectors of T in rows.
 * order   n (32-bit): which row of X becomes column k.
 * vectors n×n, leading dimension ldv: V. Must not overlap the others.
 * work    `backTransformWorkspace(n)` bytes of the arena.
 *
 * A block of reflectors is H_k·H_{k+1} ⋯ = I − Y'·U with the reflectors in the rows of U and
 *
 *     (diag(1/τ) + L)·Y = U,  L the strict lower triangle of U·U'
 *
 * (the compact WY form, R. Schreiber and C. Van Loan, SIAM J. Sci. Stat. Comput. 10, 1989, with the triangular factor as
 * an equation). −Y and U are packed once; their rows end where the reflectors end. Four rows of X at a time are packed,
 * multiplied by all blocks in place, and written to V as they lie: a row of V at a step.
 */
export function backTransform(
  n: i32,
  a: usize,
  lda: i32,
  tau: usize,
  x: usize,
  ldx: i32,
  order: usize,
  vectors: usize,
  ldv: i32,
): void {
  const position = mark();
  const stride = panelBytes(padded(n));
  const blocks = allocate(blocksBytes(n));
  packBlocks(n, a, lda, tau, blocks);
  const panels = allocate(<usize>tiles(min(n, VECTORS)) * stride);
  const projected = allocateVector(BLOCK * TILE);
  for (let first = 0; first < n; first += VECTORS) {
    const count = tiles(min(VECTORS, n - first));
    for (let j = 0; j < count; j++) {
      const panel = panels + <usize>j * stride;
      packOrdered(n, x, ldx, order, first + j * TILE, panel);
      fill((padded(n) - n) * TILE, 0.0, panel + panelBytes(n));
    }
    let block = blocks;
    for (let before = 0; before + 1 < n; before += BLOCK) {
      const rows = rowsOf(n, before);
      for (let j = 0; j < count; j++) applyBlock(before, rows, block, panels + <usize>j * stride, projected);
      block += blockBytes(before, rows);
    }
    for (let j = 0; j < count; j++) {
      writePanel(n, first + j * TILE, panels + <usize>j * stride, vectors, ldv);
    }
  }
  release(position);
}

/** Arena bytes that `backTransform` takes. */
export function backTransformWorkspace(n: i32): usize {
  const products = max(syrkWorkspace(BLOCK, n), trsmWorkspace(BLOCK, n));
  const packing: usize = matrixBytes(BLOCK, BLOCK) + matrixBytes(BLOCK, n) + products;
  const panels: usize =
    roundUp(<usize>tiles(min(n, VECTORS)) * panelBytes(padded(n))) + vectorBytes(BLOCK * TILE);
  return roundUp(blocksBytes(n)) + max(packing, panels);
}

/** n, or the next multiple of TILE. */
// @ts-ignore: decorator
@inline
function padded(n: i32): i32 {
  return tiles(n) * TILE;
}

/** Reflectors of the block behind the first `before`, with those of zeros that make it whole tiles. */
// @ts-ignore: decorator
@inline
function rowsOf(n: i32, before: i32): i32 {
  return padded(min(BLOCK, n - 1 - before));
}

/** Bytes of a packed block: rows of −Y, then columns of U. */
// @ts-ignore: decorator
@inline
function blockBytes(before: i32, rows: i32): usize {
  return (<usize>(2 * rows * (before + rows))) << 3;
}

function blocksBytes(n: i32): usize {
  let bytes: usize = 0;
  for (let before = 0; before + 1 < n; before += BLOCK) bytes += blockBytes(before, rowsOf(n, before));
  return bytes;
}

/** Packs −Y and U of all blocks. */
function packBlocks(n: i32, a: usize, lda: i32, tau: usize, out: usize): void {
  const position = mark();
  const gram = allocateMatrix(BLOCK, BLOCK);
  const Y = allocateMatrix(BLOCK, n);
  for (let before = 0; before + 1 < n; before += BLOCK) {
    const count = min(BLOCK, n - 1 - before);
    const rows = rowsOf(n, before);
    const size = before + rows;
    const length = before + count;
    const U = row(a, before + 1, lda);
    for (let r = 0; r < count; r++) {
      const u = row(U, r, lda);
      fill(count - 1 - r, 0.0, from(u, before + 1 + r));
      copy(length, u, row(Y, r, length));
    }
    syrk(false, count, length, 1.0, U, lda, 0.0, gram, BLOCK);
    // −1/τ is −∞ where a reflector is the identity: its row of Y becomes 0
    for (let r = 0; r < count; r++) set(row(gram, r, BLOCK), r, -1.0 / get(tau, before + 1 + r));
    for (let r = 1; r < count; r++)
      for (let q = 0; q < r; q++) set(row(gram, r, BLOCK), q, -get(row(gram, r, BLOCK), q));
    trsm(false, count, length, gram, BLOCK, Y, length);
    const columns = out + (blockBytes(before, rows) >> 1);
    memory.fill(out, 0, blockBytes(before, rows));
    packRows(count, length, 1.0, Y, length, out, panelBytes(size));
    packColumns(length, count, 1.0, U, lda, columns, panelBytes(rows));
    out += blockBytes(before, rows);
  }
  release(position);
}

/** X := X·(I − Y'·U) for four rows of X, a panel: their products with −Y, then those with U to X. */
function applyBlock(before: i32, rows: i32, block: usize, panel: usize, projected: usize): void {
  const size = before + rows;
  fill(rows * TILE, 0.0, projected);
  for (let k = 0; k < rows; k += TILE) {
    addToTile(before + k + TILE, block, panel, from(projected, k * TILE), TILE);
    block += panelBytes(size);
  }
  for (let j = 0; j < size; j += TILE) {
    const start = max(0, j - before);
    const skip = panelBytes(start);
    addToTile(rows - start, block + skip, projected + skip, panel + panelBytes(j), TILE);
    block += panelBytes(rows);
  }
}
