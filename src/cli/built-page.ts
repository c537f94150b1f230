// The built page for tools: its files over HTTP on this machine, and a browser to look at it with.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright';

const DIST = join(import.meta.dirname, '../../dist');
const SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };

/** Of a browser that tools start, everywhere. */
export const BROWSER_ARGS: readonly string[] = ['--no-sandbox', '--disable-gpu'];

/** Why the built page can't be looked at here, with the remedy; null where it can. */
export function whyNoPage(): string | null {
  if (!existsSync(join(DIST, 'index.html'))) return 'there is no dist/index.html, run "npm run build" first';
  return browserPath() === null ? 'no Chromium was found, set CHROMIUM_PATH to one' : null;
}

/** The Chromium that is named, Playwright's own, or the system's; null for none. */
export function browserPath(): string | null {
  return [process.env['CHROMIUM_PATH'], chromium.executablePath(), ...SYSTEM].find((path) => path !== undefined && path !== '' && existsSync(path)) ?? null;
}

/** A file of the built page by its address; null where there is none. */
export function fileOf(address: string): Buffer | null {
  const path = new URL(address, 'http://localhost').pathname;
  const file = join(DIST, normalize(path === '/' ? '/index.html' : path));
  return existsSync(file) && statSync(file).isFile() ? readFileSync(file) : null;
}

export interface ServedPage {
  readonly url: string;
  close(): void;
}

/** Serves the built page, compressed as hosts do, on a free port; `onAsked` hears of each address that is asked for. */
export async function servePage(onAsked: (address: string) => void = () => {}): Promise<ServedPage> {
  const server = createServer((request, response) => {
    const address = request.url ?? '/';
    onAsked(address);
    const bytes = fileOf(address);
    const type = TYPES[extname(new URL(address, 'http://localhost').pathname)] ?? 'text/html';
    if (bytes === null) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip' }).end(gzipSync(bytes));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`, close: () => void server.close() };
}
