import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Files of a folder and those within it whose names end so. */
export function filesIn(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))
    .sort();
}
