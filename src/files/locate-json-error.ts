/** Where a text stops being JSON, from 1: `JSON.parse` does not always say, and says it differently in each version. */
export interface JsonErrorPlace {
  line: number;
  column: number;
  /** the character there; null at the end of the text */
  found: string | null;
}

const space = /[ \t\r\n]*/y;
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y; // eslint-disable-line no-control-regex
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** The first place at which no JSON text could go on like that; null for valid JSON. */
export function locateJsonError(text: string): JsonErrorPlace | null {
  let at = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) at += match[0].length;
    return match !== null;
  };
  const list = (item: () => boolean, close: RegExp): boolean => {
    take(space);
    if (take(close)) return true;
    do {
      if (!item()) return false;
      take(space);
    } while (take(/,/y));
    return take(close);
  };
  const member = (): boolean => {
    take(space);
    return take(string) && take(space) && take(/:/y) && value();
  };
  const value = (): boolean => {
    take(space);
    if (take(/\{/y)) return list(member, /\}/y);
    if (take(/\[/y)) return list(value, /\]/y);
    return take(string) || take(scalar);
  };
  if (value() && take(space) && at === text.length) return null;
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: before[before.length - 1].length + 1, found: text[at] ?? null };
}
