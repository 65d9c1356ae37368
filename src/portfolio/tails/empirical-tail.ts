/** Tail of the losses of equally likely scenarios. */

/** What β·S may be off by rounding. */
const ROUNDING = 1e-9;

/** Of losses, as a fraction of wealth a period. */
export interface EmpiricalTail {
  /** the smallest loss z of a scenario with a share of at least β of losses ≤ z */
  valueAtRisk: number;
  /** α + Σ max(loss − α, 0)/((1 − β)S) at that α, its minimum over α */
  conditionalValueAtRisk: number;
}

/**
 * Value at risk and conditional value at risk at confidence β of S equally likely losses, as Rockafellar and Uryasev
 * (2000, 2002) define them: where (1 − β)S is no whole number the scenario at the limit counts in part.
 *
 * @param losses S > 0
 * @param confidence β in [0, 1)
 */
export function empiricalTail(losses: Float64Array, confidence: number): EmpiricalTail {
  const S = losses.length;
  const sorted = losses.slice().sort();
  const rank = Math.max(1, Math.ceil(confidence * S - ROUNDING));
  const alpha = sorted[rank - 1];
  let excess = 0;
  for (let s = rank; s < S; s++) excess += sorted[s] - alpha;
  return { valueAtRisk: alpha, conditionalValueAtRisk: alpha + excess / ((1 - confidence) * S) };
}
