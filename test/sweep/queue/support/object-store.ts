import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { signature } from './signature.js';

/** An S3-compatible store of one bucket, which checks signature and hash of every request. */
export interface ObjectStore {
  endpoint: string;
  objects: Map<string, Buffer>;
  /** as method and path, in their order */
  requests: string[];
  /** answers the next requests with this status, once each */
  fail: (...status: number[]) => void;
}

export const credentials = { AWS_ACCESS_KEY_ID: 'AKIDTEST', AWS_SECRET_ACCESS_KEY: 'secret/of+the=test' };

/** Closed when the test is over. */
export async function objectStore(): Promise<ObjectStore> {
  const objects = new Map<string, Buffer>();
  const failures: number[] = [];
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      requests.push(`${request.method} ${request.url}`);
      const failure = failures.shift();
      if (failure !== undefined) return refuse(response, failure, 'SlowDown');
      answer(objects, request, Buffer.concat(parts), response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    objects,
    requests,
    fail: (...status) => failures.push(...status),
  };
}

function answer(
  objects: Map<string, Buffer>,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): void {
  const { method = '', url = '', headers } = request;
  if (!isSigned(request)) return refuse(response, 403, 'SignatureDoesNotMatch');
  if (createHash('sha256').update(body).digest('hex') !== headers['x-amz-content-sha256'])
    return refuse(response, 400, 'XAmzContentSHA256Mismatch');
  if (!url.startsWith('/bucket/')) return refuse(response, 404, 'NoSuchBucket');
  const found = objects.get(url);
  if (method === 'PUT') objects.set(url, body);
  if (method === 'DELETE') objects.delete(url);
  if ((method === 'GET' || method === 'HEAD') && found === undefined)
    return refuse(response, 404, 'NoSuchKey');
  response.writeHead(method === 'DELETE' ? 204 : 200).end(method === 'GET' ? found : undefined);
}

function isSigned({ method = '', url = '', headers }: IncomingMessage): boolean {
  const form = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\S+), SignedHeaders=(\S+), Signature=([0-9a-f]{64})$/;
  const [, id, scope, signed, given] = form.exec(headers.authorization ?? '') ?? [];
  if (id !== credentials.AWS_ACCESS_KEY_ID) return false;
  const names = signed.split(';');
  if (!['host', 'x-amz-content-sha256', 'x-amz-date'].every((name) => names.includes(name))) return false;
  return (
    signature(credentials.AWS_SECRET_ACCESS_KEY, {
      ...{ method, path: url, signed: names, scope },
      headers: headers as Record<string, string>,
    }) === given
  );
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status).end(`<Error><Code>${code}</Code></Error>`);
}
