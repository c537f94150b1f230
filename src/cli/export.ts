// `sim export RUN|SCENARIO|LESSON --out DIR`: a world as a folder for the real systems.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { SavedRun } from '../bridge/input.ts';
import { defaultScenario } from '../bridge/scenario.ts';
import { appRecords } from '../grade/app-records.ts';
import { type Lesson, firstRun } from '../lesson/lesson.ts';
import { exportWorld } from '../lesson/export/export-world.ts';
import { readHomework } from '../lesson/homework.ts';
import { readSavedRun } from '../sim/saved-run.ts';
import { realWorld } from '../sim/world.ts';
import { lessonAt } from './lesson-at.ts';
import { lessonFiles } from './lesson-plugin.ts';
import { printLine } from './print.ts';

const USAGE = `Usage: npm run -s sim -- export WORLD --out DIR [--for SECONDS]
WORLD is a lesson's path, "default" for the cluster that free play begins with, or a file: a homework, a saved run, or a scenario as JSON.
--for says for how many seconds of the world its applications send; what was typed says it where that took longer.
`;
const LESSONS = join(import.meta.dirname, '../../lessons');
const US_PER_S = 1_000_000;
const USUAL_S = '20';

export interface World {
  readonly run: SavedRun;
  readonly texts: Readonly<Record<string, string>>;
}

/** 0 where the folder was written, 2 where nothing was. */
export function exportCommand(args: readonly string[], print: (line: string) => void = printLine): number {
  const asked = readArguments(args);
  if (asked === null) {
    print(USAGE);
    return 2;
  }
  const { name, out, seconds } = asked;
  const world = worldOf(name);
  if (typeof world === 'string') return refuse(print, world);
  if (existsSync(out) && readdirSync(out).length > 0) return refuse(print, `${out} is there already and not empty: name a new folder`);
  const { run, texts } = world;
  const endUs = Math.max(run.scenario.shownFromUs + seconds * US_PER_S, run.inputs.at(-1)?.atUs ?? 0);
  const files = exportWorld({ run, texts, records: whole(appRecords(realWorld, run, endUs)) });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    writeFileSync(join(out, path), text);
    if (path.endsWith('.sh')) chmodSync(join(out, path), 0o755);
  }
  print(`${out}: ${Object.keys(files).length} files. README.md there says what to do with them`);
  return 0;
}

/** What a generator comes to, without a pause. */
function whole<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const next = work.next();
    if (next.done === true) return next.value;
  }
}

function readArguments(args: readonly string[]): { readonly name: string; readonly out: string; readonly seconds: number } | null {
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { out: { type: 'string' }, for: { type: 'string', default: USUAL_S } } });
    const [name] = positionals;
    return name === undefined || positionals.length > 1 || values.out === undefined || !/^\d{1,5}$/.test(values.for) ? null : { name, out: values.out, seconds: Number(values.for) };
  } catch {
    return null;
  }
}

/** The run that a name stands for, or what is wrong. */
export function worldOf(name: string): World | string {
  if (name === 'default') return { run: { version: 1, scenario: defaultScenario, seed: 1, inputs: [] }, texts: {} };
  const path = name.replace(/^lessons\//, '').replace(/\/$/, '');
  const lesson = lessonAt(path);
  if (lesson !== null) return { run: firstRun(lesson), texts: textsOf(lesson) };
  if (!existsSync(name)) return `there is no lesson and no file ${name}`;
  const text = readFileSync(name, 'utf8');
  const handed = readHomework(text);
  if (handed.kind === 'claims') {
    const [claim] = handed.claims;
    const own = claim === undefined ? null : lessonAt(claim.lesson);
    return claim === undefined ? `${name} holds no lesson` : runOf(name, claim.run, own === null ? {} : textsOf(own));
  }
  try {
    const value: unknown = JSON.parse(text);
    const isScenario = typeof value === 'object' && value !== null && 'brokers' in value;
    return runOf(name, isScenario ? { version: 1, scenario: { ...defaultScenario, ...value }, seed: 1, inputs: [] } : value, {});
  } catch (problem) {
    return `${name}: ${problem instanceof Error ? problem.message : String(problem)}`;
  }
}

function runOf(name: string, value: unknown, texts: World['texts']): World | string {
  const read = readSavedRun(value);
  return read.kind === 'ok' ? { run: read.run, texts } : `${name}: ${read.problems[0] ?? 'is no run'}`;
}

function textsOf({ path }: Lesson): World['texts'] {
  const files = existsSync(join(LESSONS, path)) ? lessonFiles(LESSONS, path) : {};
  return Object.fromEntries(['pt.md', 'en.md'].flatMap((file) => (files[file] === undefined ? [] : [[`lesson.${file}`, files[file]]])));
}

function refuse(print: (line: string) => void, problem: string): number {
  print(`export: ${problem}`);
  return 2;
}
