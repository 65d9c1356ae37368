import { describe, expect, it } from 'vitest';
import { analyseLuck, verdict } from '../../../src/sweep/luck/index.js';
import type { FamilyTest, JudgedTrial, LuckAnalysis, Overfitting } from '../../../src/sweep/luck/index.js';
import { engines } from '../../support/engines.js';
import { panelOf, trialRows } from '../../support/trial-panels.js';

const words = { periodsPerYear: 12, baseline: 'equalWeight' };
const yearly = (ratio: number): number => ratio / Math.sqrt(12);

const best: JudgedTrial = {
  trial: 17,
  sharpe: yearly(0.91),
  probabilistic: 0.98,
  deflated: 0.41,
  deflatedByClusters: 0.63,
  difference: 0.05,
  pValue: 0.03,
  adjustedPValue: 0.61,
};
const overfitting: Overfitting = {
  ...{ blocks: 16, splits: 12_870, trials: 4320, flatTrials: 0 },
  ...{ probability: 0.62, probabilityOfLoss: 0.3, degradation: -0.4 },
  ...{ ranks: new Float64Array(), inSample: new Float64Array(), outOfSample: new Float64Array() },
};
const family: FamilyTest = {
  ...{ tested: 4320, untested: 0, blockLength: 4, samples: 4999, seed: 1, level: 0.05 },
  ...{ better: 0, worse: 0, betterAlone: 201, smallest: 0.61 },
};
const unlucky: LuckAnalysis = {
  ...{ trials: 4320, undefinedTrials: 0, periods: 60, sharpeVariance: 0.004, meanSharpe: 0.1 },
  ...{ expectedMaximum: yearly(0.88), expectedMaximumByClusters: yearly(0.5) },
  ...{ sharpes: new Float64Array(), baselineSharpe: yearly(0.7), overfitting, family },
  effective: {
    clusters: 9,
    clusterVariance: 0.01,
    quality: 2,
    distinct: 4000,
    sampled: 1000,
    participation: 6,
  },
  best: [best],
};

/** The same analysis with other numbers of the best trial, of the cross-validation and of the tests. */
function like(
  own: Partial<JudgedTrial>,
  {
    probability = 0.62,
    tests = {},
    rest = {},
  }: { probability?: number; tests?: Partial<FamilyTest>; rest?: Partial<LuckAnalysis> } = {},
): LuckAnalysis {
  return {
    ...unlucky,
    overfitting: { ...overfitting, probability },
    family: { ...family, ...tests },
    best: [{ ...best, ...own }],
    ...rest,
  };
}

const real = { deflated: 0.97, adjustedPValue: 0.01 };
const better = { better: 3 };

describe('the verdict', () => {
  it('says in a sentence that most of the best ratio is luck, and on what that rests', () => {
    expect(verdict(unlucky, words)).toEqual({
      level: 'luck',
      sentence:
        'The best of 4,320 trials has a Sharpe ratio of 0.91 a year; as many trials without skill would have shown 0.88: most of it is luck (deflated 0.41, PBO 0.62, no trial is better than equalWeight after correction).',
      reasons: [
        'The Sharpe ratio is above what the best of 4,320 trials without skill would reach with probability 0.41, and with 0.63 if they count as 9 clusters.',
        'The probability of backtest overfitting is 0.62: in that share of 12,870 splits of 16 blocks the best trial in sample was in the lower half out of sample.',
        'Corrected for 4,320 tests, no trial is better than equalWeight at the level 0.05, 201 without correction; the best trial has p = 0.6100 (4,999 resamples).',
      ],
    });
  });

  it('is likely real only where every measure says so, up to their borders', () => {
    const levelOf = (...given: Parameters<typeof like>) => verdict(like(...given), words).level;
    expect(levelOf({ ...real, deflated: 0.95 }, { probability: 0.1, tests: better })).toBe('likelyReal');
    expect(levelOf({ ...real, deflated: 0.9499 }, { probability: 0.1, tests: better })).toBe('undecided');
    expect(levelOf(real, { probability: 0.1001, tests: better })).toBe('undecided');
    expect(levelOf({ ...real, adjustedPValue: 0.0499 }, { probability: 0, tests: better })).toBe(
      'likelyReal',
    );
    expect(levelOf({ ...real, adjustedPValue: 0.05 }, { probability: 0, tests: better })).toBe('undecided');
    expect(levelOf({ deflated: 0.9499 }, { probability: 0.1001 })).toBe('luck');
    expect(levelOf({ deflated: 0.95 }, { probability: 0.1001 })).toBe('undecided');
    expect(levelOf({ deflated: 0.9 }, { probability: 0.1 })).toBe('undecided');
    // the level is that of the tests
    expect(
      levelOf({ ...real, adjustedPValue: 0.04 }, { probability: 0, tests: { ...better, level: 0.01 } }),
    ).toBe('undecided');
  });

  it('leaves out measures that were not made, and says why', () => {
    const few: LuckAnalysis = {
      ...like(real),
      overfitting: { reason: '7 periods when 8 are needed' },
      family: { reason: 'there is no baseline' },
      baselineSharpe: null,
    };
    expect(verdict(few, words)).toMatchObject({
      level: 'likelyReal',
      sentence:
        'The best of 4,320 trials has a Sharpe ratio of 0.91 a year; as many trials without skill would have shown 0.88: likely real (deflated 0.97).',
    });
    expect(verdict(few, words).reasons.slice(1)).toEqual([
      'There is no probability of overfitting: 7 periods when 8 are needed.',
      'There is no test against equalWeight: there is no baseline.',
    ]);
    const undeflated = like({ ...real, deflated: null }, { probability: 0.02, tests: better });
    expect(verdict(undeflated, words).level).toBe('undecided');
    expect(verdict(undeflated, words).reasons).toContain(
      'There is no deflated Sharpe ratio: the error of the ratio is not defined.',
    );
    const same = like(real, { probability: 0.02, tests: { tested: 0, untested: 4320 } });
    expect(verdict(same, words).level).toBe('likelyReal');
    expect(verdict(same, words).reasons).toContain(
      'There is no test against equalWeight: no trial differs from it but in scale.',
    );
  });

  it('is not likely to be real as long as something has no result, and says so', () => {
    const luck = like(real, { probability: 0.02, tests: better });
    const whole = verdict(luck, { ...words, planned: 4321, missing: 0 });
    expect(whole).toEqual(verdict(luck, words));
    expect(whole.level).toBe('likelyReal');
    expect(verdict(luck, { ...words, planned: 4321, missing: 1 })).toEqual({
      level: 'undecided',
      sentence: `${whole.sentence.slice(0, -1)}; so far, as 1 of 4,321 backtests has no result.`,
      reasons: whole.reasons,
    });
    const bad = like({ ...real, deflated: 0.1 });
    expect(verdict(bad, { ...words, planned: 5000, missing: 600 }).level).toBe(verdict(bad, words).level);
  });

  it('is worse where the best is no better than the baseline, or than cash', () => {
    const none = like(real, { probability: 0, tests: better, rest: { baselineSharpe: yearly(0.91) } });
    expect(verdict(none, words)).toMatchObject({
      level: 'worse',
      sentence:
        'The best of 4,320 trials has a Sharpe ratio of 0.91 a year, which is no more than the 0.91 of equalWeight: the search found nothing better.',
    });
    expect(verdict({ ...none, baselineSharpe: yearly(0.9099) }, words).level).toBe('likelyReal');
    const losing = like({ sharpe: 0 }, { rest: { baselineSharpe: -0.1 } });
    expect(verdict(losing, words)).toMatchObject({
      level: 'worse',
      sentence: 'The best of 4,320 trials has a Sharpe ratio of 0.00 a year: no trial earned more than cash.',
    });
  });

  it('words luck by how much of the ratio it explains', () => {
    const ending = (expected: number): string =>
      /: ([a-z ]+) \(/.exec(
        verdict(like({}, { rest: { expectedMaximum: best.sharpe * expected } }), words).sentence,
      )![1];
    expect([1.2, 1, 0.999, 0.75, 0.749].map(ending)).toEqual([
      'luck alone explains it',
      'luck alone explains it',
      'most of it is luck',
      'most of it is luck',
      'it cannot be told from luck',
    ]);
  });

  it('names the subject, and scales to the year of the periods', () => {
    const { sentence } = verdict(unlucky, { periodsPerYear: 48, baseline: 'spy', subject: 'etf, 2010–2020' });
    expect(sentence).toMatch(/^etf, 2010–2020: the best of 4,320 trials has a Sharpe ratio of 1.82 a year; /);
    expect(sentence).toContain('without skill would have shown 1.76');
  });

  it('shows on which side of a border a number is', () => {
    expect(verdict(like({ deflated: 0.9496 }), words).sentence).toContain('deflated 0.9496,');
    expect(verdict(like({ deflated: 0.95 }), words).sentence).toContain('deflated 0.95,');
    expect(verdict(like({}, { probability: 0.1004 }), words).sentence).toContain('PBO 0.1004,');
  });

  it('tells other trials that are better from the best, which is not', () => {
    const { sentence, reasons } = verdict(like({}, { tests: { better: 1 } }), words);
    expect(sentence).toContain('not better than equalWeight itself after correction');
    expect(reasons[2]).toContain('1 trial is better than equalWeight');
    const found = verdict(like(real, { probability: 0.01, tests: better }), words);
    expect(found.sentence).toContain('better than equalWeight after correction, p = 0.0100');
    expect(found.reasons[2]).toContain('3 trials are better than equalWeight');
  });

  it('says so where no trial has a ratio', () => {
    const luck = { ...unlucky, undefinedTrials: 4320, best: [] };
    expect(verdict(luck, words)).toMatchObject({
      level: 'none',
      sentence: 'None of 4,320 trials has a Sharpe ratio, so that there is nothing to judge.',
    });
  });

  it('does not take noise for skill, nor skill for noise', async () => {
    const [[, engine]] = engines;
    const of = async (skill: (k: number) => number) => {
      const [baseline, ...rows] = trialRows({ trials: 301, periods: 240, market: 0.5, skill }, 12);
      return verdict(await analyseLuck(engine, panelOf(rows), baseline, { seed: 1 }), words);
    };
    expect((await of(() => 0.1)).level).not.toBe('likelyReal');
    expect((await of((k) => (k === 40 ? 0.6 : 0))).level).toBe('likelyReal');
  });

  it('judges one trial by its probabilistic Sharpe ratio', async () => {
    const [[, engine]] = engines;
    const rows = trialRows({ trials: 1, periods: 60, skill: () => 0.2 }, 3);
    const luck = await analyseLuck(engine, panelOf(rows), null, { seed: 1 });
    const { sentence, level } = verdict(luck, words);
    expect(sentence).toMatch(
      /^The only trial has a Sharpe ratio of \d\.\d\d a year: .*\(probabilistic 0\.\d+\)\.$/,
    );
    expect(level).toBe(luck.best[0].deflated! >= 0.95 ? 'likelyReal' : 'luck');
  });
});
