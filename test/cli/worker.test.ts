import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { spawn } from 'node:child_process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runCli, startCli, temporaryFolder, writeStudy, type CliRun } from '../support/cli.js';
import { hasRedis, redisServer, until, type RedisServer } from '../support/redis-server.js';

async function redis(): Promise<RedisServer> {
  const server = await redisServer();
  onTestFinished(() => server.close());
  return server;
}

interface Started {
  kill: (signal: NodeJS.Signals) => void;
  /** until it has printed this */
  prints: (sign: RegExp) => Promise<void>;
  ended: Promise<CliRun>;
}

/** Starts the command and waits until it has printed this; it is killed when the test is over. */
async function started(args: string[], sign: RegExp): Promise<Started> {
  const { child, ended } = startCli(args, '.');
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part: string) => (text += part));
  const prints = (wanted: RegExp): Promise<void> =>
    until(() => wanted.test(text) || child.exitCode !== null, `${args[0]} prints ${wanted.source}`);
  await prints(sign);
  return { kill: (signal) => void child.kill(signal), prints, ended };
}

const ready = /worker of the engine/;

describe.skipIf(!hasRedis)('mixfolio worker', () => {
  test('does the jobs of a sweep to the same bits as threads do, one of two being killed', async () => {
    const { url } = await redis();
    const folder = temporaryFolder();
    writeStudy(folder);
    const config = join(folder, 'sweep.json');
    const space = { grid: { 'backtest.train': [24, 25, 26, 27, 28, 30], 'backtest.rebalance': [1, 2, 3] } };
    writeFileSync(config, JSON.stringify({ base: 'study.json', space }));
    const [local, remote] = ['local', 'remote'].map((name) => join(folder, name));
    expect((await runCli(['sweep', '--config', config, '--out', local, '--workers', '1'])).status).toBe(0);
    const args = ['worker', '--queue', url, '--concurrency', '1', '--lease', '2'];
    const doomed = await started(args, ready);
    const running = startCli(['sweep', '--config', config, '--out', remote, '--queue', url], '.');
    const worker = await started(args, ready);
    doomed.kill('SIGKILL');
    const { status, stderr } = await running.ended;
    expect(stderr).not.toContain('error');
    expect(status).toBe(0);
    const analysis = (out: string): string => readFileSync(join(out, 'analysis.json'), 'utf8');
    expect(analysis(remote)).toBe(analysis(local));
    const { stdout } = await runCli(['sweep', 'status', '--queue', url, '--out', remote]);
    expect(stdout).toMatch(/Worker +Jobs at a time +Under way/);
    worker.kill('SIGTERM');
    const end = await worker.ended;
    expect(end.status).toBe(0);
    expect(end.stdout).toMatch(/stopped: \d+ jobs? of \d+ windows done, 0 failed, 0 given back\n$/);
  });

  test('of another version is refused with exit status 1, and the sweep is told', async () => {
    const { url } = await redis();
    const folder = temporaryFolder();
    writeStudy(folder);
    const config = join(folder, 'sweep.json');
    writeFileSync(
      config,
      JSON.stringify({ base: 'study.json', space: { grid: { 'backtest.train': [24, 30] } } }),
    );
    const out = join(folder, 'out');
    const sweep = await started(
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
    const worker = await started(['worker', '--queue', url], ready);
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
