import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../src/browser.js';
import { configJsonSchema } from '../../src/config/json-schema.js';
import type { Json } from '../../web/src/configuration.js';
import { type JsonSchema, words } from '../../web/src/form/schema.js';
import { controlOf, parsed, textOf } from '../../web/src/form/text.js';

const { properties } = configJsonSchema() as { properties: Record<string, JsonSchema> };
const inside = (group: string): Record<string, JsonSchema> => properties[group].properties!;

const read = (schema: JsonSchema, text: string): Json | undefined => parsed(text, controlOf(schema), schema);

describe('controls of the form', () => {
  it('are made by what the schema says of a field', () => {
    const controls = Object.entries({ ...properties, ...inside('backtest') }).map(
      ([key, schema]) => [key, controlOf(schema)] as const,
    );
    expect(Object.fromEntries(controls)).toMatchObject({
      prices: 'json',
      market: 'json',
      frequency: 'choice',
      from: 'date',
      assets: 'list',
      benchmark: 'text',
      strategies: 'json',
      strict: 'switch',
      train: 'text',
      costs: 'json',
    });
  });

  it.each<[string, JsonSchema, string, Json | undefined]>([
    ['a ticker', properties.market, ' SPY ', 'SPY'],
    [
      'a column of a file',
      properties.market,
      '{"path":"a.csv","column":"b"}',
      { path: 'a.csv', column: 'b' },
    ],
    ['a number where there may be one', inside('backtest').costs, '0.001', 0.001],
    ['costs by ticker', inside('backtest').costs, '{ "SPY": 0.001 }', { SPY: 0.001 }],
    ['a number that is a ticker', properties.market, '600519', '600519'],
    ['tickers', properties.assets, 'SPY, IWM,,QQQ', ['SPY', 'IWM', 'QQQ']],
    ['a switch', inside('backtest').strict, 'false', false],
    ['what fits nowhere', inside('backtest').train, 'many', 'many'],
    ['nothing', inside('backtest').train, ' ', undefined],
  ])('read %s', (_, schema, text, value) => {
    expect(read(schema, text)).toEqual(value);
  });

  it('say where JSON ends to be JSON', () => {
    expect(() => read(properties.market, '{"path": "a.csv",}')).toThrow('line 1, column 18: unexpected "}"');
    expect(() => read(properties.kernels, '{"own": ')).toThrow('the text ends too early');
  });

  it('read what they show', () => {
    const values: [JsonSchema, fc.Arbitrary<Json>][] = [
      [inside('backtest').costs, fc.double({ min: 0, max: 1, noNaN: true })],
      [inside('backtest').costs, fc.dictionary(fc.stringMatching(/^[A-Z]{1,5}$/), fc.double({ min: 0, max: 1, noNaN: true }), { noNullPrototype: true })], // prettier-ignore
      [properties.assets, fc.array(fc.stringMatching(/^[A-Z.^]{1,5}$/), { minLength: 1 })],
      [properties.market, fc.stringMatching(/^[A-Z^.]{1,6}$/)],
    ];
    for (const [schema, arbitrary] of values) {
      fc.assert(
        fc.property(arbitrary, (value) => {
          expect(read(schema, textOf(value, controlOf(schema)))).toEqual(value);
        }),
      );
    }
  });

  it('leave wrong values to the checks of the configuration', () => {
    const train = read(inside('backtest').train, 'many');
    expect(() => resolveConfig({ market: 'SPY', backtest: { train } })).toThrow(
      'backtest.train cannot be "many"',
    );
  });

  it('have labels that people read', () => {
    expect(['train', 'minHistory', 'riskFree'].map(words)).toEqual(['Train', 'Min history', 'Risk free']);
  });
});
