/** npm `quadprog`, the part that is used here. Arrays begin at 1. */
declare module 'quadprog' {
  export function solveQP(
    Dmat: number[][],
    dvec: number[],
    Amat: number[][],
    bvec: number[],
    meq: number,
  ): { solution: number[]; value: number[]; message: string };
}
