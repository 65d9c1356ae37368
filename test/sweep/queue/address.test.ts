import { describe, expect, test } from 'vitest';
import { connectionOptions, redacted, withoutSecrets } from '../../../src/sweep/queue/address.js';
import { thrown } from '../../support/thrown.js';

describe('the address of a queue', () => {
  test('says host, port, database, user and password, percent-encoded', () => {
    expect(connectionOptions({ url: 'redis://anna:p%40ss%3Aword@redis.example:6390/3' })).toMatchObject({
      host: 'redis.example',
      port: 6390,
      db: 3,
      username: 'anna',
      password: 'p@ss:word',
    });
    const plain = connectionOptions({ url: 'redis://localhost' });
    expect(plain).toMatchObject({ host: 'localhost', port: 6379, db: 0 });
    expect(plain).not.toHaveProperty('tls');
    expect(connectionOptions({ url: 'redis://[::1]:7000' })).toMatchObject({ host: '::1', port: 7000 });
    expect(connectionOptions({ url: 'rediss://h' })).toHaveProperty('tls');
  });

  test.each(['', 'localhost:6379', 'http://h', 'redis', 'redis://h:p%ZZ@x', 'redis://h:99999'])(
    '%j is none',
    (url) => {
      const { code, message, hint, details } = thrown(() => connectionOptions({ url }));
      expect(code).toBe('bad-queue-address');
      expect(JSON.stringify({ message, hint, details })).not.toContain('p%ZZ');
    },
  );

  test('is shown without user, password and query', () => {
    const address = { url: 'rediss://anna:secret@h:1/2?token=secret' };
    expect(redacted(address)).toBe('rediss://h:1/2');
    expect(redacted({ url: 'secret' })).toBe('the address of the queue');
  });

  test('has secrets that no message keeps, as they are or encoded', () => {
    const address = { url: 'redis://anna:p%40ss@h' };
    expect(withoutSecrets('AUTH anna p@ss failed for redis://anna:p%40ss@h', address)).toBe(
      'AUTH anna *** failed for ***',
    );
  });

  test('has certificates with TLS alone, and readable ones', () => {
    expect(thrown(() => connectionOptions({ url: 'redis://h', ca: 'ca.pem' })).code).toBe(
      'certificate-without-tls',
    );
    expect(thrown(() => connectionOptions({ url: 'rediss://h', ca: '/no/ca.pem' })).code).toBe(
      'unreadable-certificate',
    );
    expect(thrown(() => connectionOptions({ url: 'redis://h/x' })).code).toBe('bad-queue-address');
  });
});
