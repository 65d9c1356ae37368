import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const types: Record<string, string> = { '.js': 'text/javascript', '.html': 'text/html', '.css': 'text/css' };

export interface PageServer {
  origin: string;
  close: () => void;
}

/**
 * Serves pages by their path, and files: those of the repository, and of folders that stand before it.
 *
 * @param headers of every answer
 */
export async function servePages(
  pages: Readonly<Record<string, string>>,
  folders: Readonly<Record<string, string>> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<PageServer> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream');
    if (Object.hasOwn(pages, path)) {
      response.end(pages[path]);
      return;
    }
    const prefix = Object.keys(folders).find((start) => path.startsWith(start));
    const file =
      prefix === undefined ? join(process.cwd(), path) : join(folders[prefix], path.slice(prefix.length));
    try {
      response.end(readFileSync(file));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => void server.close(),
  };
}
