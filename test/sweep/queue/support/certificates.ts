import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whether certificates can be made here; tests that need some are reported as skipped otherwise. */
export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

export interface Certificates {
  /** of the authority */
  ca: string;
  server: { cert: string; key: string };
  client: { cert: string; key: string };
}

/** An authority of one's own, and certificates that it signed for 127.0.0.1 and for a client. */
export function certificates(folder: string): Certificates {
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  };
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...curve,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '2',
    '-subj',
    '/CN=test authority',
  );
  writeFileSync(at('names'), 'subjectAltName=IP:127.0.0.1\n');
  const signed = (name: string): { cert: string; key: string } => {
    openssl('req', ...curve, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    openssl(
      ...['x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
      ...['-out', `${name}.pem`, '-days', '2', '-extfile', 'names'],
    );
    return { cert: at(`${name}.pem`), key: at(`${name}.key`) };
  };
  return { ca: at('ca.pem'), server: signed('server'), client: signed('client') };
}
