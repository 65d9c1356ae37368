import { type EngineCore, frameBytes } from '../engine/core.js';
import type { FurtherExports } from '../engine/exports.js';

/** What the engine filters; see assembly/filter/request.ts. */
export interface FilterInput {
  /** n, T, m that move, f that stay */
  series: number;
  periods: number;
  moving: number;
  constant: number;
  /** T×(f + m), those that stay first */
  covariates: Float64Array;
  /** m×n of independent series: variances of their steps; m×n×n of joint ones: Q_j */
  noise: Float64Array;
  /** n×T of independent series, T×n of joint ones, NaN where missing */
  values: Float64Array;
  /** n×n: Ω of joint series; null where they are independent with the variance 1 */
  within: Float64Array | null;
}

/** What is known in which periods: of the likelihood alone, in the last one, or in all; `score`: as `last`, and derivatives. */
export type FilterPaths = 'none' | 'last' | 'all' | 'score';

/** Arrays are T×n×m, T×n and (f + m)×n; of `last` and `score` there is only the last period of the filtered ones. */
export interface FilterOutput {
  /** Σ log|F_t| + log|S| */
  logDeterminants: number;
  /** generalised least squares: e'Σ⁻¹e */
  squares: number;
  filtered: Float64Array;
  filteredVariances: Float64Array;
  smoothed: Float64Array;
  smoothedVariances: Float64Array;
  innovations: Float64Array;
  innovationVariances: Float64Array;
  effects: Float64Array;
  /** of `score`, see assembly/filter/score.ts: (1 + m)×n×n, and (1 + m)×n of independent series, (1 + m)×n×n of joint ones */
  disturbanceSquares: Float64Array;
  disturbanceTraces: Float64Array;
  /** −1, or the first series (of joint ones, effect) that the data do not tell */
  aliased: number;
}

const REQUEST_FIELDS = 19;
const INFO = 3;
const NOT_DEFINITE = -2;
const paths: readonly FilterPaths[] = ['none', 'last', 'all', 'score'];

/** Independent filters where `within` is null, else the joint one; null where an innovation variance is not positive definite. */
export function engineFilter(
  core: EngineCore<FurtherExports>,
  input: FilterInput,
  path: FilterPaths,
): FilterOutput | null {
  const { series: n, periods: T, moving: m, constant: f, covariates, noise, values, within } = input;
  const states = path === 'none' ? 0 : (path === 'all' ? T : 1) * n * m;
  const [smoothed, cells] = path === 'all' ? [T * n * m, T * n] : [0, 0];
  const effects = path === 'none' ? 0 : (f + m) * n;
  const squares = path === 'score' ? (1 + m) * n * n : 0;
  const traces = within === null ? squares / n : squares;
  const sizes = [states, states, smoothed, smoothed, cells, cells, effects, squares, traces];
  return core.run(
    () =>
      frameBytes(REQUEST_FIELDS, covariates.length, noise.length, values.length, within?.length ?? 0) +
      frameBytes(INFO, ...sizes),
    (engine, frame) => {
      const request = frame.integers(REQUEST_FIELDS);
      const given = [covariates, noise, values].map((array) => frame.copy(array));
      const omega = within === null ? 0 : frame.copy(within);
      const info = frame.doubles(INFO);
      const outputs = sizes.map((size) => frame.doubles(size));
      const fields = [n, T, m, f, paths.indexOf(path), ...given, omega, info, ...outputs];
      frame.integerMemory().set(fields, request / 4);
      frame.reserve(
        within === null ? engine.splitFilterWorkspace(request) : engine.jointFilterWorkspace(request),
      );
      const aliased = within === null ? engine.splitFilter(request) : engine.jointFilter(request);
      if (aliased === NOT_DEFINITE) return null;
      const [logInnovations, logInformation, ofResiduals] = frame.read(info, INFO);
      const read = outputs.map((address, k) => frame.read(address, sizes[k]));
      return {
        logDeterminants: logInnovations + logInformation,
        squares: ofResiduals,
        filtered: read[0],
        filteredVariances: read[1],
        smoothed: read[2],
        smoothedVariances: read[3],
        innovations: read[4],
        innovationVariances: read[5],
        effects: read[6],
        disturbanceSquares: read[7],
        disturbanceTraces: read[8],
        aliased,
      };
    },
  );
}
