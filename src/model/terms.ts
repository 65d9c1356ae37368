import { ModelError } from '../errors.js';

/** A fixed effect of the panel model. */
export type FixedTerm =
  /** `1` */
  | { kind: 'intercept' }
  /** `x`: one slope for all assets */
  | { kind: 'slope'; covariate: string }
  /** `asset`: one intercept an asset */
  | { kind: 'asset' }
  /** `asset:x`: one slope an asset */
  | { kind: 'assetSlope'; covariate: string };

/** A random effect of the panel model; A ⊗ B is its covariance over periods and assets. */
export type RandomTerm =
  /** `asset(K)`: 11' ⊗ K */
  | { kind: 'asset'; kernel: string }
  /** `asset:x(K)`: xx' ⊗ K */
  | { kind: 'assetSlope'; covariate: string; kernel: string }
  /** `time`: I ⊗ 11' */
  | { kind: 'time' }
  /** `asset:time(K)`: I ⊗ K */
  | { kind: 'assetTime'; kernel: string };

/**
 * Reads a fixed term: `1`, `x`, `asset` or `asset:x`; spaces do not matter.
 *
 * Names of covariates and kernels consist of letters, digits, `_`, `.` and `-`, and are not numbers.
 *
 * @throws ModelError `bad-term` with the 0-based position and what was expected there
 */
export function parseFixedTerm(term: string): FixedTerm {
  const reader = new TermReader(term);
  const start = reader.next();
  const first = reader.name('1, a covariate, asset or asset:covariate', ['1']);
  if (first === '1') {
    reader.end('the end: 1 is the common intercept');
    return { kind: 'intercept' };
  }
  if (first === 'time') reader.fail(start, 'a covariate, asset or asset:covariate: time is a random term');
  if (first !== 'asset') {
    reader.end('the end: the slope of a covariate is common to all assets, or written asset:covariate');
    return { kind: 'slope', covariate: first };
  }
  if (!reader.take(':')) {
    reader.end('":" and a covariate, or the end: a kernel makes an effect random');
    return { kind: 'asset' };
  }
  const covariateStart = reader.next();
  const covariate = reader.name('a covariate');
  if (covariate === 'time' || covariate === 'asset') {
    reader.fail(
      covariateStart,
      'a covariate: a fixed effect for every cell would leave nothing to estimate from',
    );
  }
  reader.end('the end: a kernel makes an effect random');
  return { kind: 'assetSlope', covariate };
}

/**
 * Reads a random term: `asset(K)`, `asset:x(K)`, `time` or `asset:time(K)`; spaces do not matter.
 *
 * `asset:time` without a kernel is refused: one independent effect a cell is the residual, which every model has.
 *
 * @throws ModelError `bad-term` with the 0-based position and what was expected there
 */
export function parseRandomTerm(term: string): RandomTerm {
  const reader = new TermReader(term);
  const start = reader.next();
  const first = reader.name('asset or time');
  if (first === 'time') {
    reader.end('the end: time takes no kernel');
    return { kind: 'time' };
  }
  if (first !== 'asset') reader.fail(start, 'asset or time');
  if (!reader.take(':')) return { kind: 'asset', kernel: reader.kernel() };
  const covariateStart = reader.next();
  const covariate = reader.name('a covariate or time');
  if (covariate === 'asset') reader.fail(covariateStart, 'a covariate or time');
  if (covariate === 'time' && reader.next() === term.length) refuseCellEffects(term);
  const kernel = reader.kernel();
  return covariate === 'time' ? { kind: 'assetTime', kernel } : { kind: 'assetSlope', covariate, kernel };
}

function refuseCellEffects(term: string): never {
  throw new ModelError(
    'bad-term',
    `model term "${term}": at position ${term.length} expected "(" and the name of a kernel: without one, ` +
      'asset:time is an independent effect of each asset in each period, which is the residual, and every model has that',
    'write asset:time(K) with a relationship kernel K, such as asset:time(combined), or leave the term out',
    { term, position: term.length, expected: '"(" and the name of a kernel' },
  );
}

/** A cursor over the text of one term. */
class TermReader {
  private position = 0;

  constructor(private readonly term: string) {}

  /** Position of the next character that is not a space. */
  next(): number {
    while (/\s/.test(this.term.charAt(this.position))) this.position++;
    return this.position;
  }

  /** Reads a name, which may be a number only where it is one of `numbers`. */
  name(expected: string, numbers: readonly string[] = []): string {
    const start = this.next();
    const name = /^[\p{L}\p{N}_.-]+/u.exec(this.term.slice(start))?.[0] ?? '';
    if (name === '' || (!/\p{L}|_/u.test(name) && !numbers.includes(name))) this.fail(start, expected);
    this.position += name.length;
    return name;
  }

  /** Skips `character` if it comes next. */
  take(character: string): boolean {
    if (this.term.charAt(this.next()) !== character) return false;
    this.position++;
    return true;
  }

  /** Reads `(K)` and the end. */
  kernel(): string {
    if (!this.take('(')) this.fail(this.position, '"(" and the name of a kernel');
    const kernel = this.name('the name of a kernel');
    if (!this.take(')')) this.fail(this.position, '")"');
    this.end('the end');
    return kernel;
  }

  end(expected: string): void {
    if (this.next() < this.term.length) this.fail(this.position, expected);
  }

  fail(position: number, expected: string): never {
    const found = position < this.term.length ? `"${this.term.slice(position)}"` : 'the end';
    throw new ModelError(
      'bad-term',
      `model term "${this.term}": at position ${position} expected ${expected}, found ${found}`,
      'fixed terms are 1, x, asset, asset:x; random terms are asset(K), asset:x(K), time, asset:time(K)',
      { term: this.term, position, expected },
    );
  }
}
