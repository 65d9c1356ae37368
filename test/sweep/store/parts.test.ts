import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { partStore } from '../../../src/sweep/store/parts.js';
import { temporaryFolder } from '../../support/cli.js';
import { hashFor, monthEnds, resultWith, trialWith } from '../../support/sweep-parts.js';
import { rejected } from '../../support/thrown.js';

const trials = ['one', 'two', 'three'].map((name) => trialWith(name, monthEnds(1, 2), [0.1, 0.2]));
const ids = trials.map(({ id }) => id);

async function filled(): Promise<{ folder: string; job: string }> {
  const folder = join(temporaryFolder(), 'deep', 'parts');
  const result = await resultWith('job', trials);
  await (await partStore(folder)).save(result, ids);
  return { folder, job: result.job };
}

function flipped(bytes: Buffer): Buffer {
  bytes[bytes.length >> 1] ^= 1;
  return bytes;
}

test('what was saved is known, here and to whoever opens the folder again', async () => {
  const { folder, job } = await filled();
  const again = await partStore(folder);
  expect([...again.known]).toEqual(ids.map((id, row) => [id, { part: job, row }]));
  expect(again.notes).toEqual([]);
  expect(readdirSync(folder).sort()).toEqual([
    ...[`${job}.parquet`, `${job}.returns.parquet`, `${job}.sha256`],
  ]);
});

test('opening a folder makes none', async () => {
  const folder = join(temporaryFolder(), 'none');
  expect((await partStore(folder)).known.size).toBe(0);
  expect(() => readdirSync(folder)).toThrow('ENOENT');
});

test('a process that was killed between the files has done nothing', async () => {
  const { folder, job } = await filled();
  rmSync(join(folder, `${job}.sha256`));
  const { known, notes } = await partStore(folder);
  expect([known.size, notes]).toEqual([0, []]);
});

test('files that were being written, and files of others, are left alone', async () => {
  const { folder, job } = await filled();
  renameSync(join(folder, `${job}.sha256`), join(folder, `${job}.sha256.12-1.tmp`));
  writeFileSync(join(folder, 'notes.txt'), 'mine');
  mkdirSync(join(folder, 'other'));
  const { known, notes } = await partStore(folder);
  expect([known.size, notes]).toEqual([0, []]);
  expect(readdirSync(folder)).toHaveLength(5);
});

test.each([
  ['backtests are cut off', '.parquet', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
  ['backtests are empty', '.parquet', () => Buffer.alloc(0)],
  ['returns are cut off', '.returns.parquet', (bytes: Buffer) => bytes.subarray(0, -5)],
  ['backtests have another bit', '.parquet', flipped],
  ['returns have another bit', '.returns.parquet', flipped],
  ['returns have other bytes', '.returns.parquet', (bytes: Buffer) => bytes.map((byte) => byte ^ 0xff)],
  ['sums are cut off', '.sha256', (bytes: Buffer) => bytes.subarray(0, 100)],
  ['returns lost their beginning', '.returns.parquet', (bytes: Buffer) => bytes.subarray(40)],
])('a part whose %s is noted, and can be saved again', async (_, ending, damage) => {
  const { folder, job } = await filled();
  const path = join(folder, job + ending);
  writeFileSync(path, damage(readFileSync(path)));
  const store = await partStore(folder);
  expect(store.known.size).toBe(0);
  expect(store.notes).toEqual([expect.stringContaining(join(folder, job))]);
  await store.save(await resultWith('job', trials), ids);
  expect((await partStore(folder)).known.size).toBe(3);
});

test('sums are those of sha256sum', async () => {
  const { folder, job } = await filled();
  const told = execFileSync('sha256sum', ['--check', `${job}.sha256`], { cwd: folder, encoding: 'utf8' });
  expect(told).toBe(`${job}.parquet: OK\n${job}.returns.parquet: OK\n`);
});

test('a part without its returns is noted', async () => {
  const { folder, job } = await filled();
  rmSync(join(folder, `${job}.returns.parquet`));
  const { known, notes } = await partStore(folder);
  expect(known.size).toBe(0);
  expect(notes[0]).toContain('is gone');
});

test('a place that cannot be written to is said with its path', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), '');
  const store = await partStore(folder);
  renameSync(folder, `${folder}-away`);
  writeFileSync(folder, 'a file now');
  const error = await rejected(resultWith('job', trials).then((result) => store.save(result, ids)));
  expect(error).toMatchObject({
    code: 'write-failed',
    details: { path: join(folder, `${hashFor('job')}.returns.parquet`) },
  });
  rmSync(`${folder}-away`, { recursive: true });
});
