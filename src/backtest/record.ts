import type { Choice } from './decide.js';
import type { BacktestDecision } from './types.js';

/** A window that the host put together: what it showed, and how each strategy came by its weights. */
export interface HostWindow {
  decision: BacktestDecision;
  choices: Pick<Choice, 'status' | 'reason' | 'used'>[];
  /** what became of the model's fit; null where none was asked for */
  fit: 'fitted' | { failure: string } | null;
}

/** What another thread chose in some of a run's windows: a record as it arrives, its fields without its methods. */
export type RunPart = Pick<RunRecord, 'first' | 'end' | 'weights' | 'summaries' | 'host' | 'unresolved'>;

/**
 * What a run has chosen in the windows from `first` to `end`, in arrays that are made once: nothing is allocated for a
 * window that the engine does.
 */
export class RunRecord {
  /** by strategy, (end − first) × width: weights by asset of the universe */
  readonly weights: Float64Array[];
  /** (end − first) × length: what the engine leaves of its windows, see `summaryAt` */
  readonly summaries: Float64Array;
  /** by position in the schedule; a window that is not here was done by the engine, `ok` for every strategy */
  readonly host = new Map<number, HostWindow>();

  /** windows that fall back on weights of the window before, which the record does not have: not done */
  readonly unresolved = new Set<number>();

  constructor(
    readonly first: number,
    readonly end: number,
    strategies: number,
    readonly width: number,
    readonly summaryLength: number,
  ) {
    const windows = end - first;
    this.weights = Array.from({ length: strategies }, () => new Float64Array(windows * width));
    this.summaries = new Float64Array(windows * summaryLength);
  }

  /** Weights of a strategy in a window, a view. */
  weightsAt(strategy: number, index: number): Float64Array {
    const start = (index - this.first) * this.width;
    return this.weights[strategy].subarray(start, start + this.width);
  }

  /** Whether the weights of a window are known here. */
  knows(index: number): boolean {
    return index >= this.first && !this.unresolved.has(index);
  }

  /** Takes over the windows of a part. */
  put({ first, weights, summaries, host, unresolved }: RunPart): void {
    const offset = first - this.first;
    weights.forEach((ofStrategy, s) => this.weights[s].set(ofStrategy, offset * this.width));
    this.summaries.set(summaries, offset * this.summaryLength);
    for (const [index, window] of host) this.host.set(index, window);
    for (const index of unresolved) this.unresolved.add(index);
  }

  /** What the engine left of a window, a view. */
  summaryOf(index: number): Float64Array {
    const start = (index - this.first) * this.summaryLength;
    return this.summaries.subarray(start, start + this.summaryLength);
  }
}
