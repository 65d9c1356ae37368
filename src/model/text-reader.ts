/** Throws the error of a text that has something else than what is expected at a 0-based position. */
export type Refusal = (position: number, expected: string, hint?: string) => never;

/** A cursor over the text of a term or a formula. */
export class TextReader {
  private position = 0;

  /** @param names how a name can begin a text; backticks around it are no part of it */
  constructor(
    readonly text: string,
    private readonly names: RegExp,
    private readonly refuse: Refusal,
  ) {}

  /** Position of the next character that is not a space. */
  next(): number {
    while (/\s/.test(this.text.charAt(this.position))) this.position++;
    return this.position;
  }

  /** The next character that is not a space, empty at the end. */
  peek(): string {
    return this.text.charAt(this.next());
  }

  /** Reads a name, which may be a number only where it is one of `numbers`. */
  name(expected: string, numbers: readonly string[] = []): string {
    const start = this.next();
    const name = this.match(this.names);
    if (name === null || (!/\p{L}|_/u.test(name) && !numbers.includes(name))) this.fail(start, expected);
    return name.replaceAll('`', '');
  }

  /** Reads what comes next by a pattern that begins with `^`; null, and nothing read, where it does not fit. */
  match(pattern: RegExp): string | null {
    const found = pattern.exec(this.text.slice(this.next()))?.[0] ?? null;
    this.position += found?.length ?? 0;
    return found;
  }

  /** Skips `character` if it comes next. */
  take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.position++;
    return true;
  }

  end(expected: string): void {
    if (this.peek() !== '') this.fail(this.position, expected);
  }

  fail(position: number, expected: string, hint?: string): never {
    return this.refuse(position, expected, hint);
  }
}
