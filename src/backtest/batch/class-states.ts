/** The classes of each decision, the same object for as long as they do not change. */
import { classesAt } from '../classes.js';
import type { BacktestInputs } from '../inputs.types.js';
import type { KnownClasses } from './plan.js';

/** @returns what `classesAt` says of the assets at these positions, which are the same array while the set is the same */
export function classStates({
  classes,
  universe,
}: BacktestInputs): (decision: number, positions: Int32Array) => KnownClasses {
  const isDated = classes !== null && 'rows' in classes;
  let last: { positions: Int32Array; known: KnownClasses } | null = null;
  return (decision, positions) => {
    const isSame = last?.positions === positions;
    if (last !== null && isSame && !isDated) return last.known;
    const assets = Array.from(positions, (position) => universe[position]);
    const known = classesAt(classes, decision, assets);
    if (last !== null && isSame && isAlike(last.known, known)) return last.known;
    last = { positions, known };
    return known;
  };
}

function isAlike(a: KnownClasses, b: KnownClasses): boolean {
  const lists = [a, b].map(({ classes, notes }) => [classes?.assets ?? [], classes?.classes ?? [], notes]);
  const [own, other] = [a, b].map(({ classes }) => classes?.indicators ?? new Float64Array());
  return (
    lists[0].every(
      (list, k) => list.length === lists[1][k].length && list.every((text, i) => text === lists[1][k][i]),
    ) &&
    own.length === other.length &&
    own.every((value, index) => value === other[index])
  );
}
