/** What is compared; the host's twin is `src/statistics/block-bootstrap.ts`. */
export const enum Statistic {
  /** θ = μ/σ */
  SHARPE = 0,
  /** θ = log σ² */
  LOG_VARIANCE = 1,
}

/** One bootstrap as the host asks for it. 4 bytes a field, in this order; series are dense, row-major, doubles. */
@unmanaged
export class BootstrapRequest {
  /** a Statistic */
  statistic: i32;
  /** T, at least 2 */
  periods: i32;
  /** K, at least 2 */
  series: i32;
  /** position of the series that the others are compared with */
  base: i32;
  /** b, from 1 to T */
  blockLength: i32;
  /** M */
  samples: i32;
  /** the seed, and what names the stream of random numbers */
  keyLow: u32;
  keyHigh: u32;
  streamHigh: u32;
  streamLow: u32;

  /** in: K×T, each row with mean 0 and mean square 1 */
  values: usize;
  /** in: K, the means of the rows before they were centred, on the same scale */
  means: usize;
  /** out: K×M; of the base's row nothing is written */
  distances: usize;
}
