import { setTimeout as sleep } from 'node:timers/promises';
import { AwsClient } from 'aws4fetch';
import { ConfigError, DataError } from '../../../errors.js';
import { Forgetful } from './forgetful.js';
import { hashOf } from './verified.js';
import type { BlobFolder, BlobStore } from './types.js';

const tries = 5;

/**
 * Blobs as objects of an S3-compatible store: `s3://bucket/prefix?endpoint=https://host:port&region=name`. Without an
 * endpoint it is that of AWS. Credentials are those of the environment: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`
 * and, where there is one, `AWS_SESSION_TOKEN`; the region may come from `AWS_REGION`. Every request is signed with the
 * hash of what it carries (AWS Signature Version 4).
 *
 * @throws ConfigError `bad-blob-address`, `blob-credentials`
 */
export function s3Blobs(address: URL, environment: NodeJS.ProcessEnv = process.env): BlobStore {
  refuseUser(address);
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  if (!accessKeyId || !secretAccessKey) {
    throw new ConfigError(
      'blob-credentials',
      `${address.protocol}//${address.host} needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, which are not set`,
      'set both in the environment of planner and workers',
    );
  }
  const region = address.searchParams.get('region') ?? environment.AWS_REGION ?? 'us-east-1';
  const client = new AwsClient({
    accessKeyId,
    secretAccessKey,
    sessionToken: environment.AWS_SESSION_TOKEN,
    region,
    service: 's3',
    retries: 0,
  });
  const root = rootOf(address, region);
  const name = `s3://${address.host}${address.pathname}`;
  const forgetful = new Forgetful();

  const request = async (
    method: string,
    folder: BlobFolder,
    hash: string,
    body?: Uint8Array,
  ): Promise<Response> => {
    const url = `${root}/${folder}/${hash}`;
    const headers = { 'x-amz-content-sha256': hashOf(body ?? new Uint8Array()) };
    for (let attempt = 1; ; attempt++) {
      const answer = await client
        .fetch(url, { method, headers, body: body as Uint8Array<ArrayBuffer> | undefined })
        .catch((error: Error) => error);
      if (answer instanceof Response && (answer.ok || answer.status === 404)) return answer;
      const isPassing = answer instanceof Error || answer.status >= 500 || answer.status === 429;
      if (!isPassing || attempt === tries) throw await refused(answer, `${method} ${folder}/${hash}`, name);
      if (answer instanceof Response) await answer.body?.cancel();
      await sleep(100 * 2 ** attempt);
    }
  };

  return {
    name,
    has: async (folder, hash) => (await request('HEAD', folder, hash)).ok,
    async put(folder, hash, bytes) {
      const answer = await request('PUT', folder, hash, bytes);
      if (!answer.ok) throw await refused(answer, `PUT ${folder}/${hash}`, name);
      await answer.body?.cancel();
    },
    async read(folder, hash) {
      const answer = await request('GET', folder, hash);
      if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
      await answer.body?.cancel();
      return null;
    },
    // objects expire by a rule of the bucket, and the sweep puts its data there again where one did
    touch: () => Promise.resolve(),
    forget(folder, hash, milliseconds) {
      forgetful.later(`${folder}/${hash}`, milliseconds, async () => {
        await request('DELETE', folder, hash);
      });
      return Promise.resolve();
    },
    close: () => forgetful.now(),
  };
}

/** What stands before an @ may be a password, which no message shows. */
function refuseUser({ username, password, searchParams }: URL): void {
  if (username === '' && password === '' && !searchParams.get('endpoint')?.includes('@')) return;
  throw new ConfigError(
    'bad-blob-address',
    'the address of the store, or its endpoint, has a user or password in it',
    'leave them out: credentials are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of the environment',
  );
}

/** Where the objects are: paths of buckets at an endpoint of one's own, names of hosts at AWS. */
function rootOf(address: URL, region: string): string {
  const prefix = address.pathname.replace(/\/+$/, '');
  const endpoint = address.searchParams.get('endpoint');
  if (endpoint === null) return `https://${address.host}.s3.${region}.amazonaws.com${prefix}`;
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) {
    throw new ConfigError(
      'bad-blob-address',
      `the endpoint ${endpoint} is no address`,
      'write s3://bucket/prefix?endpoint=https://host:port&region=name',
    );
  }
  return `${endpoint.replace(/\/+$/, '')}/${address.host}${prefix}`;
}

async function refused(answer: Response | Error, what: string, store: string): Promise<DataError> {
  const said =
    answer instanceof Error
      ? `${answer.message}${answer.cause instanceof Error ? `: ${answer.cause.message}` : ''}`
      : `${answer.status} ${/<Code>(\w+)<\/Code>/.exec(await answer.text())?.[1] ?? answer.statusText}`;
  const status = answer instanceof Error ? null : answer.status;
  return new DataError(
    'blob-store',
    `${store} did not do ${what}: ${said}`,
    status === 403
      ? 'see that the credentials may read, write and delete objects of this bucket'
      : 'see that bucket, endpoint and region are right, and that the store runs',
    { store, status },
  );
}
