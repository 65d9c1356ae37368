/** What an analysis of luck says in one sentence. */
import type { LuckAnalysis } from './types.js';

/**
 * - `none`       no trial has a Sharpe ratio
 * - `worse`      the best trial's Sharpe ratio is not above that of the baseline, or not above 0
 * - `likelyReal` everything that could be measured says that the best trial is more than luck
 * - `undecided`  some of it does
 * - `luck`       nothing does
 */
export type VerdictLevel = 'none' | 'worse' | 'likelyReal' | 'undecided' | 'luck';

export interface Verdict {
  level: VerdictLevel;
  /** one sentence, Sharpe ratios a year */
  sentence: string;
  /** what it rests on, a sentence each */
  reasons: string[];
}

/** What the numbers cannot say. */
export interface VerdictWords {
  /** scales Sharpe ratios to a year: 12, 52, 252, … */
  periodsPerYear: number;
  /** name of the strategy that trials were tested against */
  baseline: string;
  /** backtests that were to run, and those of them that have no result yet; default none */
  planned?: number;
  missing?: number;
  /** what is judged, in front of the sentence: a universe, say; default none */
  subject?: string;
}

/** A deflated Sharpe ratio from here on speaks for skill. */
const CONFIDENT = 0.95;
/** A probability of overfitting up to this speaks for skill; ½ is a coin. */
const OVERFIT = 0.1;
/** From this share of the best ratio on, luck explains most of it. */
const MOST = 0.75;

/** A measure of skill: whether it speaks for skill, and how the sentence and the reasons put it. */
interface Evidence {
  isForSkill: boolean;
  short: string;
  reason: string;
}

/**
 * `verdictOf`, with a word on what has no result yet: until all have one, nothing is `likelyReal`.
 *
 * @see docs/luck.md#the-verdict
 */
export function verdict(luck: LuckAnalysis, words: VerdictWords): Verdict {
  const { level, sentence, reasons } = verdictOf(luck, words);
  const { planned = 0, missing = 0 } = words;
  if (missing === 0) return { level, sentence, reasons };
  return {
    level: level === 'likelyReal' ? 'undecided' : level,
    sentence: `${sentence.slice(0, -1)}; so far, as ${thousands(missing)} of ${counted(planned, 'backtest')} ${missing === 1 ? 'has' : 'have'} no result.`,
    reasons,
  };
}

/**
 * The verdict on the best trial. Measures that were not made count neither way; without a deflated Sharpe ratio nothing is
 * `likelyReal`.
 *
 *     for skill   deflated Sharpe ratio of all trials ≥ 0.95;  PBO ≤ 0.1;  adjusted p-value of its difference to the baseline
 *                 below the level of the test
 */
function verdictOf(luck: LuckAnalysis, words: VerdictWords): Verdict {
  const [best] = luck.best;
  // a name stays as it is written
  const opened = (text: string): string =>
    words.subject === undefined ? text[0].toUpperCase() + text.slice(1) : `${words.subject}: ${text}`;
  if (best === undefined) {
    const sentence = opened(
      `none of ${counted(luck.trials, 'trial')} has a Sharpe ratio, so that there is nothing to judge.`,
    );
    return { level: 'none', sentence, reasons: notMade(luck, words.baseline) };
  }
  const M = luck.trials - luck.undefinedTrials;
  const yearly = (ratio: number): string => annual(ratio, words.periodsPerYear);
  const subject = M === 1 ? 'the only trial' : `the best of ${thousands(M)} trials`;
  const opening = opened(`${subject} has a Sharpe ratio of ${yearly(best.sharpe)} a year`);
  const evidence = evidenceOf(luck, words.baseline);
  const reasons = [...evidence.map(({ reason }) => reason), ...notMade(luck, words.baseline)];
  const { baselineSharpe } = luck;
  if (baselineSharpe !== null && best.sharpe <= baselineSharpe) {
    const sentence = `${opening}, which is no more than the ${yearly(baselineSharpe)} of ${words.baseline}: the search found nothing better.`;
    return { level: 'worse', sentence, reasons };
  }
  if (best.sharpe <= 0) {
    const sentence = `${opening}: no trial earned more than cash.`;
    return { level: 'worse', sentence, reasons };
  }
  const level = levelOf(luck, evidence);
  const expected = luck.expectedMaximum;
  const comparison =
    M === 1 || expected === null ? '' : `; as many trials without skill would have shown ${yearly(expected)}`;
  const measures = evidence.map(({ short }) => short).join(', ');
  const detail = measures === '' ? '' : ` (${measures})`;
  return { level, sentence: `${opening}${comparison}: ${conclusion(level, luck)}${detail}.`, reasons };
}

function levelOf({ best: [best] }: LuckAnalysis, evidence: readonly Evidence[]): VerdictLevel {
  const speaking = evidence.filter(({ isForSkill }) => isForSkill).length;
  if (speaking === 0) return 'luck';
  return speaking === evidence.length && best.deflated !== null ? 'likelyReal' : 'undecided';
}

function conclusion(level: VerdictLevel, { best: [best], expectedMaximum }: LuckAnalysis): string {
  if (level === 'likelyReal') return 'likely real';
  if (level === 'undecided') return 'not all measures tell it from luck';
  const share = expectedMaximum === null ? 0 : expectedMaximum / best.sharpe;
  if (share >= 1) return 'luck alone explains it';
  return share >= MOST ? 'most of it is luck' : 'it cannot be told from luck';
}

function evidenceOf(luck: LuckAnalysis, baseline: string): Evidence[] {
  const [best] = luck.best;
  const found: Evidence[] = [];
  if (best.deflated !== null) found.push(deflatedEvidence(luck, best.deflated));
  if ('probability' in luck.overfitting) {
    const { probability, splits, blocks } = luck.overfitting;
    found.push({
      isForSkill: probability <= OVERFIT,
      short: `PBO ${decimals(probability)}`,
      reason: `The probability of backtest overfitting is ${decimals(probability)}: in that share of ${thousands(splits)} splits of ${blocks} blocks the best trial in sample was in the lower half out of sample.`,
    });
  }
  if ('tested' in luck.family && luck.family.tested > 0)
    found.push(familyEvidence(luck, luck.family, baseline));
  return found;
}

function deflatedEvidence(luck: LuckAnalysis, deflated: number): Evidence {
  const M = luck.trials - luck.undefinedTrials;
  const { deflatedByClusters } = luck.best[0];
  const clusters = 'clusters' in luck.effective ? luck.effective.clusters : null;
  const counting =
    M === 1
      ? `The Sharpe ratio is above 0 with probability ${decimals(deflated)}`
      : `The Sharpe ratio is above what the best of ${thousands(M)} trials without skill would reach with probability ${decimals(deflated)}`;
  const grouped =
    M === 1 || clusters === null || deflatedByClusters === null
      ? ''
      : `, and with ${decimals(deflatedByClusters)} if they count as ${counted(clusters, 'cluster')}`;
  return {
    isForSkill: deflated >= CONFIDENT,
    short: `${M === 1 ? 'probabilistic' : 'deflated'} ${decimals(deflated)}`,
    reason: `${counting}${grouped}.`,
  };
}

function familyEvidence(
  luck: LuckAnalysis,
  { better, betterAlone, tested, level, samples }: Extract<LuckAnalysis['family'], { tested: number }>,
  baseline: string,
): Evidence {
  const { adjustedPValue } = luck.best[0];
  const isForSkill = adjustedPValue !== null && adjustedPValue < level;
  const own =
    adjustedPValue === null
      ? 'the best trial could not be tested'
      : `the best trial has p = ${places(adjustedPValue, 4)}`;
  const many =
    better === 1 ? '1 trial is' : `${better === 0 ? 'no trial is' : `${thousands(better)} trials are`}`;
  const short = isForSkill
    ? `better than ${baseline} after correction, p = ${places(adjustedPValue, 4)}`
    : better === 0
      ? `no trial is better than ${baseline} after correction`
      : `not better than ${baseline} itself after correction`;
  return {
    isForSkill,
    short,
    reason: `Corrected for ${counted(tested, 'test')}, ${many} better than ${baseline} at the level ${level}, ${thousands(betterAlone)} without correction; ${own} (${thousands(samples)} resamples).`,
  };
}

/** What could not be measured, and why. */
function notMade({ overfitting, effective, family, best }: LuckAnalysis, baseline: string): string[] {
  const missing = (what: string, of: object): string[] =>
    'reason' in of ? [`${what}: ${String(of.reason)}.`] : [];
  return [
    ...(best.length > 0 && best[0].deflated === null
      ? ['There is no deflated Sharpe ratio: the error of the ratio is not defined.']
      : []),
    ...missing('There is no probability of overfitting', overfitting),
    ...missing('There is no number of clusters', effective),
    ...missing(`There is no test against ${baseline}`, family),
    ...('tested' in family && family.tested === 0
      ? [`There is no test against ${baseline}: no trial differs from it but in scale.`]
      : []),
  ];
}

function annual(ratio: number, periodsPerYear: number): string {
  return places(ratio * Math.sqrt(periodsPerYear), 2);
}

/** Two decimals, more where these would not show on which side of a border of the rules a value is: 0.9496. */
function decimals(value: number): string {
  const shows = (count: number): boolean =>
    [CONFIDENT, OVERFIT].every(
      (border) => Math.sign(Number(value.toFixed(count)) - border) === Math.sign(value - border),
    );
  let count = 2;
  while (count < 12 && !shows(count)) count++;
  return places(value, count);
}

/** So many decimals, and no sign in front of a 0. */
function places(value: number, count: number): string {
  const rounded = value.toFixed(count);
  return Number(rounded) === 0 ? (0).toFixed(count) : rounded;
}

function counted(count: number, noun: string): string {
  return `${thousands(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** 12,870 */
function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
