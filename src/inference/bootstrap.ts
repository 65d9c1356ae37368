import { ConfigError, ModelError } from '../errors.js';
import { type RandomStream, randomStream } from '../numeric/random.js';

/** How many data sets a parametric bootstrap draws, from which seed. */
export interface BootstrapOptions {
  /** how many data sets to draw; default 199 */
  replicates?: number;
  /** of the random numbers; default 1 */
  seed?: number;
}

/** Test of any number of parameters by simulation. */
export interface BootstrapTest {
  /** the tested components, and fixed effects */
  components: string[];
  /** 2(ℓ_full − ℓ_reduced) of the data themselves */
  statistic: number;
  /** (1 + #{T* ≥ T})/(1 + B) over the B replicates that were fitted */
  pValue: number;
  /** Monte Carlo error of the p-value, √(p(1 − p)/B) */
  standardError: number;
  /** the statistics T* of the B replicates, in the order of drawing */
  statistics: Float64Array;
  /** replicates that were drawn */
  replicates: number;
  /** those of them with a fit that failed or did not converge; they count in nothing */
  failed: number;
  /** why, by the code of the error, with how many */
  failures: Record<string, number>;
}

/** A test before any data are drawn. */
export interface BootstrapProblem {
  components: string[];
  /** of the data themselves */
  statistic: number;
  /** T* of one data set drawn from the reduced model as it was fitted */
  draw: (stream: RandomStream) => number;
}

/**
 * Draws data sets and compares their statistics with that of the data; one that cannot be fitted is counted by the code
 * of its error.
 *
 * Replicate b uses a stream of random numbers of its own: the same seed gives the same test, and more replicates begin
 * with the same ones.
 *
 * @param problem made once the options are known to be good
 * @throws ConfigError `bad-value` for `replicates`, `bad-seed`; ModelError `no-replicates` where none could be fitted
 */
export function bootstrapTest(problem: () => BootstrapProblem, options: BootstrapOptions): BootstrapTest {
  const { replicates = 199, seed = 1 } = options;
  if (!Number.isInteger(replicates) || replicates < 1) {
    throw new ConfigError(
      'bad-value',
      `replicates is ${String(replicates)}`,
      'draw a whole number of data sets, 1 or more',
      { path: 'replicates', value: String(replicates) },
    );
  }
  const { components, statistic, draw } = problem();
  const statistics: number[] = [];
  const failures: Record<string, number> = {};
  for (let b = 0; b < replicates; b++) {
    try {
      statistics.push(draw(randomStream(seed, `parametric bootstrap ${b}`)));
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      failures[error.code] = (failures[error.code] ?? 0) + 1;
    }
  }
  const B = statistics.length;
  if (B === 0) {
    throw new ModelError(
      'no-replicates',
      `none of the ${replicates} data sets drawn from the reduced model could be fitted: ${Object.keys(failures).join(', ')}`,
      'use more observations or fewer terms',
      { replicates, failures: Object.keys(failures) },
    );
  }
  const pValue = (1 + statistics.filter((value) => value >= statistic).length) / (1 + B);
  return {
    components,
    statistic,
    pValue,
    standardError: Math.sqrt((pValue * (1 - pValue)) / B),
    statistics: Float64Array.from(statistics),
    replicates,
    failed: replicates - B,
    failures,
  };
}
