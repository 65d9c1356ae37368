/** What an error is about: the offending asset, period, field, file, line or sizes. */
export type ErrorDetails = Readonly<
  Record<string, string | number | boolean | readonly (string | number)[] | null>
>;

/**
 * Base of every error that the library throws on purpose.
 *
 * `code` is stable and meant for programs, `details` says what and where, `hint` says what to do.
 */
export class MixfolioError extends Error {
  /** in full: names of classes do not outlast minification */
  static override readonly name: string = 'MixfolioError';
  readonly code: string;
  readonly details: ErrorDetails;
  readonly hint: string;

  constructor(code: string, message: string, hint: string, details: ErrorDetails = {}) {
    super(message);
    this.name = new.target.name;
    this.code = code;
    this.hint = hint;
    this.details = details;
  }
}

/** Prices, returns, features or files that cannot be used as they are. */
export class DataError extends MixfolioError {
  static override readonly name: string = 'DataError';
}

/** A configuration, option or argument that cannot be used. */
export class ConfigError extends MixfolioError {
  static override readonly name: string = 'ConfigError';
}

/** A model that cannot be fitted: bad terms, kernels that do not match, effects that cannot be told apart. */
export class ModelError extends MixfolioError {
  static override readonly name: string = 'ModelError';
}

/** A matrix that had to be positive definite and is not; `pivot` is the 0-based pivot where the factorisation stopped. */
export class NotPositiveDefiniteError extends MixfolioError {
  static override readonly name: string = 'NotPositiveDefiniteError';
  readonly pivot: number;

  constructor(pivot: number, size: number) {
    super(
      'not-positive-definite',
      `the ${size}×${size} matrix is not positive definite: its Cholesky factorisation stopped at pivot ${pivot}`,
      'check for duplicated or constant series, or shrink the matrix first',
      { pivot, size },
    );
    this.pivot = pivot;
  }
}

/** A run that ends before its time, as its configuration asks for. */
export class BacktestError extends MixfolioError {
  static override readonly name: string = 'BacktestError';
}

/** The engine itself failed: a trap, or no memory. The instance that trapped is never used again. */
export class EngineError extends MixfolioError {
  static override readonly name: string = 'EngineError';
}
