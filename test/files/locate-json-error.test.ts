import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { locateJsonError } from '../../src/files/locate-json-error.js';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('the place where a text stops being JSON', () => {
  it.each([
    ['{"a": 1,}', 1, 9, '}'],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, '"'],
    ["{'a': 1}", 1, 2, "'"],
    ['{"a": 1} x', 1, 10, 'x'],
    ['[1, 2', 1, 6, null],
    ['', 1, 1, null],
    ['{"a": undefined}', 1, 7, 'u'],
    ['{"a": 01}', 1, 8, '1'],
    ['{"a" 1}', 1, 6, '1'],
    ['{\n// comment\n}', 2, 1, '/'],
    ['{"a": "line\nbreak"}', 1, 7, '"'],
  ])('of %j is line %i, column %i', (text, line, column, found) => {
    expect(locateJsonError(text)).toEqual({ line, column, found });
  });

  it('is nowhere in what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => locateJsonError(JSON.stringify(value, null, 2)) === null),
    );
  });

  it('exists exactly where JSON.parse throws, after any change of one character', () => {
    const change = fc.record({
      at: fc.nat(),
      by: fc.constantFrom('', ',', '"', '{', ']', ':', '0', 'e', '\\', ' '),
    });
    fc.assert(
      fc.property(fc.json(), change, (text, { at, by }) => {
        const position = at % (text.length + 1);
        const changed = text.slice(0, position) + by + text.slice(position + 1);
        return (locateJsonError(changed) === null) === isJson(changed);
      }),
      { numRuns: 1000 },
    );
  });
});
