// Which simulator this is: a mark of the source that decides how a world lives. Two pages with the same mark live a run alike.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SOURCE = join(import.meta.dirname, '../sim');
const MODULE = 'virtual:build';
let known: string | null = null;

/** Twelve hexadecimal digits. */
export function buildId(): string {
  if (known !== null) return known;
  const hash = createHash('sha256');
  // A checkout with another kind of line ends is the same source.
  for (const file of sourceFiles(SOURCE)) hash.update(file.slice(SOURCE.length).replaceAll('\\', '/')).update(readFileSync(file, 'utf8').replaceAll('\r\n', '\n'));
  known = hash.digest('hex').slice(0, 12);
  return known;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder).sort((a, b) => (a < b ? -1 : 1)).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return name === 'testing' ? [] : sourceFiles(path);
    return /\.(ts|json)$/.test(name) && !name.includes('.test.') ? [path] : [];
  });
}

/** Tells the page which simulator it was built with: `import { build } from 'virtual:build'`. */
export function buildPlugin(): { readonly name: string; resolveId(id: string): string | null; load(id: string): string | null } {
  return {
    name: 'correnteza-build',
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : null),
    load: (id) => (id === `\0${MODULE}` ? `export const build = ${JSON.stringify(buildId())};\n` : null),
  };
}
