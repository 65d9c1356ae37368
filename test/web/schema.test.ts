import { describe, expect, it } from 'vitest';
import { configJsonSchema } from '../../src/config/json-schema.js';
import {
  boundsOf,
  formOfValue,
  formsOf,
  type JsonSchema,
  kindOf,
  singular,
  words,
} from '../../web/src/form/schema.js';

const root = configJsonSchema() as JsonSchema;
const at = (...path: string[]): JsonSchema =>
  path.reduce(
    (schema, key) =>
      key === '[]'
        ? schema.items!
        : key === '*'
          ? (schema.additionalProperties as JsonSchema)
          : schema.properties![key],
    root,
  );
const strategy = (key: string): JsonSchema => at('strategies', '[]', key);

describe('the parts of the form', () => {
  it.each([
    ['object', at('model')],
    ['list', at('strategies')],
    ['map', at('kernels')],
    ['object', at('kernels', '*')],
    ['list', at('kernels', '*', 'characteristics')],
    ['union', at('market')],
    ['union', at('backtest', 'costs')],
    ['map', strategy('factorExposures')],
    ['leaf', at('assets')],
    ['leaf', at('seed')],
    ['leaf', at('selection', 'grid')], // values of any kind are left to JSON
  ] as const)('are a %s where the schema says so', (kind, schema) => expect(kindOf(schema)).toBe(kind));

  it('take apart every union of the schema into forms with names of their own', () => {
    const unions: JsonSchema[] = [];
    const walk = (schema: JsonSchema): void => {
      if (kindOf(schema) === 'union') unions.push(schema);
      const inner = [
        ...Object.values(schema.properties ?? {}),
        ...(schema.anyOf ?? []),
        ...(schema.items ? [schema.items] : []),
        ...(typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : []),
      ];
      inner.forEach(walk);
    };
    walk(root);
    expect(unions.length).toBeGreaterThan(20);
    for (const union of unions) {
      const labels = formsOf(union).map(({ label }) => label);
      expect(new Set(labels).size).toBe(labels.length);
    }
  });

  it.each([
    ['market', at('market'), 'SPY', 'name'],
    ['market', at('market'), { path: 'a.csv', column: 'x' }, 'with path, column, date order …'],
    ['costs', at('backtest', 'costs'), 0.001, 'number'],
    ['costs', at('backtest', 'costs'), { SPY: 0.001 }, 'by name'],
    ['costs', at('backtest', 'costs'), { linear: 0.001 }, 'with linear, quadratic, impact …'],
    ['rebalance', at('backtest', 'rebalance'), 'quarter', 'quarter'],
    ['rebalance', at('backtest', 'rebalance'), 'fortnight', undefined],
    ['lag', at('covariates', '*', 'lag'), { days: 3 }, 'by days'],
    ['classes', at('classes'), { bonds: ['TLT'] }, 'by name'],
    [
      'expectedReturns',
      strategy('expectedReturns'),
      { views: [] },
      'with prior, market weights, risk aversion …',
    ],
  ])('find the form of a value: %s', (_, schema, value, label) => {
    const forms = formsOf(schema);
    expect(forms[formOfValue(forms, value)]?.label).toBe(label);
  });

  it('say the bounds of numbers', () => {
    expect(boundsOf(at('backtest', 'train'))).toBe('a whole number, 2 or more');
    expect(boundsOf(at('model', 'halfLife'))).toBe('a number, above 0');
    expect(boundsOf(at('model', 'minHeritability'))).toBe('a number from 0 to 1');
    expect(boundsOf({ type: 'number', minimum: 0, exclusiveMaximum: 1 })).toBe('a number from 0 to below 1');
    expect(boundsOf({ type: 'number', exclusiveMinimum: 0, maximum: 1 })).toBe(
      'a number above 0 and 1 or less',
    );
    expect(boundsOf({ type: 'number', maximum: 1 })).toBe('a number, 1 or less');
    expect(boundsOf({ type: 'number' })).toBe(null);
  });

  it('have names that people read', () => {
    expect(['strategies', 'views', 'classes', 'covariates', 'riskBudgets'].map(singular)).toEqual([
      'strategy',
      'view',
      'class',
      'covariate',
      'riskBudget',
    ]);
    expect(words('targetReturn')).toBe('Target return');
  });
});
