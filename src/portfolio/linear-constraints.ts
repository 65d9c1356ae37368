/**
 * Linear constraints, and views on returns, as text:
 *
 *     constraint := sum (">=" | "<=" | "==" | "=") sum
 *     sum        := ["+" | "-"] term { ("+" | "-") term }
 *     term       := number | [number "*"] name | name "*" number
 *
 * A name is that of a ticker or of a group, which stands for the sum of its members. As tickers may have `.`, `-`, `^` or `=`
 * in them, a name is the longest known one that stands at its place: `BRK-B` is that asset where there is one, and `BRK - B`
 * always a difference. Names with spaces or other odd characters, or that are numbers, are quoted: "…", '…' or `…`.
 */
import { ConfigError } from '../errors.js';
import { nearestName, suggestion } from '../suggest.js';

/** lower ≤ Σ coefficient·(weight of the name) ≤ upper */
export interface LinearConstraint {
  text: string;
  coefficients: Map<string, number>;
  lower: number;
  upper: number;
}

/** What a text is, for messages. */
export interface Expression {
  code: 'bad-constraint' | 'bad-view';
  /** where it stands, and the details of errors beside the position in it */
  path: string;
  details: Readonly<Record<string, unknown>>;
  words: {
    a: string;
    of: string;
    names: string;
    unknown: string;
    size: string;
    example: string;
  };
}

const ofConstraints: Expression['words'] = {
  a: 'a constraint',
  of: 'weight',
  names: 'a ticker or a group',
  unknown: 'is neither a ticker nor a group',
  size: 'weights are fractions, 0.3 for 30 %',
  example: 'SPY + 0.5*IWM <= 0.3',
};

/** A sum of weights and of a constant. */
interface Sum {
  coefficients: Map<string, number>;
  constant: number;
}

const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const OPERATOR = />=|<=|==|=/y;
const QUOTED = /"([^"]*)"|'([^']*)'|`([^`]*)`/y;
/** What may stand behind a name or a number. */
const BOUNDARY = /[\s+\-*<>=]/;

/**
 * @param names of tickers and groups
 * @param index of the constraint among all
 * @throws ConfigError `bad-constraint` with the constraint and the position in it
 */
export function parseLinearConstraint(text: string, names: readonly string[], index = 0): LinearConstraint {
  return parseExpression(text, names, {
    ...{ code: 'bad-constraint', path: `linearConstraints[${index}]`, words: ofConstraints },
    details: { option: 'linearConstraints', index, constraint: text },
  });
}

/**
 * @param names that may stand in it
 * @throws ConfigError of the expression's code, with the text and the position in it
 */
export function parseExpression(
  text: string,
  names: readonly string[],
  expression: Expression,
): LinearConstraint {
  const { words } = expression;
  if (typeof text !== 'string')
    throw badExpression(String(text), expression, 0, 'is no text', `write it as "${words.example}"`);
  const parser = new Parser(text, names, expression);
  const left = parser.sum();
  const operator = parser.operator();
  const right = parser.sum();
  parser.end();
  const coefficients = new Map(left.coefficients);
  for (const [name, value] of right.coefficients) add(coefficients, name, -value);
  if (![...coefficients.values()].some((value) => value !== 0)) {
    const what = coefficients.size === 0 ? `names no ${words.of}` : `leaves no ${words.of}: its sides cancel`;
    throw badExpression(text, expression, 0, what, `name ${words.names}, as in "${words.example}"`);
  }
  const bound = right.constant - left.constant;
  return {
    text,
    coefficients,
    lower: operator === '<=' ? -Infinity : bound,
    upper: operator === '>=' ? Infinity : bound,
  };
}

function add(coefficients: Map<string, number>, name: string, value: number): void {
  coefficients.set(name, (coefficients.get(name) ?? 0) + value);
}

export function badExpression(
  text: string,
  { code, path, details }: Expression,
  position: number,
  what: string,
  hint: string,
): ConfigError {
  return new ConfigError(code, `${path}, "${text}": ${what}`, hint, { ...details, position });
}

class Parser {
  private position = 0;
  private readonly longestFirst: readonly string[];

  constructor(
    private readonly text: string,
    private readonly names: readonly string[],
    private readonly expression: Expression,
  ) {
    this.longestFirst = [...names].sort((a, b) => b.length - a.length);
  }

  private get words(): Expression['words'] {
    return this.expression.words;
  }

  sum(): Sum {
    const sum: Sum = { coefficients: new Map(), constant: 0 };
    let sign = this.sign() ?? 1;
    for (;;) {
      this.term(sum, sign);
      const next = this.sign();
      if (next === null) return sum;
      sign = next;
    }
  }

  operator(): string {
    const operator = this.match(OPERATOR);
    if (operator !== null) return operator[0];
    throw this.expected('+, -, >=, <= or ==', `${this.words.a} is a sum, a comparison and a sum`);
  }

  end(): void {
    this.skipSpace();
    if (this.position < this.text.length)
      throw this.expected('+, - or the end', `${this.words.a} has one comparison`);
  }

  private term(sum: Sum, sign: number): void {
    const first = this.operand();
    const product = this.match(/\*/y) === null ? null : this.operand();
    const operands = product === null ? [first] : [first, product];
    const names = operands.filter((operand) => typeof operand === 'string');
    const number = operands.reduce<number>(
      (value, operand) => (typeof operand === 'number' ? value * operand : value),
      sign,
    );
    if (names.length > 1)
      throw this.failure(
        `multiplies two ${this.words.of}s`,
        `${this.words.a} is linear in the ${this.words.of}s`,
      );
    if (names.length === 1) add(sum.coefficients, names[0], number);
    else sum.constant += number;
  }

  private sign(): 1 | -1 | null {
    const sign = this.match(/[+-]/y);
    return sign === null ? null : sign[0] === '+' ? 1 : -1;
  }

  private operand(): number | string {
    this.skipSpace();
    const start = this.position;
    const quoted = this.match(QUOTED);
    if (quoted !== null) {
      const name = quoted.slice(1).find((part) => part !== undefined) ?? '';
      if (this.names.includes(name)) return name;
      this.position = start;
      throw this.unknown(name);
    }
    const number = this.match(NUMBER);
    const numberEnd = number !== null && this.isBoundary(this.position) ? this.position : start;
    this.position = start;
    const name = this.longestFirst.find(
      (known) => this.text.startsWith(known, start) && this.isBoundary(start + known.length),
    );
    if (name !== undefined && start + name.length > numberEnd) {
      this.position = start + name.length;
      return name;
    }
    if (numberEnd > start) {
      this.position = numberEnd;
      const value = Number(this.text.slice(start, numberEnd));
      if (Number.isFinite(value)) return value;
      throw this.failure('has a number that is too large', this.words.size);
    }
    const [word] = /^[^\s+\-*<>=]*/.exec(this.text.slice(start))!;
    if (word === '')
      throw this.expected(`a number, ${this.words.names}`, `write it as "${this.words.example}"`);
    throw this.unknown(word);
  }

  /** A name that is not known; one with an operator in it may be meant. */
  private unknown(word: string): ConfigError {
    const [longer] = /^[^\s*<>]*/.exec(this.text.slice(this.position))!;
    const meant = nearestName(word, this.names) === null ? nearestName(longer, this.names) : null;
    return this.failure(
      `${word} ${this.words.unknown}`,
      meant === null ? suggestion(word, this.names) : `did you mean "${meant}"?`,
    );
  }

  private expected(what: string, hint: string): ConfigError {
    const found = this.position < this.text.length ? `"${this.text.slice(this.position)}"` : 'the end';
    return this.failure(`expected ${what}, and found ${found}`, hint);
  }

  private failure(what: string, hint: string): ConfigError {
    return badExpression(
      this.text,
      this.expression,
      this.position,
      `${what}, at character ${this.position + 1}`,
      hint,
    );
  }

  private isBoundary(position: number): boolean {
    return position >= this.text.length || BOUNDARY.test(this.text[position]);
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    this.skipSpace();
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text);
    if (found !== null) this.position += found[0].length;
    return found;
  }

  private skipSpace(): void {
    while (this.position < this.text.length && /\s/.test(this.text[this.position])) this.position++;
  }
}
