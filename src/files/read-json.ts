/** Configurations in JSON, with errors that say where. */
import { readFile } from 'node:fs/promises';
import { ConfigError } from '../errors.js';
import { locateJsonError } from './locate-json-error.js';

/**
 * @param path of the file
 * @param name what messages call it, `configuration study.json`
 * @throws ConfigError `config-not-found`, `config-not-readable`, `invalid-json` with line and column
 */
export async function readJson(path: string, name: string): Promise<unknown> {
  return parseJson(await readText(path, name), path);
}

async function readText(path: string, name: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/^\ufeff/, '');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw code === 'ENOENT'
      ? new ConfigError('config-not-found', `there is no ${name}`, 'check the path', {
          file: path,
        })
      : new ConfigError(
          'config-not-readable',
          code === 'EISDIR' ? `the ${name} is a folder` : `the ${name} cannot be read (${code})`,
          'check that it is a file that you may read',
          { file: path, reason: code },
        );
  }
}

function parseJson(text: string, path: string): unknown {
  const place = locateJsonError(text);
  if (place === null) return JSON.parse(text);
  if (text.trim() === '') {
    throw new ConfigError('invalid-json', `${path} is empty`, 'write { "prices": …, "market": … }', {
      file: path,
    });
  }
  const { line, column, found } = place;
  throw new ConfigError(
    'invalid-json',
    `${path}, line ${line}, column ${column}: ${found === null ? 'the text ends too early' : `unexpected ${JSON.stringify(found)}`}`,
    'JSON wants double quotes, a comma between entries, none behind the last, and no comments',
    { file: path, line, column },
  );
}
