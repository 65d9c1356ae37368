/**
 * The one kernel under factors and solves: a 4×4 tile in registers from its update to its solution.
 *
 * T := L⁻¹·(T − Σ_p a_p·b_p') where T is the tile behind `depth` steps of the panel b, and L, lower triangular and column
 * by column, the one behind `depth` steps of the panel a (`pack.ts`).
 *
 * reciprocals four doubles 1 / L_ii; or 0, and T is not multiplied by L⁻¹.
 *
 * Substitution, not a product with L⁻¹: the residual then stays small when L is nearly singular.
 */
// @ts-ignore: decorator
@inline
export function eliminateTile(depth: i32, a: usize, b: usize, reciprocals: usize): void {
  const end = a + ((<usize>depth) << 5);
  const tile = b + ((<usize>depth) << 5);
  let x0 = v128.load(tile);
  let y0 = v128.load(tile, 16);
  let x1 = v128.load(tile, 32);
  let y1 = v128.load(tile, 48);
  let x2 = v128.load(tile, 64);
  let y2 = v128.load(tile, 80);
  let x3 = v128.load(tile, 96);
  let y3 = v128.load(tile, 112);
  while (a != end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let factor = v128.load_splat<f64>(a);
    x0 = f64x2.sub(x0, f64x2.mul(factor, b0));
    y0 = f64x2.sub(y0, f64x2.mul(factor, b1));
    factor = v128.load_splat<f64>(a, 8);
    x1 = f64x2.sub(x1, f64x2.mul(factor, b0));
    y1 = f64x2.sub(y1, f64x2.mul(factor, b1));
    factor = v128.load_splat<f64>(a, 16);
    x2 = f64x2.sub(x2, f64x2.mul(factor, b0));
    y2 = f64x2.sub(y2, f64x2.mul(factor, b1));
    factor = v128.load_splat<f64>(a, 24);
    x3 = f64x2.sub(x3, f64x2.mul(factor, b0));
    y3 = f64x2.sub(y3, f64x2.mul(factor, b1));
    a += 32;
    b += 32;
  }
  if (reciprocals != 0) {
    let scale = v128.load_splat<f64>(reciprocals);
    x0 = f64x2.mul(x0, scale);
    y0 = f64x2.mul(y0, scale);

    let factor = v128.load_splat<f64>(a, 8);
    scale = v128.load_splat<f64>(reciprocals, 8);
    x1 = f64x2.mul(f64x2.sub(x1, f64x2.mul(factor, x0)), scale);
    y1 = f64x2.mul(f64x2.sub(y1, f64x2.mul(factor, y0)), scale);

    factor = v128.load_splat<f64>(a, 16);
    x2 = f64x2.sub(x2, f64x2.mul(factor, x0));
    y2 = f64x2.sub(y2, f64x2.mul(factor, y0));
    factor = v128.load_splat<f64>(a, 48);
    scale = v128.load_splat<f64>(reciprocals, 16);
    x2 = f64x2.mul(f64x2.sub(x2, f64x2.mul(factor, x1)), scale);
    y2 = f64x2.mul(f64x2.sub(y2, f64x2.mul(factor, y1)), scale);

    factor = v128.load_splat<f64>(a, 24);
    x3 = f64x2.sub(x3, f64x2.mul(factor, x0));
    y3 = f64x2.sub(y3, f64x2.mul(factor, y0));
    factor = v128.load_splat<f64>(a, 56);
    x3 = f64x2.sub(x3, f64x2.mul(factor, x1));
    y3 = f64x2.sub(y3, f64x2.mul(factor, y1));
    factor = v128.load_splat<f64>(a, 88);
    scale = v128.load_splat<f64>(reciprocals, 24);
    x3 = f64x2.mul(f64x2.sub(x3, f64x2.mul(factor, x2)), scale);
    y3 = f64x2.mul(f64x2.sub(y3, f64x2.mul(factor, y2)), scale);
  }
  v128.store(b, x0);
  v128.store(b, y0, 16);
  v128.store(b, x1, 32);
  v128.store(b, y1, 48);
  v128.store(b, x2, 64);
  v128.store(b, y2, 80);
  v128.store(b, x3, 96);
  v128.store(b, y3, 112);
}
