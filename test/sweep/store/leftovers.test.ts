import { spawnSync } from 'node:child_process';
import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isProcess, removeOldLeftovers } from '../../../src/sweep/store/leftovers.js';
import { temporaryFolder } from '../../support/cli.js';

const dead = spawnSync(process.execPath, ['-e', '']).pid;

test('a process that runs is one, and one that ended is none', () => {
  expect(isProcess(process.ppid)).toBe(true);
  expect(isProcess(dead)).toBe(false);
});

test('of a folder that others may write what is old and of nobody here is removed, and nothing else', async () => {
  const folder = temporaryFolder();
  const part = `${'a'.repeat(64)}.parquet`;
  const write = (name: string, minutes: number): void => {
    writeFileSync(join(folder, name), '');
    const then = new Date(Date.now() - 60_000 * minutes);
    utimesSync(join(folder, name), then, then);
  };
  write(part, 100);
  write(`${part}.${dead}-1.tmp`, 11);
  write(`${part}.${process.pid}-1.tmp`, 11);
  write(`${part}.${process.ppid}-1.tmp`, 100);
  write(`${part}.${dead}-2.tmp`, 9);
  write('mine.tmp', 100);
  await removeOldLeftovers(folder);
  expect(readdirSync(folder).sort()).toEqual(
    [part, `${part}.${process.ppid}-1.tmp`, `${part}.${dead}-2.tmp`, 'mine.tmp'].sort(),
  );
  await removeOldLeftovers(join(folder, 'none'));
});
