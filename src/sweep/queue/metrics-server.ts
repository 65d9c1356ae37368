/** Figures for Prometheus, by HTTP on a port of this machine. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import { ConfigError } from '../../errors.js';

export interface MetricsServer {
  /** where they are */
  url: string;
  close(): Promise<void>;
}

/**
 * Serves a registry under `/metrics`, to this machine alone unless the address says otherwise.
 *
 * @param address `port` or `host:port`; port 0 is any that is free
 * @throws ConfigError `bad-metrics-address`, `metrics-address` where one cannot listen there
 */
export async function serveMetrics(address: string, registry: Registry): Promise<MetricsServer> {
  const parsed = /^(?:(.+):)?(\d{1,5})$/.exec(address);
  if (parsed === null || Number(parsed[2]) > 65_535) {
    throw new ConfigError('bad-metrics-address', `${address} is no port`, 'write a port, or host:port', {
      address,
    });
  }
  const host = parsed[1]?.replace(/^\[|\]$/g, '') ?? '127.0.0.1';
  const server = createServer((request, response) => {
    if (request.url?.split('?')[0] !== '/metrics') {
      response.writeHead(404).end('figures are at /metrics\n');
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      () => response.writeHead(503).end('the figures cannot be had now\n'),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(parsed[2]), host, resolve);
  }).catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError(
      'metrics-address',
      `nothing can be served at ${address}: ${error.code}`,
      'give another port of this machine',
      { address },
    );
  });
  // who watches is no reason to stay
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
