import type { Choice } from './decide.js';
import type { BacktestDecision } from './types.js';

/** A window that the host put together: what it showed, and how each strategy came by its weights. */
export interface HostWindow {
  decision: BacktestDecision;
  choices: Pick<Choice, 'status' | 'reason' | 'used'>[];
  /** what became of the model's fit; null where none was asked for */
  fit: 'fitted' | { failure: string } | null;
}

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

  /** What the engine left of a window, a view. */
  summaryOf(index: number): Float64Array {
    const start = (index - this.first) * this.summaryLength;
    return this.summaries.subarray(start, start + this.summaryLength);
  }
}
