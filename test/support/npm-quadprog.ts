import { createRequire } from 'node:module';

/**
 * npm quadprog, a port of R's: min ½x'Dx − d'x, A'x ≥ b, the first meq with equality. It has no types and counts from 1, see
 * `from1`.
 */
export const npmQuadprog = createRequire(import.meta.url)('quadprog') as {
  solveQP(
    D: number[][],
    d: number[],
    A: number[][],
    b: number[],
    meq: number,
  ): { solution: number[]; message: string };
};

export const from1 = <T>(values: readonly T[]): T[] => [undefined as T, ...values];
