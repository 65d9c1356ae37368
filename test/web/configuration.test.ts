import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  configuration,
  type Json,
  type JsonObject,
  type Path,
  valueAt,
  withField,
} from '../../web/src/configuration.js';

const key = fc.stringMatching(/^[a-z]{1,4}$/);
const path = fc.array(key, { minLength: 1, maxLength: 3 });
const config = fc.dictionary(key, fc.oneof(fc.integer(), fc.dictionary(key, fc.integer(), { minKeys: 1 })), {
  noNullPrototype: true,
});

describe('the configuration of the page', () => {
  it('has what was set, leaves every other field alone, and is a copy', () => {
    fc.assert(
      fc.property(config, path, fc.integer(), (whole: JsonObject, at: Path, value) => {
        const before = JSON.stringify(whole);
        const changed = withField(whole, at, value) as JsonObject;
        expect(JSON.stringify(whole)).toBe(before);
        expect(valueAt(changed, at)).toBe(value);
        for (const name of Object.keys(whole)) {
          if (name !== at[0]) expect(changed[name]).toBe(whole[name]);
        }
      }),
    );
  });

  it('is what it was once a field that it did not have is set and taken away', () => {
    fc.assert(
      fc.property(config, path, fc.integer(), (whole: JsonObject, at: Path, value) => {
        const isNew = at.every(
          (_, depth) => valueAt(whole, at.slice(0, depth + 1)) === undefined || depth === 0,
        );
        fc.pre(isNew && (at.length > 1 ? typeof whole[at[0]] !== 'number' : whole[at[0]] === undefined));
        expect(withField(withField(whole, at, value), at, undefined)).toEqual(whole);
      }),
    );
  });

  it('keeps the order of fields, and the items of a list beside the one that changes', () => {
    const whole: Json = { b: 1, a: { c: 2 }, list: [{ name: 'x' }, { name: 'y', size: 1 }] };
    expect(JSON.stringify(withField(whole, ['a', 'c'], 3))).toBe(
      '{"b":1,"a":{"c":3},"list":[{"name":"x"},{"name":"y","size":1}]}',
    );
    expect(withField(whole, ['list', 1, 'size'], undefined)).toEqual({
      ...whole,
      list: [{ name: 'x' }, { name: 'y' }],
    });
    expect(withField(whole, ['list', 0, 'name'], undefined)).toEqual({
      ...whole,
      list: [{}, { name: 'y', size: 1 }],
    });
  });

  it('tells who changed it', () => {
    const one = configuration();
    const origins: string[] = [];
    one.onChange((origin) => void origins.push(origin));
    one.replace({ market: 'SPY' }, 'json');
    one.set(['market'], undefined, 'form');
    expect([one.value(), origins]).toEqual([{}, ['json', 'form']]);
  });
});
