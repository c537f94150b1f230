// `sim new-lesson PATH`: writes the three files of a lesson that proves as it stands, to be changed piece by piece.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { printLine } from './print.ts';

const ROOT = join(import.meta.dirname, '../..');
const TEMPLATE = join(import.meta.dirname, 'new-lesson');
const FILES = ['lesson.yaml', 'pt.md', 'en.md'] as const;
const PATH = /^[a-z0-9-]+\/\d+-[a-z0-9-]+\/\d\d-[a-z0-9-]+$/;

/** The command's exit status: 0 where the lesson was written, 2 where nothing was. */
export function newLesson(args: readonly string[], root = ROOT, print: (line: string) => void = printLine): number {
  const [given] = args;
  if (args.length !== 1 || given === undefined) return refuse(print, 'say where the lesson is to stand, and nothing else', 'npm run -s sim -- new-lesson kafka/3-kafka/11-consumer-groups');
  const path = given.replace(/^lessons\//, '').replace(/\/$/, '');
  if (!PATH.test(path)) return refuse(print, `"${given}" is no place for a lesson`, 'it is course/level/number-name in small letters, for example kafka/3-kafka/11-consumer-groups');
  const lessons = join(root, 'lessons');
  const folder = join(lessons, path);
  if (existsSync(folder) && readdirSync(folder).length > 0) return refuse(print, `lessons/${path} is there already, and nothing in it was touched`, 'choose another name, or change that lesson');
  const level = join(folder, '..');
  const number = path.slice(path.lastIndexOf('/') + 1, path.lastIndexOf('/') + 3);
  const same = existsSync(level) ? readdirSync(level).find((name) => name.startsWith(`${number}-`)) : undefined;
  if (same !== undefined) return refuse(print, `there is a lesson with number ${number}: ${same}`, 'give it a number of its own: it is its place in the course');
  mkdirSync(folder, { recursive: true });
  for (const file of FILES) writeFileSync(join(folder, file), readFileSync(join(TEMPLATE, file), 'utf8').replaceAll('{number}', String(Number(number))));
  print(`lessons/${path} is written: a small lesson that proves as it stands. What to do with it:`);
  print('  npm start                                the page shows it, and shows it again whenever a file of it is saved');
  print(`  npm run -s sim -- prove ${path}   plays all of it and says what does not hold`);
  print('docs/lessons.md explains every key, and begins with a first lesson in ten steps.');
  return 0;
}

function refuse(print: (line: string) => void, problem: string, remedy: string): number {
  print(`new-lesson: ${problem}: ${remedy}`);
  return 2;
}
