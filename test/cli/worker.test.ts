import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { spawn } from 'node:child_process';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { runCli, temporaryFolder, writeStudy } from '../support/cli.js';
import { jobs, queuedSweep } from '../support/queued-sweep.js';
import { hasRedis, until, testRedis } from '../support/redis-server.js';
import { startedCli, startedWorker } from '../support/started-cli.js';

// processes share the cores with other tests
vi.setConfig({ testTimeout: 240_000 });

const ready = /worker of the engine/;

describe.skipIf(!hasRedis)('mixfolio worker', () => {
  test('does the jobs of a sweep to the same bytes as threads do, one of two being killed in the middle of a job', async () => {
    const { url, cli } = await testRedis();
    const sweep = await queuedSweep(url);
    const active = (): string[] =>
      cli('lrange', `mixfolio:queue:${sweep.engine}:active`, '0', '-1').split('\n').filter(Boolean);
    const doomed = await startedWorker(url);
    const running = sweep.start();
    await sweep.begun();
    // stopped it finishes nothing: what it has then is what it is killed with
    await until(() => {
      doomed.kill('SIGSTOP');
      if (active().length > 0) return true;
      doomed.kill('SIGCONT');
      return false;
    }, 'it is in the middle of a job');
    const [job] = active();
    expect(sweep.stored()).not.toContain(job);
    expect(sweep.stored().length).toBeLessThan(jobs);
    const worker = await startedWorker(url);
    doomed.kill('SIGKILL');
    sweep.expectSame(await running.ended);
    expect(sweep.stored()).toContain(job);
    const { stdout } = await runCli(['sweep', 'status', '--queue', url, '--out', sweep.out]);
    expect(stdout).toMatch(/Worker +Jobs at a time +Under way/);
    worker.kill('SIGTERM');
    const end = await worker.ended;
    expect(end.status).toBe(0);
    expect(end.stdout).toMatch(/stopped: \d+ jobs? of \d+ windows done, 0 failed, 0 given back\n$/);
  });

  test('of another version is refused with exit status 1, and the sweep is told', async () => {
    const { url } = await testRedis();
    const folder = temporaryFolder();
    writeStudy(folder);
    const config = join(folder, 'sweep.json');
    writeFileSync(
      config,
      JSON.stringify({ base: 'study.json', space: { grid: { 'backtest.train': [24, 30] } } }),
    );
    const out = join(folder, 'out');
    const sweep = await startedCli(
      ['sweep', '--config', config, '--out', out, '--queue', url],
      /no worker with/,
    );
    const other = await otherVersion(['worker', '--queue', url]);
    expect(other.status).toBe(1);
    expect(other.stderr).toMatch(
      /error \[worker-version\]: this worker has the engine \S+; what runs at \S+ wants \S+\n/,
    );
    const refused = /the worker \S+ is refused: it has the engine \S+, this sweep \S+/;
    await sweep.prints(refused);
    const worker = await startedCli(['worker', '--queue', url], ready);
    const { status, stderr } = await sweep.ended;
    expect(status).toBe(0);
    expect(stderr).toMatch(refused);
    worker.kill('SIGINT');
    expect((await worker.ended).status).toBe(0);
  });

  test('says in words what is wrong with its queue', async () => {
    const none = await runCli(['worker']);
    expect(none).toMatchObject({ status: 2, stdout: '' });
    expect(none.stderr).toContain('error [no-queue]: no queue is given');
    const nobody = await runCli(['worker', '--queue', 'redis://anna:secret@127.0.0.1:1', '--wait', '0']);
    expect(nobody).toMatchObject({ status: 2, stdout: '' });
    expect(nobody.stderr).toContain(
      'error [queue-unreachable]: no connection to redis://127.0.0.1:1: ECONNREFUSED',
    );
    expect(nobody.stderr).not.toMatch(/anna|secret/);
  });
});

/** Runs a copy of the package whose threads compute something else: another engine. */
async function otherVersion(args: string[]): Promise<{ status: number | null; stderr: string }> {
  // below the checkout, where it finds the packages
  const folder = resolve(`node_modules/.cache/mixfolio-test/other-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync('dist', folder, { recursive: true, filter: (path) => !path.endsWith('types') });
  writeFileSync(join(folder, 'sweep-worker.js'), '\n', { flag: 'a' });
  const child = spawn(process.execPath, [join(folder, 'cli.js'), ...args]);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const status = await new Promise<number | null>((done) => child.once('close', done));
  return { status, stderr };
}
