// Serves the built page under a sub-path, as any static host would.
import { createServer } from 'node:http';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join, normalize } from 'node:path';

const DIST = join(import.meta.dirname, '../../dist');
const BASE = '/aulas/correnteza/';
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json', '.woff2': 'font/woff2', '.png': 'image/png', '.webmanifest': 'application/manifest+json' };

export interface Site {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the server on a free port, for a folder of the built page. A file waits for what `held` gives for its name, as it does on a slow network. */
export async function openSite(dist: string = DIST, held: (file: string) => Promise<void> = () => Promise.resolve()): Promise<Site> {
  if (!existsSync(join(dist, 'index.html'))) throw new Error(`There is no ${dist}/index.html: run "npm run build" first`);
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const file = path.startsWith(BASE) ? join(dist, normalize(`/${path.slice(BASE.length)}`)) : null;
    const found = file === null ? null : existsSync(file) && statSync(file).isDirectory() ? join(file, 'index.html') : file;
    if (found === null || !existsSync(found)) {
      response.writeHead(404).end();
      return;
    }
    void held(basename(found)).then(() => response.writeHead(200, { 'content-type': TYPES[extname(found)] ?? 'application/octet-stream' }).end(readFileSync(found)));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}${BASE}`,
    close: () => new Promise((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    }),
  };
}
