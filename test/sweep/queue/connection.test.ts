import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connect } from '../../../src/sweep/queue/connection.js';
import type { QueueAddress } from '../../../src/sweep/queue/address.js';
import { cancelSweep } from '../../../src/sweep/queue/cancel.js';
import { queueStatus } from '../../../src/sweep/queue/status.js';
import { freePort, hasRedis, type RedisServer, until } from '../../support/redis-server.js';
import { rejected } from '../../support/thrown.js';
import { certificates, hasOpenssl } from './support/certificates.js';
import { jobsOf } from './support/jobs.js';
import { workerProcess } from './support/processes.js';
import { expectResults, planner, redis, runAll, temporary, workerSettings } from './support/sweep.js';

/** Connects, and says what there was to say. */
async function notesOf(address: QueueAddress): Promise<string[]> {
  const notes: string[] = [];
  const connection = await connect(address, { note: (text) => notes.push(text) });
  connection.close();
  return notes;
}

describe.skipIf(!hasRedis)('a connection to Redis', () => {
  test('is refused with wrong credentials, whose words appear nowhere', async () => {
    const server = await redis();
    server.cli('acl', 'setuser', 'anna', 'on', '>right-word', '~*', '&*', '+@all');
    server.cli('acl', 'setuser', 'default', 'off');
    for (const user of ['anna:wrong-word@', ':wrong-word@', '']) {
      const url = `redis://${user}127.0.0.1:${server.port}`;
      const error = await rejected(connect({ url }));
      expect(error.code).toBe('queue-credentials');
      expect(inspect(error, { depth: 9 })).not.toContain('wrong-word');
    }
    expect(await notesOf({ url: `redis://anna:right-word@127.0.0.1:${server.port}` })).toEqual([]);
  });

  test('needs no more than the rights that the documentation lists', async () => {
    const server = await redis();
    const rule = documentedRule();
    server.cli(...rule.map((word) => (word.startsWith('>') ? '>secret-word' : word)));
    const url = `redis://mixfolio:secret-word@127.0.0.1:${server.port}`;
    const { dispatcher, notes } = await planner(url, { sweep: 'restricted' });
    const worker = await workerProcess(workerSettings(url));
    const jobs = jobsOf(5, 10);
    expectResults(jobs, await runAll(dispatcher, jobs));
    expect((await queueStatus({ url })).sweeps).toMatchObject([{ id: 'restricted' }]);
    await cancelSweep({ url }, 'restricted');
    worker.child.kill('SIGTERM');
    expect(await worker.ended).toBe(0);
    expect(worker.output() + notes.join()).not.toMatch(/NOPERM|secret-word/);
    expect(kept(server)).toContain(jobs[0].id);
    expect(kept(server)).not.toContain('secret-word');
    const { redis: client, close } = await connect({ url });
    onTestFinished(close);
    await expect(client.get('another')).rejects.toThrow('NOPERM');
    await expect(client.flushall()).rejects.toThrow('NOPERM');
  });

  test.each(['a default user who may all', 'no default user'])(
    'that is refused in the middle waits, beside %s, and its password appears nowhere',
    async (which) => {
      const server = await redis();
      const anna = (word: string): string =>
        server.cli('acl', 'setuser', 'anna', 'on', 'resetpass', `>${word}`, '~*', '&*', '+@all');
      anna('first-word');
      const url = `redis://anna:first-word@127.0.0.1:${server.port}`;
      const { dispatcher, notes } = await planner(url);
      const worker = await workerProcess(workerSettings(url));
      if (which === 'no default user') server.cli('acl', 'setuser', 'default', 'resetpass', '>other-word');
      const cli = (...words: string[]): string =>
        server.cli('--no-auth-warning', '-a', 'other-word', ...words);
      const setWord = (word: string): unknown => cli('acl', 'setuser', 'anna', 'resetpass', `>${word}`);
      const jobs = jobsOf(12, 50);
      const running = runAll(dispatcher, jobs);
      setWord('second-word');
      cli('client', 'kill', 'type', 'normal');
      cli('client', 'kill', 'type', 'pubsub');
      const isRefused = (): boolean =>
        [notes.join('\n'), worker.output()].every((text) => text.includes('no longer takes the credentials'));
      await until(isRefused, 'both say that they are refused');
      // each connection has tried again by then, some more than once
      const denied = (): number =>
        [...cli('acl', 'log').matchAll(/^count\n(\d+)/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
      await until(() => denied() > 20, 'they try again');
      setWord('first-word');
      expectResults(jobs, await running);
      await until(
        () => notes.includes('Redis takes the credentials again'),
        'the planner says that it is over',
      );
      await cancelSweep({ url }, dispatcher.sweep);
      const error = await rejected(dispatcher.run(jobs[0], new AbortController().signal));
      expect(error.code).toBe('sweep-cancelled');
      worker.child.kill('SIGTERM');
      expect(await worker.ended).toBe(0);
      const said = worker.output() + notes.join('\n');
      expect(said).not.toContain('first-word');
      expect(notes.filter((note) => note.includes('no longer takes'))).toHaveLength(1);
    },
  );

  test('is refused to a user without rights', async () => {
    const server = await redis();
    server.cli(
      'acl',
      'setuser',
      'guest',
      'on',
      '>word',
      '~other:*',
      '+@connection',
      '+info',
      '+smembers',
      '+get',
    );
    const address = { url: `redis://guest:word@127.0.0.1:${server.port}` };
    expect((await rejected(queueStatus(address))).code).toBe('queue-permission');
    server.cli('acl', 'setuser', 'guest', '-info');
    expect((await rejected(connect(address))).code).toBe('queue-permission');
  });

  test('is refused where keys may be thrown away, and warns where a restart loses them', async () => {
    const evicting = await redis('--maxmemory-policy', 'allkeys-lru');
    const error = await rejected(connect({ url: evicting.url }));
    expect(error).toMatchObject({ code: 'evicting-redis', details: { policy: 'allkeys-lru' } });
    const forgetful = await redis('--appendonly', 'no');
    expect(await notesOf({ url: forgetful.url })).toEqual([
      expect.stringContaining('keeps no append-only file'),
    ]);
  });

  test('is refused where nothing answers, or something else than Redis', async () => {
    const nothing = await rejected(connect({ url: `redis://127.0.0.1:${await freePort()}` }));
    expect(nothing).toMatchObject({ code: 'queue-unreachable' });
    expect(nothing.message).toMatch(/^no connection to redis:\/\/127.0.0.1:\d+: ECONNREFUSED$/);
    const other = createServer((socket) =>
      socket.on('error', () => {}).write('HTTP/1.1 400 Bad Request\r\n\r\n'),
    );
    onTestFinished(() => void other.close());
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    expect((await rejected(connect({ url: `redis://127.0.0.1:${port}` }))).code).toBe('not-redis');
  });

  test('waits for a Redis that is not there yet', async () => {
    const server = await redis();
    await server.kill();
    const notes: string[] = [];
    const connecting = connect({ url: server.url }, { wait: 20_000, note: (text) => notes.push(text) });
    await new Promise((resolve) => setTimeout(resolve, 700));
    await server.start();
    (await connecting).close();
    expect(notes).toEqual([expect.stringMatching(/ECONNREFUSED; waiting for it$/)]);
  });

  test.skipIf(!hasOpenssl)('goes by TLS, each side with its certificate', async () => {
    const folder = temporary();
    const { ca, server: own, client } = certificates(folder);
    const server = await redis(
      ...['--tls-port', 'PORT', '--tls-cert-file', own.cert, '--tls-key-file', own.key],
      ...['--tls-ca-cert-file', ca, '--tls-auth-clients', 'yes'],
    );
    const url = `rediss://127.0.0.1:${server.port}`;
    const address = { url, ca, ...client };
    const { dispatcher } = await planner(url, { address });
    await workerProcess(workerSettings(url, { address }));
    const jobs = jobsOf(3, 10);
    expectResults(jobs, await runAll(dispatcher, jobs));
    const untrusted = await rejected(connect({ url, ...client }));
    expect(untrusted.code).toBe('queue-tls');
    const anonymous = await rejected(connect({ url, ca }));
    expect(['queue-tls', 'queue-unreachable']).toContain(anonymous.code);
  });
});

/** The words of the rule of a user in the documentation. */
function documentedRule(): string[] {
  const text = readFileSync('docs/sweeps-cluster.md', 'utf8');
  const [rule] = /ACL SETUSER mixfolio.*?(?=\n\n)/s.exec(text) ?? [];
  return (rule ?? '').replaceAll('\\\n', ' ').trim().split(/\s+/);
}

/** All that Redis has been told, as its append-only files have it. */
function kept({ folder }: RedisServer): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files
    .filter((name) => name.endsWith('.aof'))
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('');
}
