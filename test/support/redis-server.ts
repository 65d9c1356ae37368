import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

/** Whether the tests that need a Redis of their own can run; they are reported as skipped where there is none. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** A Redis server of a test, with its own port and folder. */
export interface RedisServer {
  url: string;
  port: number;
  folder: string;
  /** ends it as a crash does; what is in its append-only file stays */
  kill(): Promise<void>;
  /** starts it again on the same port, with what it kept */
  start(): Promise<void>;
  /** what redis-cli prints */
  cli: (...args: string[]) => string;
  /** ends it, and removes its folder */
  close(): Promise<void>;
}

/** @param options of redis-server, such as `--maxmemory 4mb`; with an append-only file unless they say otherwise */
export async function redisServer(...options: string[]): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'mixfolio-redis-'));
  const port = await freePort();
  const isSecure = options.includes('--tls-port');
  const base = ['--dir', folder, '--save', '', '--appendonly', 'yes', '--appendfsync', 'always'];
  const ports = isSecure ? ['--port', '0'] : ['--port', String(port)];
  let child: ChildProcess | null = null;
  const server: RedisServer = {
    url: `redis://127.0.0.1:${port}`,
    port,
    folder,
    async kill() {
      const ended = new Promise((resolve) => child?.once('exit', resolve));
      child?.kill('SIGKILL');
      await ended;
      child = null;
    },
    async start() {
      const args = [...base, ...ports, '--bind', '127.0.0.1', ...options];
      const started = spawn(
        'redis-server',
        args.map((arg) => arg.replace('PORT', String(port))),
      );
      child = started;
      const ready = new Promise<void>((resolve, reject) => {
        let text = '';
        started.stdout.setEncoding('utf8').on('data', (part: string) => {
          text += part;
          if (text.includes('Ready to accept connections')) resolve();
        });
        started.once('exit', () => reject(new Error(`redis-server ended: ${text}`)));
      });
      await ready;
    },
    cli: (...args) =>
      execFileSync('redis-cli', ['-e', '-p', String(port), ...args], {
        encoding: 'utf8',
        stdio: 'pipe',
      }).trim(),
    async close() {
      if (child !== null) await server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

/** A Redis that is gone when the test is over. */
export async function testRedis(...options: string[]): Promise<RedisServer> {
  const server = await redisServer(...options);
  onTestFinished(() => server.close());
  return server;
}

/** A port that nobody listened on a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** Waits until something holds. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  what: string,
  milliseconds = 50_000,
): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await sleep(20);
  }
}
