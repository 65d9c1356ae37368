import { randomStream } from '../numeric/random.js';
import { mean } from './moments.js';

/** Lengths that a calibration chooses from, as in Ledoit and Wolf (2008). */
const CANDIDATES = [1, 2, 4, 6, 8, 10];
/** K, series that are simulated */
const SIMULATIONS = 1000;
/** mean length of the blocks of residuals */
const RESIDUAL_BLOCK = 5;

/** Two series of T values. */
export type SeriesPair = readonly [Float64Array, Float64Array];

/**
 * The length of blocks whose intervals keep their level best on series like these (Ledoit and Wolf 2008, Algorithm 3.1):
 * 1,000 pairs from a first-order vector autoregression x_t = c + A·x_{t−1} + u_t, fitted by least squares, with u the
 * stationary bootstrap of its residuals (Politis and Romano 1994, blocks of 5 on average), which starts at any x_t. Of
 * 1, 2, 4, 6, 8 and 10 that is chosen whose intervals cover the Δ of the data with a frequency nearest to the level, the
 * shortest of equals.
 *
 * @param covers whether the interval of a pair, with blocks of so many periods, has the Δ of the data
 */
export function calibratedBlockLength(
  pair: SeriesPair,
  covers: (simulated: SeriesPair, blockLength: number) => boolean,
  level: number,
  seed: number,
): number {
  const T = pair[0].length;
  const candidates = CANDIDATES.filter((length) => 2 * length <= T);
  const covered = candidates.map(() => 0);
  const draw = simulator(pair, seed);
  for (let k = 0; k < SIMULATIONS; k++) {
    const simulated = draw();
    candidates.forEach((length, c) => (covered[c] += Number(covers(simulated, length))));
  }
  const errors = covered.map((count) => Math.abs(count / SIMULATIONS - level));
  return candidates[errors.indexOf(Math.min(...errors))];
}

/** Draws pairs like a pair, as many values of each. */
export function simulator(pair: SeriesPair, seed: number): () => SeriesPair {
  const T = pair[0].length;
  const { constants, slopes, residuals } = vectorAutoregression(pair);
  const { uniform } = randomStream(seed, 'calibration of block lengths');
  const position = (count: number): number => Math.floor(uniform() * count);
  return () => {
    const drawn = [new Float64Array(T), new Float64Array(T)] as const;
    const start = position(T);
    drawn.forEach((values, i) => (values[0] = pair[i][start]));
    let at = position(T - 1);
    for (let t = 1; t < T; t++) {
      const [x, y] = [drawn[0][t - 1], drawn[1][t - 1]];
      drawn.forEach((values, i) => {
        values[t] = constants[i] + slopes[i][0] * x + slopes[i][1] * y + residuals[i][at];
      });
      at = uniform() < 1 / RESIDUAL_BLOCK ? position(T - 1) : (at + 1) % (T - 1);
    }
    return drawn;
  };
}

/** x_t = c + A·x_{t−1} + u_t by least squares; slopes are the rows of A, 0 where the two series are one but for scale. */
export function vectorAutoregression(pair: SeriesPair): {
  constants: number[];
  slopes: [number, number][];
  residuals: Float64Array[];
} {
  const now = pair.map((values) => values.subarray(1));
  const before = pair.map((values) => values.subarray(0, -1));
  const nowMeans = now.map((values) => mean(values)!);
  const beforeMeans = before.map((values) => mean(values)!);
  const product = (a: Float64Array, aMean: number, b: Float64Array, bMean: number): number =>
    a.reduce((sum, value, t) => sum + (value - aMean) * (b[t] - bMean), 0);
  const lagged = (i: number, j: number): number =>
    product(before[i], beforeMeans[i], before[j], beforeMeans[j]);
  const [s11, s12, s22] = [lagged(0, 0), lagged(0, 1), lagged(1, 1)];
  const determinant = s11 * s22 - s12 * s12;
  const isSingular = !(determinant > 1e-12 * s11 * s22);
  const slopes = now.map((values, i): [number, number] => {
    const [c1, c2] = [0, 1].map((j) => product(values, nowMeans[i], before[j], beforeMeans[j]));
    return isSingular ? [0, 0] : [(s22 * c1 - s12 * c2) / determinant, (s11 * c2 - s12 * c1) / determinant];
  });
  const constants = slopes.map(([a, b], i) => nowMeans[i] - a * beforeMeans[0] - b * beforeMeans[1]);
  const residuals = now.map((values, i) =>
    values.map(
      (value, t) => value - constants[i] - slopes[i][0] * before[0][t] - slopes[i][1] * before[1][t],
    ),
  );
  return { constants, slopes, residuals };
}
