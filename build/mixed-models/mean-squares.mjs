/**
 * REML of balanced data in closed form, where no variance is at the boundary: variances from mean squares.
 *
 * With the sums of squares SS_k of the terms in order, each after the fixed effects and the terms before it, and their
 * degrees of freedom, MS_k = SS_k/df_k and σ_k² = (MS_k − MS_error(k))/c_k.
 *
 * @param model of `engine.fitMixedModel`, terms without kernel or covariate
 * @param balanced by label of a term, in the order of the sums: [error term or 'residual', c_k]
 * @returns variances by label, residual included
 */
export function meanSquareVariances(model, balanced) {
  const p = model.columns.length;
  const fixed = model.columns.map((_, k) => Float64Array.from(model.y, (__, i) => model.X[i * p + k]));
  const basis = [];
  const residual = Float64Array.from(model.y);
  const sweep = (columns) => {
    const before = { sum: squares(residual), rank: basis.length };
    for (const column of columns) {
      const direction = orthogonal(column, basis);
      if (!direction) continue;
      basis.push(direction);
      subtract(residual, direction);
    }
    return (before.sum - squares(residual)) / (basis.length - before.rank);
  };
  sweep(fixed);
  const meanSquare = {};
  for (const label of Object.keys(balanced)) {
    const { levels } = model.random.find((term) => term.label === label);
    meanSquare[label] = sweep(
      [...new Set(levels)].map((level) => Float64Array.from(levels, (own) => Number(own === level))),
    );
  }
  meanSquare.residual = squares(residual) / (model.y.length - basis.length);
  return Object.fromEntries([
    ...Object.entries(balanced).map(([label, [error, count]]) => [
      label,
      (meanSquare[label] - meanSquare[error]) / count,
    ]),
    ['residual', meanSquare.residual],
  ]);
}

/** The unit vector of a column's part orthogonal to an orthonormal basis; null where there is none but rounding. */
function orthogonal(column, basis) {
  const rest = Float64Array.from(column);
  const size = Math.sqrt(squares(column));
  // twice, against cancellation
  for (let pass = 0; pass < 2; pass++) for (const direction of basis) subtract(rest, direction);
  const length = Math.sqrt(squares(rest));
  return length > 1e-8 * size ? rest.map((value) => value / length) : null;
}

function subtract(vector, direction) {
  const share = vector.reduce((sum, value, i) => sum + value * direction[i], 0);
  direction.forEach((value, i) => (vector[i] -= share * value));
}

function squares(vector) {
  return vector.reduce((sum, value) => sum + value * value, 0);
}
