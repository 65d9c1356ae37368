import type { Engine } from '../../create-engine.js';
import { requiredCore } from '../../engine/core.js';
import { MixfolioError, ModelError } from '../../errors.js';
import type { Panel } from '../../model/types.js';
import { conditionNumber } from '../condition-number.js';
import { covariance } from '../covariance.js';
import type { Covariance } from '../types.js';
import { blocksOf } from './blocks.js';
import { cutPanel, fitCandidate, scoreBlock } from './candidate.js';
import { checkOptions } from './check-options.js';
import type { ModelStack, StackCandidate, StackOptions, StackedCandidate, Stacking } from './types.js';
import { pseudoBayesWeights, stackingWeights } from './weights.js';

/** Log-densities closer than this are equal. */
const EQUAL = 1e-6;
/** Of the gap, above which the weights are said to be approximate. */
const EXACT = 1e-8;

/**
 * Averages models by how well they predict: structure has a part in the covariance as far as it earns one.
 *
 * The second half of the panel is cut into blocks. Every candidate is fitted to the periods before a block and predicts the
 * returns of each of the block's periods, given their covariates; the weights maximise Σ_t log Σ_m w_m p_m(t) over w ≥ 0, Σw = 1
 * (stacking), and Σ̂ = Σ_m w_m Σ̂_m, Σ̂_m the covariance `total` or `posterior` of the candidate fitted to all periods. A
 * candidate that cannot be fitted or scored is left out, with the reason. Nothing but the panel goes in.
 *
 * @param panel      T periods; missing cells are left out of a density
 * @param candidates two or more make sense; the same covariates serve all
 * @returns weights with what they rest on, the covariance per period, and the fits to all periods
 * @throws ConfigError `wrapped-engine`, `bad-value` of options, `duplicate-candidate`
 * @throws ModelError `too-few-periods` for the blocks, `no-candidate` where all are left out, with their reasons
 * @see docs/stacking.md
 *
 * @example
 * ```ts
 * import { createEngine, fitModel, simulatePrices, stackModels } from 'mixfolio';
 *
 * const { prices, classes } = simulatePrices({ seed: 1 });
 * const engine = await createEngine();
 * const { panel, model, returns } = fitModel(engine, prices, { market: 'SPY', frequency: 'month', classes });
 * const candidates = [[], ['time']].map((random) => ({
 *   name: random.join() || 'residual',
 *   model: { ...model, random, kernels: {} },
 * }));
 * const { stacking } = stackModels(engine, panel, candidates, { returns });
 * for (const { name, weight } of stacking.candidates) console.log(name, weight.toFixed(2));
 * // prints
 * //   residual 0.37
 * //   time 0.63
 * ```
 */
export function stackModels(
  engine: Engine,
  panel: Panel,
  candidates: readonly StackCandidate[],
  options: StackOptions = {},
): ModelStack {
  const core = requiredCore(engine, 'stackModels was');
  checkOptions(candidates, options);
  const { score = 'period', degreesOfFreedom } = options;
  const returns = options.returns ?? { ...panel, dates: panel.periods };
  const leftOut: Stacking['leftOut'] = [];
  const all = panel.assets.map((_, i) => i);
  const whole = candidates.flatMap((candidate) => {
    const made = attempted(leftOut, candidate, 'all periods', () => {
      const { model, fit } = fitCandidate(engine, candidate, cutPanel(panel, panel.periods.length, all));
      const name = candidate.covariance ?? 'total';
      return { model, fit, covariance: covariance(engine, name, { returns, panel, model, fit }) };
    });
    return made === null ? [] : [{ candidate, ...made }];
  });
  const contrasts = whole.some(({ model }) => model.contrasts !== undefined);
  const { blocks, notes } = blocksOf(panel, whole.map(({ model }) => model.fixed), contrasts, options.blocks); // prettier-ignore
  const scored = whole.flatMap((one) => {
    const densities: Float64Array[] = [];
    for (const [b, block] of blocks.entries()) {
      const own = attempted(leftOut, one.candidate, `the periods before block ${b + 1}`, () =>
        scoreBlock(engine, core, one.candidate, panel, block, degreesOfFreedom),
      );
      if (own === null) return [];
      densities.push(own);
    }
    return [{ ...one, densities }];
  });
  if (scored.length === 0) {
    throw new ModelError(
      'no-candidate',
      `no candidate of the stack can be fitted and scored: ${leftOut.map(({ name, reason }) => `${name}: ${reason}`).join('; ')}`,
      'use more periods, fewer blocks or simpler models',
      { candidates: candidates.map(({ name }) => name) },
    );
  }
  const units = scored.map(({ densities }) =>
    score === 'block' ? Float64Array.from(densities, sum) : joined(densities),
  );
  const { weights, logScore, gap } = stackingWeights(units);
  const pseudo = pseudoBayesWeights(units);
  const wins = winsOf(units);
  if (gap > EXACT)
    notes.push(`the mean score of the weights may be ${gap.toExponential(1)} below its maximum`);
  const shown = scored.map(({ candidate, densities }, m): StackedCandidate => ({
    name: candidate.name,
    covariance: candidate.covariance ?? 'total',
    weight: weights[m],
    pseudoBayesWeight: pseudo[m],
    score: sum(units[m]),
    blockScores: densities.map(sum),
    wins: wins[m],
  }));
  const stacking: Stacking = {
    candidates: shown,
    leftOut,
    score,
    blocks: blocks.map(({ from, to }) => ({ first: panel.periods[from], last: panel.periods[to - 1] })),
    units: units[0].length,
    logScore,
    gap,
    notes: [
      ...notes,
      ...notesOf(
        scored.map((one) => [one.candidate.name, [...one.fit.notes, ...(one.covariance.notes ?? [])]]),
      ),
      ...leftOut.map(({ name, reason }) => `left out of the stack: ${name}, ${reason}`),
    ],
  };
  const combined = combination(engine, scored.map((one) => one.covariance), weights, stacking); // prettier-ignore
  const fits = scored.map(({ candidate, model, fit }) => [candidate.name, { model, fit }] as const);
  return { stacking, covariance: combined, fits: Object.fromEntries(fits) };
}

/** A step of a candidate; null where it fails, with the reason among those left out. */
function attempted<Value>(
  leftOut: Stacking['leftOut'],
  { name }: StackCandidate,
  of: string,
  step: () => Value,
): Value | null {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof MixfolioError) || error.code === 'disposed') throw error;
    leftOut.push({ name, reason: `of ${of}: ${error.message}` });
    return null;
  }
}

/** What there is to know of the candidates, with their names where it is not of all. */
function notesOf(candidates: readonly (readonly [string, readonly string[]])[]): string[] {
  const all = [...new Set(candidates.flatMap(([, notes]) => notes))];
  return all.map((note) => {
    const names = candidates.flatMap(([name, notes]) => (notes.includes(note) ? [name] : []));
    return names.length === candidates.length ? note : `${names.join(', ')}: ${note}`;
  });
}

/** Σ_m w_m Σ̂_m */
function combination(
  engine: Engine,
  covariances: readonly Covariance[],
  weights: Float64Array,
  stacking: Stacking,
): Covariance {
  const [{ assets, values: first }] = covariances;
  const values = new Float64Array(first.length);
  covariances.forEach(({ values: own }, m) => {
    for (let cell = 0; cell < values.length; cell++) values[cell] += weights[m] * own[cell];
  });
  const { notes } = stacking;
  return {
    name: 'stacked',
    assets,
    values,
    conditionNumber: conditionNumber(engine, values, assets.length),
    ...(notes.length === 0 ? {} : { notes: [...notes] }),
    stacking,
  };
}

/** Units in which each model has the largest density, those of equals in equal parts. */
function winsOf(units: readonly Float64Array[]): number[] {
  const wins = units.map(() => 0);
  for (let t = 0; t < units[0].length; t++) {
    const top = Math.max(...units.map((own) => own[t]));
    const best = units.flatMap((own, m) => (own[t] > top - EQUAL ? [m] : []));
    for (const m of best) wins[m] += 1 / best.length;
  }
  return wins;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

function joined(parts: readonly Float64Array[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => [...part]));
}
