import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { progressKeeper } from '../../../src/sweep/progress.js';
import {
  readStatus,
  refuseRunning,
  statusFile,
  type StoredStatus,
} from '../../../src/sweep/store/status-file.js';
import { temporaryFolder } from '../../support/cli.js';
import { rejected } from '../../support/thrown.js';

const dead = spawnSync(process.execPath, ['-e', '']).pid;

function folderWith(changes: Partial<StoredStatus> | string): string {
  const folder = temporaryFolder();
  const status = {
    sweep: 's',
    host: hostname(),
    pid: process.ppid,
    time: new Date().toISOString(),
    state: 'running',
  };
  const text = typeof changes === 'string' ? changes : JSON.stringify({ ...status, ...changes });
  writeFileSync(join(folder, 'progress.json'), text);
  return folder;
}

test.each<[string, Partial<StoredStatus>]>([
  ['runs here', {}],
  ['makes its plan', { state: 'planning' }],
  ['runs on another machine', { host: 'elsewhere', pid: dead }],
])('a folder that a process %s in is refused', async (_, changes) => {
  const error = await rejected(statusFile(folderWith(changes)));
  expect(error).toMatchObject({ code: 'sweep-running', details: { pid: changes.pid ?? process.ppid } });
});

test('a folder is refused whose process runs as another user', async () => {
  const folder = folderWith({ pid: 4711 });
  const denied = Object.assign(new Error('kill EPERM'), { code: 'EPERM' });
  const kill = vi.spyOn(process, 'kill').mockImplementation(() => {
    throw denied;
  });
  const error = await rejected(refuseRunning(folder));
  expect(error).toMatchObject({ code: 'sweep-running', details: { pid: 4711 } });
  expect(kill).toHaveBeenCalledWith(4711, 0);
});

test.each<[string, Partial<StoredStatus> | string]>([
  ['is dead', { pid: dead }],
  ['has been silent for a minute', { host: 'elsewhere', time: new Date(Date.now() - 60_000).toISOString() }],
  ['is done', { state: 'done' }],
  ['was stopped', { state: 'stopped' }],
  ['failed', { state: 'failed' }],
  ['was this one', { pid: process.pid }],
  ['left half a file', '{"state":"runn'],
  ['left something else', '{}'],
  ['left nothing', 'null'],
])('a folder whose process %s is free', async (_, changes) => {
  const folder = folderWith(changes);
  await refuseRunning(folder);
  const status = await statusFile(folder);
  const now = progressKeeper([], () => 0, { backtests: 2, windows: 9 }).now();
  await Promise.all([1, 2, 3].map((pid) => status.write({ sweep: 't', host: 'here', pid, ...now })));
  expect(await readStatus(folder)).toMatchObject({ sweep: 't', pid: 3, windows: { done: 9, total: 9 } });
  expect(readdirSync(folder)).toEqual(['progress.json']);
});

test('what a killed process had begun to write is removed', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'failed'));
  for (const name of ['sweep.duckdb.7.tmp', 'sweep.duckdb.7.tmp.wal', 'analysis.json.7-3.tmp', 'mine.txt'])
    for (const path of [name, join('failed', name)]) writeFileSync(join(folder, path), '');
  await statusFile(folder);
  expect(readdirSync(folder)).toEqual(['failed', 'mine.txt']);
  expect(readdirSync(join(folder, 'failed'))).toEqual(['mine.txt']);
});
