import type { Choice } from './decide.js';
import type { BacktestDecision } from './types.js';

/** A window that the host put together: what it showed, and how each strategy came by its weights. */
export interface HostWindow {
  decision: BacktestDecision;
  choices: Pick<Choice, 'status' | 'reason' | 'used' | 'tail'>[];
  /** what became of the model's fit; null where none was asked for */
  fit: 'fitted' | { failure: string } | null;
}

/** The numbers that windows leave, in arrays that are made once: nothing is allocated for one that the engine does. */
export interface RunArrays {
  /** by strategy, windows × width: weights by asset of the universe */
  weights: Float64Array[];
  /** windows × length: what the engine leaves of its windows, see `summaryAt` */
  summaries: Float64Array;
}

/** What another thread chose in some of a run's windows. */
export interface RunPart extends Pick<RunRecord, 'first' | 'end' | 'host' | 'unresolved'> {
  /** of these windows; null where they are in arrays of the whole run that both threads share */
  arrays: RunArrays | null;
}

/** What a run has chosen in the windows from `first` to `end`. */
export class RunRecord implements RunArrays {
  readonly weights: Float64Array[];
  readonly summaries: Float64Array;
  /** by position in the schedule; a window that is not here was done by the engine, `ok` for every strategy */
  readonly host = new Map<number, HostWindow>();

  /** windows that the host did for all strategies because the engine could not solve the program of one */
  readonly unsolved = new Set<number>();

  /** windows that fall back on weights of the window before, which the record does not have: not done */
  readonly unresolved = new Set<number>();

  /** @param whole arrays of the whole run, of which the record's are a part; its own where there are none */
  constructor(
    readonly first: number,
    readonly end: number,
    strategies: number,
    readonly width: number,
    readonly summaryLength: number,
    whole?: RunArrays,
  ) {
    const windows = end - first;
    const { weights, summaries } = whole
      ? this.cut(whole, first, end)
      : {
          weights: Array.from({ length: strategies }, () => new Float64Array(windows * width)),
          summaries: new Float64Array(windows * summaryLength),
        };
    this.weights = weights;
    this.summaries = summaries;
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

  /**
   * Takes over the windows of a part.
   *
   * @param whole arrays of the whole run, where the part has none of its own
   */
  put({ first, end, arrays, host, unresolved }: RunPart, whole: RunArrays | null): void {
    const { weights, summaries } = arrays ?? this.cut(whole!, first, end);
    const offset = first - this.first;
    weights.forEach((ofStrategy, s) => this.weights[s].set(ofStrategy, offset * this.width));
    this.summaries.set(summaries, offset * this.summaryLength);
    for (const [index, window] of host) this.host.set(index, window);
    for (const index of unresolved) this.unresolved.add(index);
  }

  /** A copy of what is known of the windows before `end`, all of which are. */
  part(end: number): RunPart & { arrays: RunArrays } {
    const { weights, summaries } = this.cut(this, this.first, end);
    return {
      first: this.first,
      end,
      arrays: { weights: weights.map((own) => own.slice()), summaries: summaries.slice() },
      host: new Map([...this.host].filter(([index]) => index < end)),
      unresolved: new Set(),
    };
  }

  /** What the engine left of a window, a view. */
  summaryOf(index: number): Float64Array {
    const start = (index - this.first) * this.summaryLength;
    return this.summaries.subarray(start, start + this.summaryLength);
  }

  /** Of arrays of the whole run those of some windows, views. */
  private cut({ weights, summaries }: RunArrays, first: number, end: number): RunArrays {
    return {
      weights: weights.map((ofStrategy) => ofStrategy.subarray(first * this.width, end * this.width)),
      summaries: summaries.subarray(first * this.summaryLength, end * this.summaryLength),
    };
  }
}
