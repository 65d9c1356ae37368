/** One tile of trials in a cross-validation, as the host asks for it; the host's twin is `src/sweep/luck/overfitting.ts`. */
@unmanaged
export class CrossValidationRequest {
  /** S, even */
  blocks: i32;
  /** n, trials of the tile, and the number of the first among all */
  trials: i32;
  first: i32;
  /** C(S, S/2), the number of halves */
  splits: i32;

  /** in: n×S each, Σr and Σr² over the periods of a block */
  sums: usize;
  squares: usize;
  /** in: S, periods of each block, a little less: see `limit` in `subsets.ts` */
  limits: usize;
  /** in and out, by the half that is in sample: the largest transformed ratio so far */
  best: usize;
  /** in and out, by the half that is out of sample: the same trial's there */
  outOfSample: usize;
  /** in and out, by the half that is in sample, 4 bytes each: the trial that is best there */
  winners: usize;
  /** in and out, by the half that is out of sample: twice the trials below the winner, and once those equal to it, itself included */
  below: usize;
  /** out: n of 4 bytes: 1 where a trial does not vary in one half or more */
  flat: usize;
}

/** One tile of trials in a step-down, as the host asks for it; the host's twin is `src/sweep/luck/step-down.ts`. */
@unmanaged
export class StepDownRequest {
  /** a BootstrapRequest of Sharpe ratios: series 0 is the base, those behind it the trials; its `distances` are not written */
  bootstrap: usize;
  /** in: d of the trials, ascending, none below those of earlier tiles */
  observed: usize;
  /** in and out: M, the largest d* of each resample so far */
  most: usize;
  /** out: n of 4 bytes each: #{d* ≥ d} of the trial alone, and of the largest d* up to it */
  alone: usize;
  joint: usize;
}
