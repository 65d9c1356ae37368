import { type EngineCore, frameBytes } from '../../engine/core.js';

/**
 * Z·Z' of n rows, both triangles; correlations where rows are standardised.
 *
 * @param rows n × T, row-major
 */
export function crossProducts(core: EngineCore, rows: Float64Array, n: number, T: number): Float64Array {
  const products = core.run(
    (engine) => frameBytes(n * T, n * n) + engine.syrkWorkspace(n, T),
    (engine, frame) => {
      const c = frame.doubles(n * n);
      engine.syrk(0, n, T, 1, frame.copy(rows), T, 0, c, n);
      return frame.read(c, n * n);
    },
  );
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) products[j * n + i] = products[i * n + j];
  return products;
}

/**
 * Adds Z'·Z of n rows to a T × T matrix, of which the lower triangle counts.
 *
 * @param rows n × T, row-major
 */
export function addGram(
  core: EngineCore,
  rows: Float64Array,
  n: number,
  T: number,
  gram: Float64Array,
): void {
  core.run(
    (engine) => frameBytes(n * T, T * T) + engine.syrkWorkspace(T, n),
    (engine, frame) => {
      const c = frame.copy(gram);
      engine.syrk(1, T, n, 1, frame.copy(rows), T, 1, c, T);
      gram.set(frame.memory().subarray(c / 8, c / 8 + T * T));
    },
  );
}

/** √(½(1 − ρ)) of each pair, 0 on the diagonal (López de Prado 2016). */
export function correlationDistances(correlations: Float64Array, n: number): Float64Array {
  const distances = correlations.map((rho) => Math.sqrt(Math.max(0, 0.5 * (1 - rho))));
  for (let i = 0; i < n; i++) distances[i * n + i] = 0;
  return distances;
}
