// `sim fuzz --part lines|sql|lessons`: texts made of real ones by mutation, one for each seed: nothing may throw, and nothing may take longer than a second of processor time.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLesson } from '../lesson/read-lesson.ts';
import { nextRandom, seedRandom } from '../sim/kernel/random.ts';
import { TestTerminal } from '../sim/shell/testing/terminal.ts';
import { executeText } from '../sim/sql/session/execute.ts';
import { newSession, type Session } from '../sim/sql/session/session.ts';
import { lessonFiles, lessonPaths } from './lesson-plugin.ts';

const ROOT = join(import.meta.dirname, '../..');
const LONGEST_MS = 1_000;
/** So long a line runs before ^C, in virtual microseconds, and in slices of so much: a page plays no more at once. */
const RUN_US = 1_000_000;
const SLICE_US = 20_000;
const MOST_CHANGES = 4;

export const TEXT_PARTS = ['lines', 'sql', 'lessons'] as const;
export type TextPart = (typeof TEXT_PARTS)[number];

export const isTextPart = (name: string | null | undefined): name is TextPart => TEXT_PARTS.some((part) => part === name);

/** Plays one seed of a part; throws where it broke a rule, with the text. */
export function playText(part: TextPart, seed: number): void {
  const state = seedRandom(seed);
  const random: Below = (below) => Math.floor(nextRandom(state) * below);
  // What texts are made of is read once, and is not counted.
  for (const read of Object.values(corpus)) read();
  let text = '';
  let begun = process.cpuUsage();
  const over = (): void => {
    const { user, system } = process.cpuUsage(begun);
    const ms = (user + system) / 1_000;
    if (ms > LONGEST_MS) throw new Error(`it took ${Math.round(ms)} ms at once`);
    begun = process.cpuUsage();
  };
  try {
    PLAYS[part](random, (made) => { text = made; }, over);
    over();
  } catch (problem) {
    throw new Error(`${problem instanceof Error ? problem.message : String(problem)}\non ${JSON.stringify(text)}`, { cause: problem });
  }
}

/** A whole number from 0 to below it. */
type Below = (below: number) => number;
/** `over` is called after each portion that a page would do at once. */
type Play = (random: Below, about: (text: string) => void, over: () => void) => void;

const PLAYS: Readonly<Record<TextPart, Play>> = {
  lines(random, about, over) {
    const line = mutated(corpus.lines(), random).replaceAll('\n', ' ');
    about(line);
    const terminal = new TestTerminal();
    terminal.type(line, 1);
    for (let at = 0; at < RUN_US; at += SLICE_US) {
      terminal.kernel.runUntil(terminal.kernel.state.now + SLICE_US);
      over();
    }
    // A text or here-document that was never closed takes what follows: two ^C end it and what it began.
    for (const key of ['C', 'D', 'C'] as const) terminal.control(key);
  },
  sql(random, about) {
    const sql = mutated(corpus.sql().texts, random);
    about(sql);
    const executed = executeText(corpus.sql().session, `${sql};`);
    if (!executed.ok && !/^[a-z]+(?:\.\w+)+/.test(executed.problem.exception)) throw new Error(`not an answer of Flink's: ${executed.problem.exception}`);
  },
  lessons(random, about) {
    const files = { ...pick(corpus.lessons(), random) };
    const name = pick(Object.keys(files), random);
    files[name] = mutated([files[name] ?? ''], random, corpus.lines());
    about(`${name}: ${files[name]}`);
    const { lesson, problems } = readLesson('x/01-x', files);
    if (lesson === null && problems.length === 0) throw new Error('refused without a word');
  },
};

/** Made at first use. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

const corpus = {
  lines: once(() => filesUnder(join(ROOT, 'conformance'), '.session').flatMap((file) => readFileSync(file, 'utf8').split('\n').flatMap((line) => /^[$&<] (.+)$/.exec(line)?.[1] ?? []))),
  sql: once(() => {
    const { groups } = JSON.parse(readFileSync(join(ROOT, 'conformance/vectors/flink-sql-outcomes.json'), 'utf8')) as { readonly groups: readonly { readonly setup: readonly string[]; readonly cases: readonly (readonly [string, string])[] }[] };
    const texts = groups.flatMap(({ setup, cases }) => [...setup, ...cases.map(([sql]) => sql)]);
    let session: Session = newSession({});
    for (const sql of texts.filter((text) => /^CREATE (?:TEMPORARY )?(?:TABLE|VIEW)/.test(text))) {
      const executed = executeText(session, `${sql};`);
      if (executed.ok) session = executed.value.session;
    }
    return { texts, session };
  }),
  lessons: once(() => lessonPaths(join(ROOT, 'lessons')).map((path) => lessonFiles(join(ROOT, 'lessons'), path))),
};

function filesUnder(folder: string, end: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(end)).sort().map((name) => join(folder, name));
}

function pick<T>(all: readonly T[], random: Below): T {
  const one = all[random(all.length)];
  if (one === undefined) throw new Error('there is nothing to choose from');
  return one;
}

const piecesOf = (text: string): string[] => text.match(/\s+|[\p{L}_]+|\d+|'[^'\n]*'|[^\s\p{L}\d]/gu) ?? [];
const ODD = ['', '\u0000', "'", '"', '`', '\\', '$(', '${', '<<', '|', '&', ';', '(', ')', '{', '}', '[', '*', '99999999999999999999', '-1', '\u202e', '😀', 'null', '\t', '<script>alert(1)</script>', '../../..', '%s%n', '- - -', ': :'];

/** One of the texts with pieces dropped, doubled, exchanged for others, or with the end of another text. */
function mutated(texts: readonly string[], random: Below, others: readonly string[] = texts): string {
  let pieces = piecesOf(pick(texts, random));
  const donor = piecesOf(pick(others, random));
  const changes = 1 + random(MOST_CHANGES);
  for (let i = 0; i < changes; i++) {
    const at = random(pieces.length + 1);
    const word = random(3) === 0 ? pick(ODD, random) : (donor[random(Math.max(1, donor.length))] ?? '');
    switch (random(5)) {
      case 0: pieces.splice(at, 1 + random(3)); break;
      case 1: pieces.splice(at, 0, word); break;
      case 2: pieces[Math.min(at, Math.max(0, pieces.length - 1))] = word; break;
      case 3: pieces.splice(at, 0, ...pieces.slice(at, at + 1 + random(8))); break;
      default: pieces = [...pieces.slice(0, at), ...donor.slice(random(Math.max(1, donor.length)))];
    }
  }
  return pieces.join('');
}
