import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { studyPage } from '../../build/study/page.mjs';
import { readPrices } from '../../src/index.js';
import { hasShared, shared } from '../support/shared.js';

const page = readFileSync('docs/study.md', 'utf8');

describe('the original study beside ours', () => {
  it.skipIf(!hasShared)(
    'is what npm run study makes of the ten ETFs',
    async () => {
      expect(page).toBe(await studyPage(await readPrices(shared('data/etf10_adj.csv'))));
    },
    180_000,
  );

  it.each([
    ['observations and months', ['| observations | 600 | 600 |', '| months | 60 | 60 |', '147, 298, 155']],
    [
      'similarities',
      ['| IWM–EFA | 0.732 |', '| AGG–TLT | 0.821 |', '| IWM–GLD | −0.021 |', '| GLD–DBC | 0.858 |'],
    ],
    [
      'fixed effects with standard errors',
      [
        '| 1 | −0.0050 (0.0119) |',
        '| market | 0.5741 (0.0518) |',
        '| regime[Low] | −0.0009 (0.0078) |',
        '| regime[Normal] | 0.0060 (0.0064) |',
      ],
    ],
    [
      'variances and heritability',
      [
        '| variance asset(combined) | 7.60e−5 |',
        '| variance residual | 3.15e−3 |',
        '| heritability | 0.024 |',
      ],
    ],
    [
      'breeding values',
      [
        'VNQ | 0.0024',
        'IWM | 0.0018',
        'SPY | 0.0013',
        'DBC | 0.0008',
        'EEM | 0.0008',
        'EFA | 0.0004',
        'HYG | 0.0001',
      ],
    ],
    ['condition numbers', ['| sample | 117.0 |', '| systematic | 104.8 |']],
    [
      'weights and their differences',
      ['| AGG | 31.8 |', '| GLD | 12.4 |', '| TLT | 47.5 |', '| 6.0 |', ' +2.1 |', ' −2.3 |'],
    ],
    ['risk', ['| sample | 1.70 |', '| systematic | 1.66 | 2.3 |']],
    [
      'the backtest',
      [
        '| systematic, reported | 7.20 | 6.10 | 1.190 |',
        '| sample, reported | 6.60 | 6.40 | 1.030 |',
        '+0.160 (+15.5)',
      ],
    ],
  ])('has the reported %s', (_, figures) => {
    for (const figure of figures) expect(page).toContain(figure);
  });
});
