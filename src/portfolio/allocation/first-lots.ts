import {
  costOf,
  lotsAt,
  type LotMultipliers,
  type LotProgram,
  objectiveOfLots,
  spentOn,
  spentOnAll,
} from './lots.js';

/** Halvings of an interval of λ. */
const HALVINGS = 60;
/** Changes of one or two positions: each lowers the objective, and some tens are the rule. */
const CHANGES = 2000;
/** A change that lowers the objective by less is rounding. */
const ROUNDING = 1e-14;

/** Lots within the budget that are hard to better; null where no lots are within it. */
export function firstLots(program: LotProgram, near: LotMultipliers, room: number): Float64Array | null {
  const fits = (lots: Float64Array): boolean => spentOnAll(program, lots) <= program.budget + room;
  let lots = lotsAt(program, near);
  if (!fits(lots)) {
    if (!fits(program.low)) return null;
    lots = program.low.slice();
    let [low, high] = [near.lambda, 8 / (1 - program.rates.reduce((most, rate) => Math.max(most, rate), 0))];
    for (let k = 0; k < HALVINGS; k++) {
      const lambda = (low + high) / 2;
      const found = lotsAt(program, { s: near.s, lambda });
      if (fits(found)) [high, lots] = [lambda, found];
      else low = lambda;
    }
  }
  return improved(program, lots, room);
}

/** The lots after all changes of one position by a lot, or of two in opposite directions, that lower the objective. */
function improved(program: LotProgram, lots: Float64Array, room: number): Float64Array {
  const { values, targets, low, high, budget } = program;
  const N = lots.length;
  const steps = [-1, 0, 1];
  for (let change = 0; change < CHANGES; change++) {
    const d = lots.map((n, i) => n * values[i] - targets[i]);
    const total = d.reduce((sum, value) => sum + value, 0);
    const left = budget + room - spentOnAll(program, lots);
    /** what a step of one asset does to its own terms and to the budget; null where there is none */
    const moves = steps.map((step) =>
      Array.from(lots, (n, i) => {
        if (step === 0 || n + step < low[i] || n + step > high[i]) return null;
        const own = Math.abs(d[i] + step * values[i]) - Math.abs(d[i]);
        return {
          own: own + costOf(program, i, n + step) - costOf(program, i, n),
          spent: spentOn(program, i, n + step) - spentOn(program, i, n),
          value: step * values[i],
        };
      }),
    );
    const [down, , up] = moves;
    let best = { gain: -ROUNDING, changes: [] as [number, number][] };
    const consider = (own: number, spent: number, value: number, changes: [number, number][]): void => {
      const gain = own + Math.abs(total + value) - Math.abs(total);
      if (gain < best.gain && spent <= left) best = { gain, changes };
    };
    for (let i = 0; i < N; i++) {
      const [less, more] = [down[i], up[i]];
      if (less !== null) consider(less.own, less.spent, less.value, [[i, -1]]);
      if (more === null) continue;
      consider(more.own, more.spent, more.value, [[i, 1]]);
      for (let j = 0; j < N; j++) {
        const other = down[j];
        if (j === i || other === null) continue;
        consider(more.own + other.own, more.spent + other.spent, more.value + other.value, [
          [i, 1],
          [j, -1],
        ]);
      }
    }
    if (best.changes.length === 0) break;
    const changed = lots.slice();
    for (const [i, step] of best.changes) changed[i] += step;
    if (!(objectiveOfLots(program, changed) < objectiveOfLots(program, lots))) break;
    lots = changed;
  }
  return lots;
}
