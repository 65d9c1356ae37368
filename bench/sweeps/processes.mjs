/** Redis servers and workers that are started to be measured, and the processor time of processes. */
import { execFileSync, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** A folder of its own, removed with `remove`. */
export function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), 'mixfolio-bench-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A Redis as docs/sweeps-cluster.md wants it: an append-only file that is flushed once a second, no eviction. */
export async function redisServer() {
  const folder = temporaryFolder();
  const port = await freePort();
  const options = {
    port,
    bind: '127.0.0.1',
    dir: folder.path,
    save: '',
    appendonly: 'yes',
    appendfsync: 'everysec',
  };
  const child = spawn(
    'redis-server',
    Object.entries({ ...options, 'maxmemory-policy': 'noeviction' }).flatMap(([name, value]) => [
      `--${name}`,
      String(value),
    ]),
  );
  await said(child, 'Ready to accept connections');
  const cli = (...args) => execFileSync('redis-cli', ['-p', String(port), ...args], { encoding: 'utf8' });
  return {
    url: `redis://127.0.0.1:${port}`,
    /** fields of INFO, numbers where they are some */
    info() {
      const lines = cli('info')
        .split('\r\n')
        .filter((line) => line.includes(':'));
      return Object.fromEntries(
        lines.map((line) => {
          const [name, value] = [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)];
          return [name, Number.isFinite(Number(value)) ? Number(value) : value];
        }),
      );
    },
    appendOnlyBytes() {
      const path = join(folder.path, 'appendonlydir');
      return readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0);
    },
    cli,
    pid: child.pid,
    close: async () => {
      await ended(child, 'SIGKILL');
      folder.remove();
    },
  };
}

/** `mixfolio worker` of one thread, once it takes jobs. */
export async function startWorkerProcess(url) {
  const child = spawn(process.execPath, ['dist/cli.js', 'worker', '--concurrency', '1'], {
    env: { ...process.env, MIXFOLIO_QUEUE: url },
  });
  await said(child, 'at a time');
  return { pid: child.pid, stop: () => ended(child, 'SIGTERM') };
}

/** A worker that computes nothing: what it leaves has the given sizes, so that all else is measured. */
export async function startEchoWorker(options) {
  const child = fork('bench/sweeps/echo-worker.mjs', [JSON.stringify(options)]);
  await once(child, 'message');
  return { pid: child.pid, stop: () => ended(child, 'SIGTERM') };
}

const ticks = spawnSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).stdout;

/** Seconds of processor time of a process and its threads so far; NaN where the system does not tell. */
export function processorSeconds(pid) {
  if (process.platform !== 'linux') return NaN;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / Number(ticks);
}

async function ended(child, signal) {
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}

/** Until a process has said something. */
function said(child, sign) {
  return new Promise((resolve, reject) => {
    let text = '';
    const hear = (part) => {
      text += part;
      if (text.includes(sign)) resolve();
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    child.once('exit', () => reject(new Error(`ended before it said '${sign}': ${text}`)));
  });
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
