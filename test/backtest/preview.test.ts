import { describe, expect, it } from 'vitest';
import { type BacktestConfig, backtest, decideNow, previewBacktest } from '../../src/browser.js';
import { config, data, engine } from '../support/six-assets.js';

const noted = (changes: Partial<BacktestConfig>): string[] =>
  previewBacktest(engine, data, { ...config, ...changes }).notes;
const classes = { stocks: ['SPY', 'IWM', 'EFA'], bonds: ['AGG'], real: ['GLD', 'VNQ'] };

describe('a preview says which limits cannot be had together', () => {
  it('by a smallest conflict, and a run falls back for it', async () => {
    const strategies: BacktestConfig['strategies'] = [
      {
        ...{ name: 'tight', covariance: 'sample', maxWeights: 0.3, linearConstraints: ['GLD >= 0.05'] },
        groups: { stocks: { maxWeight: 0.2 }, bonds: { maxWeight: 0.1 }, real: { maxWeight: 0.5 } },
      },
      { name: 'wide', covariance: 'sample', groups: { stocks: { maxWeight: 0.4 } } },
      { name: 'equalWeight' },
    ];
    const notes = noted({ classes, strategies });
    const conflicts = notes.filter((note) => note.includes('no weights keep the limits'));
    expect(conflicts).toHaveLength(2);
    for (const conflict of conflicts) {
      expect(conflict).toContain('no weights keep the limits of tight, which falls back: ');
      for (const part of ['stocks', 'bonds', 'real']) expect(conflict).toContain(part);
      // without any of a smallest conflict there is none: these two have no part in it
      expect(conflict).not.toMatch(/GLD|0\.3/);
    }
    const { strategies: ran } = await backtest(engine, data, { ...config, classes, strategies });
    expect(ran[0].windows.map(({ status }) => status)).toEqual(Array(4).fill('fallback'));
    const [found] = conflicts[0].split('falls back: ').slice(1);
    expect(ran[0].windows[0].reason).toContain(found);
    expect(ran[1].windows.map(({ status }) => status)).toEqual(Array(4).fill('ok'));
  });

  it('where bounds leave too little for who takes part, and of candidates with their names', () => {
    const strategies = [{ name: 'sample', maxWeights: 0.5, groups: { real: { minWeight: 0.3 } } }];
    const selection = {
      candidates: {
        plain: {},
        none: {
          strategies: [{ name: 'sample', groups: { real: { minWeight: 0.3 }, stocks: { minWeight: 0.8 } } }],
        },
      },
    };
    const notes = noted({ classes, strategies, selection }).join('\n');
    expect(notes).toContain('none: 2');
    expect(notes).toContain('no weights keep the limits of sample');
    expect(notes).not.toContain('plain: ');
  });

  it('and nothing of limits on trading, positions and risk that may be kept', () => {
    const strategies = [
      { name: 'traded', covariance: 'sample' as const, turnoverLimit: 0.01 },
      { name: 'few', covariance: 'sample' as const, cardinality: 2, minPosition: 0.1 },
      { name: 'tracker', covariance: 'sample' as const, benchmarkWeights: { SPY: 0.6, AGG: 0.4 } },
      {
        name: 'riskParity',
        covariance: 'sample' as const,
        riskBudgets: { stocks: 0.5, bonds: 0.2, real: 0.3 },
      },
      { name: 'beta', covariance: 'sample' as const, marketBeta: { min: 0.2, max: 0.9 } },
    ];
    expect(noted({ classes, strategies }).join('\n')).not.toMatch(/no weights keep|falls back/);
  });
});

describe('a preview of the market alone', () => {
  it('says that there is nothing to fit, as the run then finds', async () => {
    const alone: BacktestConfig = { ...config, assets: ['SPY'], strategies: [{ name: 'systematic' }] };
    const { notes, universe } = previewBacktest(engine, data, alone);
    expect(universe).toEqual(['SPY']);
    expect(notes.join('\n')).toContain('SPY takes part alone, and it is the market: there is nothing to fit');
    const { strategies } = await backtest(engine, data, alone);
    expect(strategies[0].windows[0].status).toBe('fallback');
    expect(noted({ assets: ['SPY', 'AGG'] }).join('\n')).not.toContain('nothing to fit');
    expect(noted({ assets: ['SPY'], strategies: [{ name: 'sample' }] }).join('\n')).not.toContain(
      'nothing to fit',
    );
  });
});

describe('a strategy that is called nearly as something else', () => {
  it.each([
    [{ name: 'smaple' }, 'the strategy smaple uses the covariance posterior; did you mean sample?'],
    [
      { name: 'ledoitWolff', riskAversion: 3 },
      'ledoitWolff uses the covariance posterior; did you mean ledoitWolf?',
    ],
    [{ name: 'systematic2' }, 'systematic2 uses the covariance posterior; did you mean systematic?'],
    [{ name: 'riskPartiy' }, 'riskPartiy has the objective minimumVariance; did you mean riskParity?'],
    [
      { name: 'equalWeights', covariance: 'sample' as const },
      'equalWeights has the objective minimumVariance; did you mean equalWeight?',
    ],
    [{ name: 'averagd' }, 'averagd uses the covariance posterior; did you mean averaged?'],
    [{ name: 'stackd' }, 'stackd uses the covariance posterior; did you mean stacked?'],
  ])('is noted by the preview, the run and the decision of now: %o', async (strategy, note) => {
    const given = { ...config, strategies: [strategy] };
    const expected = expect.arrayContaining([expect.stringContaining(note)]) as string[];
    expect(previewBacktest(engine, data, given).notes).toEqual(expected);
    expect((await backtest(engine, data, given)).notes).toEqual(expected);
    expect(decideNow(engine, data, given).notes).toEqual(expected);
  });

  it.each([
    [{ name: 'sample' }],
    [{ name: 'smaple', covariance: 'sample' as const }],
    [{ name: 'mine' }],
    [{ name: 'systematic' }],
    [{ name: 'posterior2' }],
    [{ name: 'riskParity2', objective: 'riskParity' as const }],
  ])('and others are not: %o', (strategy) => {
    expect(noted({ strategies: [strategy] }).join('\n')).not.toContain('did you mean');
  });
});
