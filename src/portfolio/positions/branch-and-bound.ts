import type { QPSolution } from '../../engine/quadratic-program.types.js';
import type { CholeskyFactoriser } from '../closed-form.js';
import type { FoundPortfolio } from '../frontier-search.js';
import type { SearchOptimality } from '../search-optimality.types.js';
import { NodeQueue } from './node-queue.js';
import { perspectiveBounds } from './perspective.js';
import {
  type Choices,
  heldCount,
  isHeld,
  type PositionProgram,
  programObjective,
  relaxed,
  settled,
  UNDECIDED,
} from './relaxation.js';

/** A part of the search: positions that are decided, and the relaxation's answer. */
interface Node {
  bound: number;
  choices: Choices;
  weights: Float64Array;
  solution: QPSolution;
  /** of its perspective bound */
  mu: number | null;
}

/** Weights within all limits. */
interface Incumbent {
  objective: number;
  found: FoundPortfolio;
  choices: Choices;
}

export interface PositionSearch {
  /** null where there is none, or none was found within the limit of nodes */
  best: { found: FoundPortfolio; choices: Choices } | null;
  /** in units of the program's objective */
  optimality: SearchOptimality;
  /** of all programs */
  iterations: number;
  /** of the program without limits on positions; null where that has no weights */
  root: FoundPortfolio | null;
  /** why it has none, or that no weights are within the limits; empty otherwise */
  conflict: string[];
}

/** A weight nearer to 0 or to a piece is there. */
const ROUNDING = 1e-9;
/** Objectives apart by less, relative to them, are equal. */
const EQUAL = 1e-9;
/** Every node of the first ones is rounded, then every so manieth. */
const ROUNDED = { first: 50, every: 10 };

/**
 * Best first: of the open parts that with the least bound is branched, so that the bound of all is known at any time. A
 * position is decided to be 0, or in one of its pieces; with K held all others are 0. The relaxations are quadratic
 * programs, each from the active set of the one before it; rounding them gives weights within the limits.
 */
export function searchPositions(program: PositionProgram, engine: CholeskyFactoriser): PositionSearch {
  const { limits } = program;
  const { pieces, cardinality, nodeLimit } = limits;
  const N = pieces.length;
  let nodes = 0;
  let iterations = 0;
  let best: Incumbent | null = null;
  const queue = new NodeQueue<Node>();
  const perspective = perspectiveBounds(engine, program);

  /** With K positions held the others are not; null where more are. */
  const completed = (choices: Choices): Choices | null => {
    const held = heldCount(limits, choices);
    if (held > cardinality) return null;
    if (held < cardinality) return choices;
    for (let i = 0; i < N; i++)
      if (choices[i] === UNDECIDED) choices[i] = pieces[i].findIndex((p) => !p.isHeld);
    return choices;
  };
  /** supports that were rounded to, and whether they have weights */
  const offered = new Map<string, boolean>();
  /** least bound of parts with all positions decided whose program was not solved */
  let unsolved = Infinity;
  const offer = (choices: Choices): boolean => {
    const key = choices.join();
    const earlier = offered.get(key);
    if (earlier !== undefined) return earlier;
    const isFound = consider(choices);
    offered.set(key, isFound);
    return isFound;
  };
  const consider = (choices: Choices): boolean => {
    const found = settled(program, choices);
    iterations += found.solution?.iterations ?? 0;
    if (found.status !== 'optimal') return false;
    const objective = programObjective(program, found.weights);
    if (best === null || objective < best.objective) best = { objective, found, choices };
    return true;
  };
  const cutoff = (): number => {
    if (best === null) return Infinity;
    return best.objective - EQUAL * Math.max(Math.abs(best.objective), scale);
  };
  const open = (choices: Choices, parent: Node | null): void => {
    const full = completed(choices);
    if (full === null) return;
    nodes++;
    const found = relaxed(program, full, parent?.solution, parent === null);
    iterations += found.solution?.iterations ?? 0;
    if (found.status === 'infeasible') {
      if (parent === null) conflict = found.conflict;
      return;
    }
    if (parent === null) root = found;
    const own = found.status === 'optimal' ? programObjective(program, found.weights) : -Infinity;
    const bound = Math.max(own, parent?.bound ?? -Infinity);
    if (parent === null) scale = Math.abs(bound) === Infinity ? 0 : Math.abs(bound);
    const node: Node = { bound, choices: full, weights: found.weights, solution: found.solution, mu: null };
    if (full.every((choice) => choice !== UNDECIDED)) {
      if (!offer(full) && found.status !== 'optimal') unsolved = Math.min(unsolved, bound);
      return;
    }
    if (bound >= cutoff()) return;
    const lifted = perspective?.(full, parent?.mu ?? null, found.solution) ?? null;
    if (lifted !== null) {
      node.mu = lifted.mu;
      iterations += lifted.solution.iterations;
      if (lifted.bound > bound) [node.bound, node.weights] = [lifted.bound, lifted.weights];
      if (node.bound >= cutoff()) return;
    }
    if (nodes <= ROUNDED.first || nodes % ROUNDED.every === 0 || isWithin(node)) round(node);
    if (node.bound < cutoff()) queue.push(node);
  };
  /** Whether the relaxation's weights are within the limits. */
  const isWithin = ({ choices, weights }: Node): boolean => {
    const held = weights.reduce((count, w) => count + (Math.abs(w) > ROUNDING ? 1 : 0), 0);
    return (
      held <= cardinality && weights.every((w, i) => choices[i] !== UNDECIDED || distance(i, w) <= ROUNDING)
    );
  };
  const distance = (i: number, w: number): number =>
    pieces[i].reduce(
      (least, { lower, upper }) => Math.min(least, Math.max(lower - w, w - upper, 0)),
      Infinity,
    );
  /** The largest positions in the nearest pieces where they are held; fewer of them until some weights are. */
  const round = ({ choices, weights }: Node): void => {
    const free = Array.from(choices.keys()).filter(
      (i) => choices[i] === UNDECIDED && Math.abs(weights[i]) > ROUNDING,
    );
    free.sort((i, j) => Math.abs(weights[j]) - Math.abs(weights[i]));
    const room = cardinality - heldCount(limits, choices);
    for (let count = Math.min(room, free.length); count >= 0; count--) {
      const chosen = new Set(free.slice(0, count));
      const rounded = choices.map((choice, i) => {
        if (choice !== UNDECIDED) return choice;
        const held = chosen.has(i);
        let nearest = UNDECIDED;
        pieces[i].forEach((piece, k) => {
          if (piece.isHeld !== held) return;
          const apart = (p: number): number =>
            Math.max(pieces[i][p].lower - weights[i], weights[i] - pieces[i][p].upper, 0);
          if (nearest === UNDECIDED || apart(k) < apart(nearest)) nearest = k;
        });
        return nearest === UNDECIDED ? pieces[i].findIndex((piece) => piece.isHeld !== held) : nearest;
      });
      if (heldCount(limits, rounded) <= cardinality && offer(rounded)) return;
    }
  };
  /** Where a position is in no piece the furthest, else the largest. */
  const branchOf = ({ choices, weights }: Node): number => {
    let [chosen, most] = [-1, -1];
    for (const measure of [distance, (_: number, w: number): number => Math.abs(w)]) {
      for (let i = 0; i < N; i++) {
        if (choices[i] !== UNDECIDED) continue;
        const value = measure(i, weights[i]);
        if (value > most) [chosen, most] = [i, value];
      }
      if (most > ROUNDING) break;
    }
    return chosen;
  };

  let root: FoundPortfolio | null = null;
  let conflict: string[] = [];
  let scale = 0;
  const only = Int8Array.from(pieces, (of) => (of.length === 1 ? 0 : UNDECIDED));
  open(only, null);
  let node = queue.pop();
  while (node !== undefined && node.bound < cutoff() && nodes < nodeLimit) {
    const i = branchOf(node);
    for (let k = 0; k < pieces[i].length; k++) {
      const choices = node.choices.slice();
      choices[i] = k;
      open(choices, node);
    }
    node = queue.pop();
  }
  const incumbent = best as Incumbent | null;
  const least = Math.min(node?.bound ?? Infinity, unsolved);
  const proven = least === Infinity || least >= cutoff();
  const objective = incumbent?.objective ?? Infinity;
  const bound = proven ? objective : Math.min(least, objective);
  if (proven && incumbent === null && conflict.length === 0) conflict = [wordsOf(program)];
  return {
    best: incumbent,
    ...{ iterations, root, conflict },
    optimality: { objective, bound, gap: incumbent === null ? Infinity : objective - bound, nodes, proven },
  };
}

/** That nothing is within the limits. */
function wordsOf({ limits }: PositionProgram): string {
  const { cardinality } = limits;
  const number = cardinality === Infinity ? '' : ` and at most ${cardinality} of them`;
  return `no weights within the other constraints have every position of at least minPosition${number}`;
}

/** Multipliers of bounds that were given: those of pieces, and of what is left out, belong to none. */
export function multipliersOfGiven(
  { constraints, limits }: PositionProgram,
  { found, choices }: { found: FoundPortfolio; choices: Choices },
): FoundPortfolio['multipliers'] {
  const { lower, upper } = constraints.bounds;
  const ofBounds = found.multipliers.ofBounds.map((z, i) => {
    const piece = limits.pieces[i][choices[i]];
    const isGiven = z > 0 ? piece.lower === lower[i] : piece.upper === upper[i];
    return isHeld(limits, choices, i) && isGiven ? z : 0;
  });
  return { ...found.multipliers, ofBounds };
}
