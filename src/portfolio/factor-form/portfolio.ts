import { factorFormOf } from '../../covariance/factor-form.js';
import type { Covariance } from '../../covariance/types.js';
import type { QPSolution } from '../../engine/quadratic-program.types.js';
import { solveFactorProgram } from './solve.js';
import type { FactorProgram } from './program.js';

/** What a program over weights has beside its matrix. */
export type ProgramBesideMatrix = Pick<FactorProgram, 'n' | 'q' | 'A' | 'l' | 'u' | 'lower' | 'upper'>;

/**
 * The program of a covariance that is factors and a diagonal, by these alone.
 *
 * @param kinks names of limits with kinks, such as `turnoverLimit`, which the form does not have
 * @returns null where the covariance has no such form, or more than half as many factors as assets; a note where it has one and
 *          the matrix is needed nonetheless
 */
export function solvedByFactors(
  covariance: Covariance,
  program: ProgramBesideMatrix,
  kinks: readonly string[],
  warmStart: QPSolution | undefined,
): { solution: QPSolution } | { note: string } | null {
  const form = factorFormOf(covariance);
  if (form === null) return null;
  const withMatrix = (why: string): { note: string } => ({
    note: `weights by the matrix of ${program.n} assets: ${why}`,
  });
  if (kinks.length > 0) return withMatrix(`${kinks.join(', ')} cannot be had with factors and a diagonal`);
  const isStart = warmStart?.x.length === program.n && warmStart.multipliers.length === program.l.length;
  const solution = solveFactorProgram({ ...program, ...form }, isStart ? warmStart.activeSet : []);
  return solution === null ? withMatrix('factors and a diagonal led to no certified minimum') : { solution };
}
