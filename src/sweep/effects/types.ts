/** Trials by parameter and statistic: what effects are computed from. */
import type { Json } from '../types.js';

/** Whether a parameter has an order and distances, or names alone. */
export type ParameterKind = 'numeric' | 'categorical';

/** A parameter of all trials as codes, so that 100,000 trials are 400 kB. */
export interface ParameterColumn {
  /** path in the configuration, or what else tells trials apart */
  path: string;
  kind: ParameterKind;
  /** its distinct values, in any order; of a numeric one those that are no number are names beside the numbers */
  values: readonly Json[];
  /** by trial: position in `values`, −1 where the trial's point says nothing of the parameter */
  codes: Int32Array;
}

/** Which values of a statistic are better. */
export type Direction = 'higher' | 'lower';

/** One value of a factor, or a range of them. */
export interface Level {
  /** the least and the greatest value of a range of numbers; the same twice of one number */
  range: [least: number, greatest: number] | null;
  /** the value where it is no number; undefined where the trials' points say nothing of it */
  value: Json | undefined;
}

/** A parameter as levels that trials are grouped by. */
export interface Factor {
  path: string;
  kind: ParameterKind;
  /** numbers ascending, then names in the order of their first trials */
  levels: readonly Level[];
  /** by trial: position in `levels` */
  codes: Int32Array;
  /** whether levels are ranges, of as many trials each as ties allow */
  binned: boolean;
}

/** a comes before b: better, in a direction. */
export function isBetter(a: number, b: number, direction: Direction): boolean {
  return direction === 'higher' ? a > b : a < b;
}
