/** What the study runs over: every universe by days, weeks and months, with windows from half to five times its assets. */
import { createHash } from 'node:crypto';

/** Fixed a priori; the hash of a cell holds them. */
export const settings = {
  /** T over N; an ETF universe of ten has 10 N too, or it would have two windows alone */
  windowFactors: [0.5, 1, 2, 5],
  furtherFactorBelow: { assets: 20, factor: 10 },
  /** fewer periods are too few for the model */
  leastWindow: 24,
  /** periods held out of sample, fewer of which say nothing */
  leastHeld: { day: 100, week: 100, month: 40 },
  rebalance: { day: 21, week: 4, month: 1 },
  /** every second decision from so many assets on, where a decision takes longest */
  thinnedFrom: 150,
  /** one way, of value traded */
  costs: 0.001,
  /** γ of the volatility that costs are worth */
  riskAversion: 5,
  /** a larger share of windows that are not as configured is marked, and not ranked */
  mostFallbacks: 0.1,
  bootstrapSamples: 4999,
  seed: 1,
  /** decisions that an estimator is timed over, alone */
  timedDecisions: 6,
};

const frequencies = ['month', 'week', 'day'];

/**
 * Tickers of a random subset: those whose SHA-256 of seed and ticker come first.
 *
 * @param seed of the subset; the same for a larger one holds the smaller
 */
export function subset(tickers, size, seed) {
  const place = (ticker) => createHash('sha256').update(`${seed}:${ticker}`).digest('hex');
  return tickers
    .map((ticker) => [place(ticker), ticker])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, size)
    .map(([, ticker]) => ticker);
}

/** Windows of N assets: a few times N each, none below the least, each once. */
export function windowsOf(assets) {
  const { windowFactors, furtherFactorBelow: further, leastWindow } = settings;
  const factors = assets < further.assets ? [...windowFactors, further.factor] : windowFactors;
  return [...new Set(factors.map((factor) => Math.max(leastWindow, Math.floor(factor * assets))))];
}

/**
 * The cells of universes, those with the most work first.
 *
 * @param universes `name`, `assets`, `periods` by frequency; `rebalance` where it is not that of the settings
 */
export function cellsOf(universes) {
  const cells = universes.flatMap(({ name, assets, periods, rebalance = {} }) =>
    frequencies
      .filter((frequency) => periods[frequency] !== undefined)
      .flatMap((frequency) =>
        windowsOf(assets.length)
          .filter((window) => periods[frequency] - window >= settings.leastHeld[frequency])
          .map((window) => {
            const step = rebalance[frequency] ?? settings.rebalance[frequency];
            const thinned = assets.length >= settings.thinnedFrom ? 2 : 1;
            const held = periods[frequency] - window;
            return {
              id: `${name} ${frequency} ${window}`,
              universe: name,
              frequency,
              window,
              rebalance: step * thinned,
              assets: [...assets],
              decisions: Math.ceil(held / (step * thinned)),
            };
          }),
      ),
  );
  return cells.sort((a, b) => workOf(b) - workOf(a) || (a.id < b.id ? -1 : 1));
}

/** Work of a cell, in no unit: what the time left is told by. */
export function workOf({ assets: { length: N }, window, decisions }) {
  return decisions * (N ** 3 / 30 + N * N * window * 0.1 + 2e5);
}
