// What a page sees of a bridged world: its inputs as they come, over server-sent events, and a way to give it inputs too.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname, join, normalize, sep } from 'node:path';
import type { TimedInput } from '../../bridge/input.ts';
import { readSavedRun } from '../../sim/saved-run.ts';
import type { LiveWorld } from './live-world.ts';

const DIST = new URL('../../../dist/', import.meta.url).pathname;
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json', '.woff2': 'font/woff2', '.png': 'image/png', '.webmanifest': 'application/manifest+json' };
/** What a page may say at once. */
const LONGEST_BODY = 300_000;
/** How often pages learn what time it is. */
const TIME_EVERY_MS = 100;

/** Serves the built page, `/bridge/events` and `/bridge/input`, for pages from here alone. */
export async function openPage(world: LiveWorld, host: string, port: number, onWork: () => void): Promise<{ readonly url: string; close(): void }> {
  const listening = new Set<ServerResponse>();
  const say = (event: string, data: unknown): void => {
    for (const each of listening) each.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  world.onInput = (input: TimedInput) => say('input', input);
  const clock = setInterval(() => say('time', { nowUs: world.nowUs }), TIME_EVERY_MS);
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (path === '/bridge/events') attach(world, response, listening);
    else if (path === '/bridge/input') void take(world, request, response, onWork);
    else file(path, response);
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(port, host, done);
  });
  const close = (): void => {
    clearInterval(clock);
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://${host === '127.0.0.1' ? 'localhost' : host}:${port}/#/bridge`, close };
}

/** First the world from its beginning, then what comes. */
function attach(world: LiveWorld, response: ServerResponse, listening: Set<ServerResponse>): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(`event: world\ndata: ${JSON.stringify({ scenario: world.scenario, seed: world.seed, inputs: world.inputs, nowUs: world.nowUs })}\n\n`);
  listening.add(response);
  response.on('close', () => listening.delete(response));
}

/** An input of the page, checked as one of a file is. Another site's page can't send one: its request is not of this origin. */
async function take(world: LiveWorld, request: IncomingMessage, response: ServerResponse, onWork: () => void): Promise<void> {
  const origin = request.headers.origin;
  let text = '';
  for await (const chunk of request as AsyncIterable<Buffer>) if (text.length <= LONGEST_BODY) text += chunk.toString('utf8');
  const answer = (status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  if (origin !== undefined && new URL(origin).host !== request.headers.host) return answer(403, { refusal: 'bad_value' });
  const read = readSavedRun({ version: 1, scenario: world.scenario, seed: world.seed, inputs: [{ atUs: 0, input: parsed(text) }] });
  const [timed] = read.kind === 'ok' ? read.run.inputs : [];
  if (timed === undefined) return answer(400, { refusal: 'bad_value', problems: read.kind === 'ok' ? [] : read.problems });
  const refusal = world.give(timed.input);
  onWork();
  answer(refusal === null ? 200 : 409, { refusal });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function file(path: string, response: ServerResponse): void {
  const name = join(DIST, normalize(path === '/' ? '/index.html' : path));
  if (!name.startsWith(DIST.endsWith(sep) ? DIST : DIST + sep) || !existsSync(name) || !statSync(name).isFile()) {
    response.writeHead(404, { 'content-type': 'text/plain' });
    response.end(existsSync(DIST) ? 'There is no such page here.\n' : 'The page is not built yet: npm run build\n');
    return;
  }
  response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream' });
  response.end(readFileSync(name));
}
