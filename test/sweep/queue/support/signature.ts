import { createHash, createHmac } from 'node:crypto';

/** What of a request is signed. */
export interface SignedRequest {
  method: string;
  /** encoded path, without query */
  path: string;
  /** by lower-case name */
  headers: Readonly<Record<string, string>>;
  /** names of the headers that are signed */
  signed: readonly string[];
  /** date/region/service/aws4_request */
  scope: string;
}

/**
 * AWS Signature Version 4, of a request without query, from its description
 * (docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html) and nothing else.
 */
export function signature(secret: string, { method, path, headers, signed, scope }: SignedRequest): string {
  const canonical = [
    method,
    path,
    '',
    ...signed.map((name) => `${name}:${headers[name].trim()}`),
    '',
    signed.join(';'),
    headers['x-amz-content-sha256'],
  ].join('\n');
  const digest = createHash('sha256').update(canonical).digest('hex');
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, digest].join('\n');
  const key = scope
    .split('/')
    .reduce<string | Buffer>(
      (made, part) => createHmac('sha256', made).update(part).digest(),
      `AWS4${secret}`,
    );
  return createHmac('sha256', key).update(text).digest('hex');
}
