import { ModelError } from '../errors.js';
import { TextReader } from './text-reader.js';

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

/** What follows a fixed term. */
const fixedEnd: Record<FixedTerm['kind'], string> = {
  intercept: 'the end: 1 is the common intercept',
  slope: 'the end: the slope of a covariate is common to all assets, or written asset:covariate',
  asset: '":" and a covariate, or the end: a kernel makes an effect random',
  assetSlope: 'the end: a kernel makes an effect random',
};

/** Why `asset:time` needs a kernel, and what to write. */
export const cellEffects =
  'without one, asset:time is an independent effect of each asset in each period, which is the residual, and every model has that';

/**
 * Reads a fixed term: `1`, `x`, `asset` or `asset:x`; spaces do not matter.
 *
 * Names of covariates and kernels consist of letters, digits, `_`, `.` and `-`, and are not numbers.
 *
 * @throws ModelError `bad-term` with the 0-based position and what was expected there
 */
export function parseFixedTerm(term: string): FixedTerm {
  const reader = termReader(term);
  const read = readFixedTerm(reader);
  reader.end(fixedEnd[read.kind]);
  return read;
}

/** Reads a fixed term off the text and leaves what follows it. */
export function readFixedTerm(
  reader: TextReader,
  expected = '1, a covariate, asset or asset:covariate',
): FixedTerm {
  const start = reader.next();
  const first = reader.name(expected, ['1']);
  if (first === '1') return { kind: 'intercept' };
  if (first === 'time') reader.fail(start, 'a covariate, asset or asset:covariate: time is a random term');
  if (first !== 'asset') return { kind: 'slope', covariate: first };
  if (!reader.take(':')) return { kind: 'asset' };
  const covariateStart = reader.next();
  const covariate = reader.name('a covariate');
  if (covariate === 'time' || covariate === 'asset') {
    reader.fail(
      covariateStart,
      'a covariate: a fixed effect for every cell would leave nothing to estimate from',
    );
  }
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
  const reader = termReader(term);
  const start = reader.next();
  const first = reader.name('asset or time');
  if (first === 'time') {
    reader.end('the end: time takes no kernel');
    return { kind: 'time' };
  }
  if (first !== 'asset') reader.fail(start, 'asset or time');
  if (!reader.take(':')) return { kind: 'asset', kernel: readKernel(reader) };
  const covariateStart = reader.next();
  const covariate = reader.name('a covariate or time');
  if (covariate === 'asset') reader.fail(covariateStart, 'a covariate or time');
  if (covariate === 'time' && reader.next() === term.length) refuseCellEffects(term);
  const kernel = readKernel(reader);
  return covariate === 'time' ? { kind: 'assetTime', kernel } : { kind: 'assetSlope', covariate, kernel };
}

/** Reads `(K)` and the end. */
function readKernel(reader: TextReader): string {
  if (!reader.take('(')) reader.fail(reader.next(), '"(" and the name of a kernel');
  const kernel = reader.name('the name of a kernel');
  if (!reader.take(')')) reader.fail(reader.next(), '")"');
  reader.end('the end');
  return kernel;
}

function refuseCellEffects(term: string): never {
  throw new ModelError(
    'bad-term',
    `model term "${term}": at position ${term.length} expected "(" and the name of a kernel: ${cellEffects}`,
    'write asset:time(K) with a relationship kernel K, such as asset:time(combined), or leave the term out',
    { term, position: term.length, expected: '"(" and the name of a kernel' },
  );
}

function termReader(term: string): TextReader {
  return new TextReader(term, /^[\p{L}\p{N}_.-]+/u, (position, expected) => {
    const found = position < term.length ? `"${term.slice(position)}"` : 'the end';
    throw new ModelError(
      'bad-term',
      `model term "${term}": at position ${position} expected ${expected}, found ${found}`,
      'fixed terms are 1, x, asset, asset:x; random terms are asset(K), asset:x(K), time, asset:time(K)',
      { term, position, expected },
    );
  });
}
