import { ModelError } from '../errors.js';
import {
  cellEffects,
  type FixedTerm,
  parseFixedTerm,
  parseRandomTerm,
  type RandomTerm,
  readFixedTerm,
} from './terms.js';
import { TextReader } from './text-reader.js';
import type { PanelModel } from './types.js';

/** The terms of a panel model, as `PanelModel` has them. */
export type FormulaTerms = Pick<PanelModel, 'fixed' | 'random'>;

/**
 * Reads the terms of a panel model from a formula as lme4 and sommer have them; spaces do not matter.
 *
 *     return ~ market + regime + (1 | asset, K) + (0 + market | asset, K) + (1 | time) + (1 | asset:time, K)
 *
 *     in the formula          term
 *     1                       1              the common intercept: there unless 0, -1 or asset is written
 *     x                       x
 *     asset                   asset          the intercepts of the assets, one each, instead of a common one
 *     asset:x                 asset:x
 *     (1 | asset, K)          asset(K)
 *     (0 + x | asset, K)      asset:x(K)
 *     (1 | time)              time
 *     (1 | asset:time, K)     asset:time(K)
 *
 * `return ~ asset` and `return ~ 0 + asset` are the same model: effects of all assets beside a common intercept could
 * not be told apart, and are no contrasts to a first asset as R has them. Names with a `-` stand in backticks.
 *
 * @returns terms in the order of the formula, an intercept that is not written first
 * @throws ModelError `bad-formula` with the 1-based column and what was expected there
 */
export function parseFormula(formula: string): FormulaTerms {
  const reader = formulaReader(formula);
  if (reader.match(/^return(?![\p{L}\p{N}_.])/u) === null)
    reader.fail(reader.next(), 'return, the response of a panel model', 'write return ~ and the effects');
  if (!reader.take('~')) reader.fail(reader.next(), '"~"');
  const { parts, constant } = readSum(reader, () =>
    reader.peek() === '('
      ? { random: true, term: readRandom(reader) }
      : { random: false, term: fixedText(readFixedTerm(reader, anyEffect)) },
  );
  if (reader.peek() !== '') reader.fail(reader.next(), '"+", "-1" or the end', misplaced[reader.peek()]);
  refuseRepeats(reader, parts);

  const fixed = parts.filter(({ random }) => !random);
  const asset = fixed.find(({ term }) => term === 'asset');
  if (constant?.value === '1' && asset !== undefined) {
    reader.fail(
      Math.max(constant.start, asset.start),
      'one of 1 and asset: the intercepts of all assets leave no common one',
      'write return ~ 0 + asset for an intercept an asset, or leave asset out',
    );
  }
  const terms = fixed.map(({ term }) => term);
  const before = constant === null ? 0 : fixed.filter(({ start }) => start < constant.start).length;
  if (constant === null ? asset === undefined : constant.value === '1') terms.splice(before, 0, '1');
  return { fixed: terms, random: parts.filter(({ random }) => random).map(({ term }) => term) };
}

/**
 * The formula of a panel model's terms, fixed ones first: `parseFormula` reads these terms from it again. Where it
 * begins with `1 + asset`, which no panel can tell apart, it refuses to.
 *
 * @throws ModelError `bad-term`
 */
export function formatFormula({ fixed, random }: FormulaTerms): string {
  const terms = fixed.map(parseFixedTerm);
  const kinds = terms.map(({ kind }) => kind);
  const implied = kinds[0] === 'intercept' && kinds.length > 1 && !kinds.includes('asset');
  const effects = [
    ...(kinds.includes('intercept') ? [] : ['0']),
    ...terms.slice(implied ? 1 : 0).map((term) => fixedText(term, quoted)),
    ...random.map((term) => randomEffect(parseRandomTerm(term))),
  ];
  return `return ~ ${effects.join(' + ')}`;
}

const anyEffect = '1, a covariate, asset, asset:covariate or a random effect in parentheses';

const everyForm =
  'fixed effects are 0, 1, x, asset, asset:x; random ones (1 | asset, K), (0 + x | asset, K), (1 | time), (1 | asset:time, K)';

/** What helps against a character that cannot follow an effect. */
const misplaced: Record<string, string> = {
  '*': 'write the effects one by one, as in 0 + asset + asset:x',
  ':': 'an effect of each asset is written asset:x',
  '|': 'a random effect stands in parentheses: (1 | asset, K)',
  '(': 'a random effect is written (1 | asset, K); of a function give the values, as a covariate',
};

/** Something at a 0-based position of the text. */
type Placed<Part> = Part & { start: number };

/**
 * Reads effects between + and -: the parts by `read`, and 1, 0 or -1, which say whether there is an intercept.
 *
 * @returns constant: null where nothing is said of the intercept; `0` for `-1`
 */
function readSum<Part extends object>(
  reader: TextReader,
  read: () => Part,
): { parts: Placed<Part>[]; constant: Placed<{ value: string }> | null } {
  const parts: Placed<Part>[] = [];
  let constant: Placed<{ value: string }> | null = null;
  let minus = reader.take('-');
  for (;;) {
    const start = reader.next();
    const value = reader.match(/^[01](?![\p{L}\p{N}_.])/u);
    if (minus && value !== '1') {
      const hint = 'only the intercept is taken away by "-"; a name with "-" stands in backticks, `us-10y`';
      reader.fail(start, '1', hint);
    }
    if (value === null) parts.push({ ...read(), start });
    else if (constant === null) constant = { value: minus ? '0' : value, start };
    else reader.fail(start, 'an effect: whether there is an intercept has been said');
    minus = reader.take('-');
    if (minus) continue;
    if (!reader.take('+')) return { parts, constant };
    minus = reader.take('-');
  }
}

/** Reads `(1 | asset, K)`, `(0 + x | asset, K)`, `(1 | time)` or `(1 | asset:time, K)` as a term. */
function readRandom(reader: TextReader): string {
  reader.take('(');
  const { parts: slopes, constant } = readSum(reader, () => ({ covariate: readSlope(reader) }));
  if (constant?.value === '0' && slopes.length === 0) reader.fail(reader.next(), '"+" and a covariate');
  if (!reader.take('|')) reader.fail(reader.next(), '"+" or "|"');
  if (reader.peek() === '|') {
    const hint = 'effects of a panel are independent: write two terms, (1 | asset, K) + (0 + x | asset, K)';
    reader.fail(reader.next(), 'asset or time', hint);
  }
  const group = readGroup(reader);
  const [slope] = slopes;
  if (group !== 'asset') {
    if (slope !== undefined) reader.fail(slope.start, `1: the random effects of ${group} have no slopes`);
    return group === 'time' ? withoutKernel(reader) : `asset:time(${readKernel(reader, group)})`;
  }
  const kernel = readKernel(reader, group);
  const intercept = constant?.value === '0' ? [] : [{ start: constant?.start ?? -1, covariate: '1' }];
  const effects = [...intercept, ...slopes].sort((a, b) => a.start - b.start);
  if (effects.length > 1) {
    const written = effects.map(({ covariate }) =>
      randomEffect(covariate === '1' ? { kind: 'asset', kernel } : { kind: 'assetSlope', covariate, kernel }),
    );
    reader.fail(
      effects[1].start,
      'one effect: a panel has independent intercepts and slopes',
      `write a term each, ${written.join(' + ')}; correlated ones are fitted by fitMixedModel, with correlatedWith`,
    );
  }
  return slope === undefined ? `asset(${kernel})` : `asset:${slope.covariate}(${kernel})`;
}

function readSlope(reader: TextReader): string {
  const start = reader.next();
  const covariate = reader.name('1, or 0 + and a covariate');
  if (covariate === 'asset' || covariate === 'time') reader.fail(start, '1, or 0 + and a covariate');
  return covariate;
}

function readGroup(reader: TextReader): 'asset' | 'time' | 'asset:time' {
  const start = reader.next();
  const group = reader.name('asset or time');
  if (group === 'time') return group;
  if (group !== 'asset') reader.fail(start, 'asset or time');
  if (!reader.take(':')) return group;
  const second = reader.next();
  if (reader.name('time') !== 'time') reader.fail(second, 'time');
  return 'asset:time';
}

/** Reads `, K)`. */
function readKernel(reader: TextReader, group: 'asset' | 'asset:time'): string {
  const expected = '"," and the name of a kernel';
  if (!reader.take(',')) {
    const cells = group === 'asset:time' && reader.peek() === ')';
    reader.fail(
      reader.next(),
      cells ? `${expected}: ${cellEffects}` : expected,
      cells
        ? 'write (1 | asset:time, K) with a relationship kernel K, such as combined, or leave the effect out'
        : `write the kernel K that the assets are related by, as in (1 | ${group}, K): an identity matrix for independent ones`,
    );
  }
  const kernel = reader.name('the name of a kernel');
  if (!reader.take(')')) reader.fail(reader.next(), '")"');
  return kernel;
}

/** Reads the `)` of `(1 | time)`. */
function withoutKernel(reader: TextReader): 'time' {
  if (!reader.take(')')) reader.fail(reader.next(), '")": time takes no kernel');
  return 'time';
}

function refuseRepeats(
  reader: TextReader,
  parts: readonly Placed<{ random: boolean; term: string }>[],
): void {
  const written = parts.map(({ random, term }) => `${random ? 'random' : 'fixed'} ${term}`);
  const again = written.findIndex((term, index) => written.indexOf(term) < index);
  if (again >= 0) reader.fail(parts[again].start, 'another effect: this one is there already');
}

/** A fixed term as a model, or with quoted names a formula, has it. */
function fixedText(term: FixedTerm, name: (covariate: string) => string = (covariate) => covariate): string {
  if (term.kind === 'intercept') return '1';
  if (term.kind === 'asset') return 'asset';
  return term.kind === 'slope' ? name(term.covariate) : `asset:${name(term.covariate)}`;
}

function randomEffect(term: RandomTerm): string {
  if (term.kind === 'time') return '(1 | time)';
  const kernel = quoted(term.kernel);
  if (term.kind === 'assetSlope') return `(0 + ${quoted(term.covariate)} | asset, ${kernel})`;
  return `(1 | ${term.kind === 'asset' ? 'asset' : 'asset:time'}, ${kernel})`;
}

/** A name as a formula has it, where - takes away. */
function quoted(name: string): string {
  return name.includes('-') ? `\`${name}\`` : name;
}

function formulaReader(formula: string): TextReader {
  const names = /^(?:`[\p{L}\p{N}_.-]+`|[\p{L}\p{N}_.]+)/u;
  return new TextReader(formula, names, (position, expected, hint = everyForm) => {
    const found = /^(?:[\p{L}\p{N}_.]+|.)/su.exec(formula.slice(position))?.[0];
    const column = position + 1;
    throw new ModelError(
      'bad-formula',
      `formula "${formula}": at column ${column} expected ${expected}, found ${found === undefined ? 'the end' : `"${found}"`}`,
      hint,
      { formula, column, expected },
    );
  });
}
