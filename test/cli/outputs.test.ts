import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkFolder, writeOutputs } from '../../src/cli/outputs.js';
import { MixfolioError } from '../../src/errors.js';
import { temporaryFolder } from '../support/cli.js';

const { signal } = new AbortController();

describe('writing results', () => {
  it('makes the folder, replaces older results and leaves other files alone', async () => {
    const out = join(temporaryFolder(), 'a', 'b');
    await writeOutputs(out, { one: '1', two: '2' }, signal);
    writeFileSync(join(out, 'mine'), 'mine');
    await writeOutputs(out, { one: 'new' }, signal);
    expect(readdirSync(out).sort()).toEqual(['mine', 'one', 'two']);
    expect(readFileSync(join(out, 'one'), 'utf8')).toBe('new');
  });

  it('changes nothing once it is aborted', async () => {
    const out = temporaryFolder();
    writeFileSync(join(out, 'one'), 'old');
    await expect(writeOutputs(out, { one: 'new', two: '2' }, AbortSignal.abort())).rejects.toThrow();
    expect(readdirSync(out)).toEqual(['one']);
    expect(readFileSync(join(out, 'one'), 'utf8')).toBe('old');
  });

  it('reports a failure with a code and removes its temporary files', async () => {
    const out = temporaryFolder();
    // a folder of that name with something in it cannot be replaced by a file
    mkdirSync(join(out, 'two', 'full'), { recursive: true });
    const error = await writeOutputs(out, { two: '2' }, signal).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MixfolioError);
    expect(error).toMatchObject({ code: 'write-failed', details: { path: join(out, 'two') } });
    expect(readdirSync(out)).toEqual(['two']);
  });
});

describe('a folder of results', () => {
  it('may exist or have any existing folder above it', async () => {
    const folder = temporaryFolder();
    await expect(checkFolder(folder)).resolves.toBeUndefined();
    await expect(checkFolder(join(folder, 'not', 'yet'))).resolves.toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('may not be a file nor lie below one', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    for (const path of [file, join(file, 'below')])
      await expect(checkFolder(path)).rejects.toMatchObject({
        code: 'not-a-folder',
        details: { path: file },
      });
  });

  it.skipIf(process.platform === 'win32')('may not be a link to nothing nor lie below one', async () => {
    const link = join(temporaryFolder(), 'link');
    symlinkSync(join(link, '..', 'nothing'), link);
    for (const path of [link, join(link, 'below')])
      await expect(checkFolder(path)).rejects.toMatchObject({
        code: 'not-a-folder',
        details: { path: link },
      });
  });

  it.skipIf(!existsSync('/proc'))('may not lie where no folder can be made', async () => {
    for (const path of ['/proc', '/proc/mixfolio', '/proc/mixfolio/results'])
      await expect(checkFolder(path)).rejects.toMatchObject({ code: 'not-writable', details: { path } });
  });
});
