import { describe, expect, it } from 'vitest';
import { configJsonSchema } from '../../src/config/json-schema.js';

interface Node {
  description?: string;
  default?: unknown;
  properties?: Record<string, Node>;
  additionalProperties?: unknown;
  items?: Node;
  anyOf?: Node[];
  required?: string[];
}

/** Every property of a schema, with its path. */
function fields(node: Node, path = ''): [string, Node][] {
  const own = Object.entries(node.properties ?? {}).flatMap(([name, child]): [string, Node][] => [
    [`${path}.${name}`, child],
    ...fields(child, `${path}.${name}`),
  ]);
  return [
    ...own,
    ...[...(node.anyOf ?? []), ...(node.items ? [node.items] : [])].flatMap((n) => fields(n, path)),
  ];
}

describe('published JSON Schema', () => {
  const schema = configJsonSchema() as Node;

  it('describes every field but those that only group others', () => {
    const undescribed = fields(schema).filter(([, node]) => !node.description);
    expect(undescribed.map(([path]) => path)).toEqual([]);
  });

  it('requires the market alone and refuses unknown keys', () => {
    expect(schema.required).toEqual(['market']);
    expect(schema.additionalProperties).toBe(false);
  });

  it('carries the defaults', () => {
    expect(schema.properties!.backtest.properties!.train.default).toBe(36);
    expect(schema.properties!.model.properties!.random.default).toEqual(['time', 'asset:time(combined)']);
  });

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });
});
