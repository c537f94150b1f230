// An exported world as one file: a zip with a folder in it, its scripts executable.
import { strToU8, type Zippable, zipSync } from 'fflate';

/** Unix, as zip names the system whose rights a file has. */
const UNIX = 3;
const MODE_AT = 16;
const SCRIPT_MODE = 0o100755;
const FILE_MODE = 0o100644;

/** The same files give the same bytes. */
export function zipOf(folder: string, files: Readonly<Record<string, string>>): Uint8Array {
  const inside: Zippable = Object.fromEntries(Object.entries(files).map(([path, text]) => [
    `${folder}/${path}`, [strToU8(text), { os: UNIX, attrs: (path.endsWith('.sh') ? SCRIPT_MODE : FILE_MODE) * 2 ** MODE_AT }],
  ]));
  return zipSync(inside, { level: 6, mtime: '1980-01-01T00:00:00' });
}

/** A name that every file system takes, for the folder and its zip. */
export function exportName(world: string): string {
  return `correnteza-${world.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '').slice(0, 40) || 'world'}`;
}
