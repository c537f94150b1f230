// `sim pack DIR [--out FILE]`: makes one zip of a folder of lessons, after it was read and tried as a page will do it, and its lessons were proved.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { strToU8, type Zippable, zipSync } from 'fflate';
import { tryLesson } from '../grade/try-lesson.ts';
import { type Lesson } from '../lesson/lesson.ts';
import { type Pack, readPack } from '../lesson/pack.ts';
import { realWorld } from '../sim/world.ts';
import { openProofWorld } from './proof-world.ts';
import { proveLesson } from './prove-lesson.ts';
import { printLine } from './print.ts';

const USAGE = 'Usage: npm run -s sim -- pack DIR [--out FILE.zip]\nDIR holds pack.yaml, folders of lessons such as 01-name, and images. See docs/lessons.md\n';
/** A zip of the same files is the same file: its times are those of the format's beginning. */
const TIME = new Date(1980, 0, 1);
const WANTED = /(^pack\.yaml|\/(lesson\.yaml|pt\.md|en\.md)|(^|\/)images\/[^/]+)$/;

/** 0 where the pack was written, 1 where something in it does not hold, 2 where nothing was understood. */
export function pack(args: readonly string[], print: (line: string) => void = printLine): number {
  const asked = readArguments(args);
  if (asked === null) {
    print(USAGE);
    return 2;
  }
  const { folder, out } = asked;
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    print(`pack: there is no folder ${folder}`);
    return 2;
  }
  const { bytes, left } = zipped(folder);
  for (const name of left) print(`left out    ${name}`);
  const read = readPack(bytes);
  const failures = read.kind === 'problems' ? read.problems : provePack(read.pack, print);
  for (const line of failures) print(`  ✗ ${line}`);
  if (failures.length > 0) return 1;
  writeFileSync(out, bytes);
  print(`${out}: ${bytes.length} bytes. Who has it drops it on the course's map, or opens it from the same host`);
  return 0;
}

function readArguments(args: readonly string[]): { readonly folder: string; readonly out: string } | null {
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { out: { type: 'string' } } });
    const [folder] = positionals;
    if (folder === undefined || positionals.length > 1) return null;
    const name = folder.replace(/\/+$/, '');
    return { folder: name, out: values.out ?? `${name.split('/').at(-1) ?? 'pack'}.zip` };
  } catch {
    return null;
  }
}

/** The files that belong to a pack; others are left out, and named. */
export function zipped(folder: string): { readonly bytes: Uint8Array; readonly left: readonly string[] } {
  const names = filesBelow(folder, '');
  const wanted = names.filter((name) => WANTED.test(name));
  const content: Zippable = Object.fromEntries(wanted.map((name) => [name, /\.(yaml|md)$/.test(name) ? strToU8(readFileSync(join(folder, name), 'utf8')) : readFileSync(join(folder, name))]));
  return { bytes: zipSync(content, { level: 9, mtime: TIME }), left: names.filter((name) => !WANTED.test(name)) };
}

function filesBelow(folder: string, below: string): string[] {
  return readdirSync(join(folder, below)).sort().flatMap((name) => {
    const path = below === '' ? name : `${below}/${name}`;
    return statSync(join(folder, path)).isDirectory() ? filesBelow(folder, path) : [path];
  });
}

function provePack(read: Pack, print: (line: string) => void): string[] {
  return read.lessons.flatMap((lesson) => {
    const name = lesson.path.split('/').at(-1) ?? '';
    const found = failuresOf(lesson).map((line) => `${name}: ${line}`);
    print(`${found.length === 0 ? 'proved' : 'NOT PROVED'}  ${name}`);
    return found;
  });
}

function failuresOf(lesson: Lesson): readonly string[] {
  const tried = tryLesson(realWorld, lesson);
  return tried === null ? proveLesson(lesson, () => openProofWorld(lesson)).failures : [tried];
}
