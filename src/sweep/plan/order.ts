/** In which order backtests run: what shares work runs one after another. */
import type { ResolvedConfig, ResolvedStrategy } from '../../config/types.js';
import { type FieldTexts, sha256 } from './identity.js';

/** What backtests can share, in whose order they run. */
export interface Sharing {
  /** adds the next backtest */
  add(config: ResolvedConfig, fields: FieldTexts, data: string): void;
  /** numbers of backtests from 0, those that share most next to each other, else as they were added */
  order(): Uint32Array;
  /** by number: equal where data, returns and windows are the same */
  windows(): Uint32Array;
}

/**
 * Backtests are sorted by their data; by what their returns and inputs are made of (frequency, dates, assets, market, rates,
 * membership, classes, covariates); by their training windows; by their model and kernels; by their strategy but for bounds.
 * Of each, what was added first comes first.
 */
export function sharing(): Sharing {
  const seen = Array.from({ length: 5 }, () => new Map<string, number>());
  const ranks = seen.map((): number[] => []);
  const windowRanks = new Map<string, number>();
  const windows: number[] = [];
  const rankIn = (map: Map<string, number>, text: string): number => {
    const rank = map.get(text) ?? map.size;
    map.set(text, rank);
    return rank;
  };
  return {
    add(config, fields, data) {
      levels(config, fields, data).forEach((text, level) => ranks[level].push(rankIn(seen[level], text)));
      const [ofData, inputs, trained] = ranks.map((of) => of[of.length - 1]);
      windows.push(rankIn(windowRanks, `${ofData} ${inputs} ${trained}`));
    },
    order() {
      const numbers = Uint32Array.from(windows, (_, number) => number);
      return numbers.sort((a, b) => {
        const rank = ranks.find((of) => of[a] !== of[b]);
        return rank === undefined ? a - b : rank[a] - rank[b];
      });
    },
    windows: () => Uint32Array.from(windows),
  };
}

/** Fields that returns and other inputs are made of, and those that windows are. */
const inputFields = [
  ...['frequency', 'from', 'to', 'assets', 'market', 'input', 'returns', 'incompletePeriod', 'riskFree'],
  ...['membership', 'dividends', 'splits', 'classes', 'covariates'],
];
const windowFields = ['train', 'window', 'minHistory', 'warmUp', 'rebalance', 'lag'] as const;
const modelFields = ['model', 'kernels', 'seed'];

function levels({ backtest, strategies }: ResolvedConfig, fields: FieldTexts, data: string): string[] {
  return [
    data,
    inputFields.map((name) => fields[name]).join(),
    windowFields.map((name) => backtest[name]).join(),
    // there may be as many models as backtests in memory
    sha256(modelFields.map((name) => fields[name]).join()).slice(0, 24),
    sha256(JSON.stringify(strategies.map(withoutBounds))).slice(0, 24),
  ];
}

/** A strategy as far as windows are concerned: those of backtests that differ in bounds alone are done once. */
export function withoutBounds(strategy: ResolvedStrategy): object {
  return { ...strategy, minWeights: undefined, maxWeights: undefined };
}
