/**
 * JSON with the fields of each object in the order of their names (by UTF-16 code units), without those that are
 * undefined: equal values have equal texts, whoever wrote them. A scheme as RFC 8785's, whose numbers are ECMAScript's.
 *
 * @param value what JSON can hold
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = value as Record<string, unknown>;
  const texts = Object.keys(fields)
    .filter((key) => fields[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(fields[key])}`);
  return `{${texts.join(',')}}`;
}
