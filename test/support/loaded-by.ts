import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const anyImport = /(?:from\s*|import\s*\(?\s*)"(\.[^"]+)"/g;
const staticImport = /(?:from|import)\s*"(\.[^"]+)"/g;

/** Every module that a built file loads, itself included: path and text; `static` leaves out those loaded on demand. */
export function loadedBy(entry: string, kind: 'any' | 'static' = 'any', seen = new Map<string, string>()) {
  if (seen.has(entry)) return seen;
  const text = readFileSync(entry, 'utf8');
  seen.set(entry, text);
  for (const [, path] of text.matchAll(kind === 'any' ? anyImport : staticImport))
    loadedBy(join(dirname(entry), path), kind, seen);
  return seen;
}
