import { randomBytes } from 'node:crypto';
import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { folderBlobs } from '../../../../src/sweep/queue/blobs/folder.js';
import { openBlobs } from '../../../../src/sweep/queue/blobs/open.js';
import { redisBlobs } from '../../../../src/sweep/queue/blobs/redis.js';
import { s3Blobs } from '../../../../src/sweep/queue/blobs/s3.js';
import type { BlobStore } from '../../../../src/sweep/queue/blobs/types.js';
import { hashOf, verifiedBlob } from '../../../../src/sweep/queue/blobs/verified.js';
import { connect, type Connection } from '../../../../src/sweep/queue/connection.js';
import { hasRedis } from '../../../support/redis-server.js';
import { rejected, thrown } from '../../../support/thrown.js';
import { jobsOf } from '../support/jobs.js';
import { workerProcess } from '../support/processes.js';
import { credentials, objectStore } from '../support/object-store.js';
import { signature } from '../support/signature.js';
import { expectResults, planner, redis, runAll, temporary, workerSettings } from '../support/sweep.js';

const hour = 3600_000;

/** A store, and how to damage what is in it. */
interface Case {
  store: BlobStore;
  damage: (hash: string) => Promise<unknown> | void;
}

const cases: Record<string, { isThere: boolean; make: () => Promise<Case> }> = {
  Redis: {
    isThere: hasRedis,
    async make() {
      const connection = await connect({ url: (await redis()).url });
      onTestFinished(() => connection.close());
      return {
        store: redisBlobs(connection, hour),
        damage: (hash) => connection.redis.setrange(`mixfolio:blob:bundles:${hash}:0`, 1, 'x'),
      };
    },
  },
  'a folder': {
    isThere: true,
    async make() {
      const folder = temporary();
      return {
        store: await folderBlobs(folder, hour),
        damage: (hash) => writeFileSync(join(folder, 'bundles', hash), 'x'),
      };
    },
  },
  'an S3-compatible store': {
    isThere: true,
    async make() {
      const { endpoint, objects } = await objectStore();
      const url = new URL(`s3://bucket/some/prefix?endpoint=${endpoint}&region=here`);
      return {
        store: s3Blobs(url, credentials),
        damage: (hash) => void objects.set(`/bucket/some/prefix/bundles/${hash}`, Buffer.from('x')),
      };
    },
  },
};

describe.each(Object.entries(cases))('blobs in %s', (_name, { isThere, make }) => {
  test.skipIf(!isThere)('are the bytes that were put there, once or twice, few or many', async () => {
    const { store } = await make();
    for (const size of [0, 1, 9 * 2 ** 20]) {
      const bytes = randomBytes(size);
      const hash = hashOf(bytes);
      expect(await store.has('bundles', hash)).toBe(false);
      await store.put('bundles', hash, bytes);
      await store.put('bundles', hash, bytes);
      await store.touch('bundles', hash);
      expect(await store.has('bundles', hash)).toBe(true);
      expect(await store.has('results', hash)).toBe(false);
      expect(Buffer.compare(await verifiedBlob(store, 'bundles', hash), bytes)).toBe(0);
    }
  });

  test.skipIf(!isThere)('are refused where they are missing or damaged', async () => {
    const { store, damage } = await make();
    const bytes = randomBytes(1000);
    const hash = hashOf(bytes);
    expect(await rejected(verifiedBlob(store, 'bundles', hash))).toMatchObject({
      code: 'blob-missing',
      details: { folder: 'bundles', hash },
    });
    await store.put('bundles', hash, bytes);
    await damage(hash);
    expect(await rejected(verifiedBlob(store, 'bundles', hash))).toMatchObject({
      code: 'blob-mismatch',
      details: { folder: 'bundles', hash },
    });
  });

  test.skipIf(!isThere)('are gone some time after they are not wanted any more', async () => {
    const { store } = await make();
    const bytes = randomBytes(10);
    const hash = hashOf(bytes);
    await store.put('results', hash, bytes);
    await store.forget('results', hash, 30);
    await vi.waitUntil(async () => !(await store.has('results', hash)), { timeout: 10_000 });
    await store.put('results', hash, bytes);
    await store.forget('results', hash, 30_000);
    await store.close();
  });
});

test('a folder has nothing of a file that was not written to its end, and loses what was left over', async () => {
  const folder = temporary();
  const store = await folderBlobs(folder, hour);
  const [old, young] = [randomBytes(5), randomBytes(6)];
  for (const bytes of [old, young]) await store.put('results', hashOf(bytes), bytes);
  writeFileSync(join(folder, 'results', 'killed.partial'), 'half');
  const past = new Date(Date.now() - 2 * hour);
  for (const name of [hashOf(old), 'killed.partial']) utimesSync(join(folder, 'results', name), past, past);
  await folderBlobs(folder, hour);
  expect(readdirSync(join(folder, 'results'))).toEqual([hashOf(young)]);
  await store.forget('results', hashOf(young), hour);
  await store.close();
  expect(readdirSync(join(folder, 'results'))).toEqual([]);
});

test('the signature that the store of the tests checks is that of the published example', () => {
  // GET Object, docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
  const headers = {
    host: 'examplebucket.s3.amazonaws.com',
    range: 'bytes=0-9',
    'x-amz-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'x-amz-date': '20130524T000000Z',
  };
  const request = { method: 'GET', path: '/test.txt', headers, signed: Object.keys(headers) };
  expect(
    signature('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', {
      ...request,
      scope: '20130524/us-east-1/s3/aws4_request',
    }),
  ).toBe('f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41');
});

describe('an S3-compatible store', () => {
  test('is asked again where it is busy, and given up where it refuses', async () => {
    const { endpoint, fail, requests } = await objectStore();
    const url = new URL(`s3://bucket?endpoint=${endpoint}`);
    const store = s3Blobs(url, credentials);
    fail(503, 500);
    await store.put('bundles', 'ab', Buffer.from('a'));
    expect(requests).toEqual(Array.from({ length: 3 }, () => 'PUT /bucket/bundles/ab'));
    const wrong = s3Blobs(url, { ...credentials, AWS_SECRET_ACCESS_KEY: 'wrong-word' });
    const error = await rejected(wrong.read('bundles', 'ab'));
    expect(error).toMatchObject({
      code: 'blob-store',
      message: 's3://bucket did not do GET bundles/ab: 403 SignatureDoesNotMatch',
    });
    expect(JSON.stringify(error)).not.toContain('wrong-word');
    const nowhere = s3Blobs(new URL(`s3://nothing?endpoint=${endpoint}`), credentials);
    expect((await rejected(nowhere.put('bundles', 'ab', Buffer.from('a')))).code).toBe('blob-store');
  });

  test('needs credentials, and an endpoint that is one', () => {
    expect(thrown(() => s3Blobs(new URL('s3://bucket'), {})).code).toBe('blob-credentials');
    expect(thrown(() => s3Blobs(new URL('s3://bucket?endpoint=nonsense'), credentials)).code).toBe(
      'bad-blob-address',
    );
  });

  test.each([
    's3://bucket?endpoint=http://user:hidden-word@host',
    's3://bucket?endpoint=http%3A%2F%2Fhidden-word%40host',
    's3://bucket?endpoint=ftp://user:hidden-word@host',
    's3://user:hidden-word@bucket?endpoint=http://host',
    's3://hidden-word@bucket',
  ])('takes no user or password in its address %s, and does not show them', (address) => {
    const error = thrown(() => s3Blobs(new URL(address), credentials));
    expect(error).toMatchObject({ name: 'ConfigError', code: 'bad-blob-address' });
    expect(`${error.stack} ${error.hint} ${JSON.stringify(error)}`).not.toContain('hidden-word');
  });
});

test('an address of another kind is none for blobs', async () => {
  for (const address of ['ftp://host', 's3:bucket', 'http://host/bucket']) {
    expect((await rejected(openBlobs(address, {} as Connection, hour))).code).toBe('bad-blob-address');
  }
  writeFileSync(join(temporary(), 'file'), '');
  expect((await rejected(openBlobs('/dev/null/folder', {} as Connection, hour))).code).toBe(
    'unusable-folder',
  );
});

describe.skipIf(!hasRedis)('a sweep over a queue', () => {
  test.each(['a folder', 'an object store'])('sends data and results by %s', async (kind) => {
    const { url, cli } = await redis();
    const { endpoint, objects } = await objectStore();
    vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.AWS_ACCESS_KEY_ID);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.AWS_SECRET_ACCESS_KEY);
    onTestFinished(() => void vi.unstubAllEnvs());
    const folder = temporary();
    const blobs = kind === 'a folder' ? folder : `s3://bucket/sweeps?endpoint=${endpoint}`;
    const { dispatcher } = await planner(url, { blobs });
    await workerProcess(workerSettings(url, { blobs }));
    const jobs = jobsOf(4, 10);
    expectResults(jobs, await runAll(dispatcher, jobs));
    expect(cli('keys', 'mixfolio:blob:*')).toBe('');
    expect(kind === 'a folder' ? readdirSync(join(folder, 'bundles')) : [...objects.keys()]).not.toEqual([]);
  });
});
