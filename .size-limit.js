// What a visitor fetches: every file that the page, or a worker, needs before it runs, however the build cuts it into chunks.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ASSETS = join(import.meta.dirname, 'dist/assets');
const named = (start) => readdirSync(ASSETS).filter((file) => file.startsWith(`${start}-`) && /\.(js|css)$/.test(file));

/** A file and all that it imports before it runs. */
function withImports(files, found = new Set()) {
  for (const file of files) {
    if (found.has(file)) continue;
    found.add(file);
    if (!file.endsWith('.js')) continue;
    const text = readFileSync(join(ASSETS, file), 'utf8');
    withImports([...text.matchAll(/(?:^|[;}\s])(?:import|export)\s*(?:[\w$*{][^'"()]*?from\s*)?["']\.\/([^"']+\.js)["']/g)].map(([, name]) => name), found);
  }
  return [...found];
}

const paths = (files) => files.map((file) => `dist/assets/${file}`);
const ofPage = [...readFileSync(join(ASSETS, '../index.html'), 'utf8').matchAll(/(?:src|href)="\.\/assets\/([^"]+\.(?:js|css))"/g)].map(([, file]) => file);
const first = withImports([...ofPage, ...named('main')]);
const shell = withImports(['late-side', 'interpreter'].flatMap(named)).filter((file) => !first.includes(file));

export default [
  { name: "the page and the world's worker, before anything is opened", path: ['dist/index.html', ...paths(first)], gzip: true, limit: '191 kB' },
  { name: 'the shell, its tools and the applications', path: paths(shell), gzip: true, limit: '408 kB' },
];
