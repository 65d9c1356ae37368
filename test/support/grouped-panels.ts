import type { Panel, PanelModel } from '../../src/model/types.js';
import { decayingKernel } from './edge-panels.js';
import { randomSource } from './random.js';

/** How residuals are grouped: in two classes, in the two levels of `regime`, in both, or each asset by itself. */
export type Grouping = 'class' | 'regime' | 'both' | 'each';

const equities = 4;
const bonds = 3;
const N = equities + bonds;
const assets = Array.from({ length: N }, (_, i) => (i % 2 === 1 ? `B${i}` : `E${i}`));
const classes = Object.fromEntries(assets.map((asset) => [asset, asset[0] === 'B' ? 'Bond' : 'Equity']));
const K = decayingKernel(assets, 0.6);

/**
 * Four equities and three bonds over 40 periods: residuals of equities have four times the variance of those of bonds, and
 * in `High` periods four times that of `Low` ones; beside them a market, a shared effect and related ones.
 */
export function groupedPanel(seed: number, missing: number): Panel {
  const { normal, uniform } = randomSource(seed);
  const T = 40;
  const market = Float64Array.from({ length: T }, () => 0.04 * normal());
  const regime = Array.from({ length: T }, () => (uniform() < 0.4 ? 'High' : 'Low'));
  const returns = new Float64Array(T * N);
  for (let t = 0; t < T; t++) {
    const shared = 0.006 * normal();
    const z = assets.map(() => normal());
    for (let i = 0; i < N; i++) {
      // a moving average over neighbours is related as a decaying kernel says, about
      const related = 0.006 * (0.8 * z[i] + 0.6 * z[(i + 1) % N]);
      const own = 0.02 * Math.sqrt((assets[i][0] === 'B' ? 0.25 : 1) * (regime[t] === 'High' ? 2 : 0.5));
      returns[t * N + i] = 0.002 + 0.2 * i * market[t] + shared + related + own * normal();
      if (uniform() < missing) returns[t * N + i] = NaN;
    }
  }
  return {
    assets,
    periods: Array.from({ length: T }, (_, t) => `period ${t + 1}`),
    returns,
    covariates: { market, regime },
  };
}

export function groupedModel(by: Grouping): PanelModel {
  return {
    fixed: ['asset', 'asset:market'],
    random: ['time', 'asset:time(K)'],
    kernels: { K },
    residualGroups: {
      ...(by === 'regime' ? {} : { assets: by === 'each' ? ('each' as const) : classes }),
      ...(by === 'regime' || by === 'both' ? { periods: 'regime' } : {}),
    },
  };
}

/** Label of the residual variance of a cell. */
export function labelOf(panel: Panel, by: Grouping, cell: number): string {
  const asset = panel.assets[cell % N];
  const level = (panel.covariates.regime as string[])[Math.floor(cell / N)];
  const group = by === 'each' ? asset : classes[asset];
  return `residual[${by === 'regime' ? level : by === 'both' ? `${group}:${level}` : group}]`;
}
