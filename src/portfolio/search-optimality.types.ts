/** What a branch and bound has proved of its answer. */
export interface SearchOptimality {
  /** of the answer, what is minimised */
  objective: number;
  /** no answer has less: a lower bound on the objective of all of them */
  bound: number;
  /** objective − bound, in their unit; 0 where the answer is proven to be a minimum */
  gap: number;
  /** parts of the search that were looked at */
  nodes: number;
  /** the answer is a minimum to rounding; false where the limit on nodes came first, and the gap says how far it may be */
  proven: boolean;
}
