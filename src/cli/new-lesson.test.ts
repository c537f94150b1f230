// A lesson that is begun: what is written, what is refused, and how the page hears of a file that was saved.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLesson } from '../lesson/read-lesson.ts';
import { type DevServer, lessonFiles, reloadAtChanges } from './lesson-plugin.ts';
import { newLesson } from './new-lesson.ts';
import { openProofWorld } from './proof-world.ts';
import { proveLesson } from './prove-lesson.ts';

const PATH = 'kafka/3-kafka/11-consumer-groups';
let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lessons-'));
});

afterEach(() => rmSync(root, { recursive: true }));

function begin(...args: readonly string[]): { readonly status: number; readonly said: string } {
  const said: string[] = [];
  const status = newLesson(args, root, (line) => said.push(line));
  return { status, said: said.join('\n') };
}

describe('a new lesson', () => {
  it('is written with its number, and proves as it stands', { timeout: 120_000 }, () => {
    expect(begin(PATH).status).toBe(0);
    const { lesson, problems } = readLesson(PATH, lessonFiles(join(root, 'lessons'), PATH));
    expect(problems).toEqual([]);
    if (lesson === null) throw new Error('it is read');
    expect(lesson).toMatchObject({ number: 11, seed: 11 });
    const { failures } = proveLesson(lesson, () => openProofWorld(lesson));
    expect(failures).toEqual([]);
  });

  it.each([
    [[], /say where the lesson is to stand/], [['a', 'b'], /nothing else/], [['somewhere'], /"somewhere" is no place for a lesson: it is course\/level\/number-name/],
    [['kafka/3-kafka/Eleven'], /no place/], [['../../etc/01-x'], /no place/],
  ])('is refused at %j', (args, said) => {
    const result = begin(...args);
    expect(result.status).toBe(2);
    expect(result.said).toMatch(said);
  });

  it('never overwrites, nor takes a number twice', () => {
    begin(PATH);
    const file = join(root, 'lessons', PATH, 'pt.md');
    writeFileSync(file, 'mine');
    expect(begin(`lessons/${PATH}/`).said).toMatch(/is there already, and nothing in it was touched/);
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(begin('kafka/3-kafka/11-other').said).toMatch(/a lesson with number 11: 11-consumer-groups/);
  });
});

describe('a saved file', () => {
  const saved = (file: string): unknown[] => {
    const sent: unknown[] = [];
    const invalid: string[] = [];
    const listeners: ((event: string, file: string) => void)[] = [];
    const server: DevServer = {
      watcher: { on: (_event, listener) => listeners.push(listener) },
      moduleGraph: { getModuleById: (id) => ({ id }), invalidateModule: (module) => invalid.push(JSON.stringify(module)) },
      ws: { send: (message) => sent.push(message) },
    };
    reloadAtChanges(server, join(root, 'lessons'));
    for (const listener of listeners) listener('change', file);
    return [...sent, invalid.some((id) => id.includes(PATH))];
  };

  it('reloads the page with that lesson', () => {
    begin(PATH);
    expect(saved(join(root, 'lessons', PATH, 'pt.md'))).toEqual([{ type: 'full-reload' }, true]);
  });

  it('with a mistake says file, line and remedy over the page', () => {
    begin(PATH);
    const file = join(root, 'lessons', PATH, 'lesson.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('kind: act', 'kind: act\n    chek: true'));
    expect(JSON.stringify(saved(file))).toMatch(/lessons\/kafka\/3-kafka\/11-consumer-groups\/lesson.yaml:\d+: .*chek.* is not known here/);
  });

  it('elsewhere does nothing', () => {
    mkdirSync(join(root, 'src'), { recursive: true });
    expect(saved(join(root, 'src', 'x.md'))).toEqual([false]);
    expect(saved(join(root, 'lessons', 'x.png'))).toEqual([false]);
  });
});
