// A course of one's own: what its file may say, what is wrong in it, and which lessons the page then has.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lessonPlugin } from './lesson-plugin.ts';
import { openCourse } from './own-course.ts';
import { readArguments, site } from './site.ts';
import { offline, POLICY, sitePlugin } from './site-plugin.ts';

const LESSONS = join(import.meta.dirname, '../../lessons');
const TITLE = 'title: { pt: "Mensageria & fluxos", en: Messaging }';
let root = '';

beforeEach(() => {
  root = join(mkdtempSync(join(tmpdir(), 'courses-')), 'minha-disciplina');
  mkdirSync(root);
  cpSync(join(LESSONS, 'kafka/2-what-makes-it-hard/04-machines-fail'), join(root, '09-our-machines'), { recursive: true });
});

afterEach(() => rmSync(join(root, '..'), { recursive: true }));

function write(...lines: readonly string[]): void {
  writeFileSync(join(root, 'course.yaml'), lines.join('\n'));
}

function built(id: string): string {
  return lessonPlugin(LESSONS, openCourse(root, LESSONS)).load.call({ addWatchFile: () => undefined }, `\0virtual:${id}`) ?? '';
}

describe('a course of one\'s own', () => {
  it('has its own lessons and others\', numbered as they come, and no more', () => {
    write(TITLE, 'lessons:', '  - kafka/3-kafka/11-consumer-groups', '  - 09-our-machines');
    const index = built('lessons');
    const entries: { readonly path: string; readonly number: number }[] = JSON.parse(/entries = (.*);/.exec(index)?.[1] ?? '[]');
    expect(entries.map(({ path, number }) => [number, path])).toEqual([[1, 'kafka/3-kafka/11-consumer-groups'], [2, 'minha-disciplina/09-our-machines']]);
    expect(index).toContain('examLoaders = {}');
    expect(built('lesson/minha-disciplina/09-our-machines')).toMatch(/"number":2/);
    expect(built('summary/1-part')).toContain('minha-disciplina/09-our-machines');
  });

  it('may have parts, each with a world to play in and an exam', () => {
    write(TITLE, 'parts:', '  - title: { pt: Um, en: One }', '    story: { pt: Era uma vez., en: Once. }', '    sandbox: { seed: 3, topics: [{ name: pedidos, partitions: 2, replicationFactor: 1 }] }', '    exam: kafka/3-kafka/exam', '    lessons: [09-our-machines]');
    const levels = JSON.parse(/levels = (.*);/.exec(built('lessons'))?.[1] ?? '[]');
    expect(levels).toMatchObject([{ title: { en: 'One' }, exam: 'kafka/3-kafka/exam', lessons: [{ number: 1 }], sandbox: { seed: 3, scenario: { topics: [{ name: 'pedidos' }] } } }]);
    expect(built('lessons')).toContain('"kafka/3-kafka/exam": () => import');
  });

  it.each([
    ['lessons: [09-our-machines]', /course\.yaml:1: .*title/],
    [`${TITLE}\nlessons: [09-our-machines, 12-nowhere]`, /course\.yaml:2: there is no lesson "12-nowhere": name a folder beside this file/],
    [`${TITLE}\nlessons: [09-our-machines, 09-our-machines]`, /stands twice/],
    [`${TITLE}\nlessons: [../../etc]`, /a lesson is named by its folder/],
    [`${TITLE}\nlesson: [09-our-machines]`, /course\.yaml:2: "lesson" is not known here/],
    [TITLE, /the course has no lessons: list its lessons under/],
    ['title: {pt: [}', /not YAML/],
  ])('with %j is refused with place and remedy', (source, says) => {
    write(source);
    expect(() => openCourse(root, LESSONS)).toThrow(says);
  });

  it('needs a folder and a file', async () => {
    expect(() => openCourse(join(root, 'no'), LESSONS)).toThrow(/there is no folder/);
    expect(() => openCourse(root, LESSONS)).toThrow(/course\.yaml:1: the course has no course\.yaml: write one/);
    const said: string[] = [];
    expect(await site(['build', '--course', root], (line) => said.push(line))).toBe(1);
    expect(said.join('\n')).toMatch(/^build: .*course\.yaml:1/);
  });
});

describe('the build', () => {
  it.each([
    [['--corse', 'x'], /"--corse" is not known here/], [['--course'], /--course has nothing behind it/], [['--course', '--out'], /nothing behind it/], [['--course', 'a', '--course', 'b'], /twice/], [['--port', 'x'], /"x" is no port/],
  ])('understands no %j', (given, says) => expect(readArguments(given)).toMatch(says));

  it('understands a course and a folder', () => expect(readArguments(['--course', 'a', '--out', 'b'])).toEqual({ course: 'a', out: 'b', port: null }));

  it('writes the course\'s title and a policy without any script in the page into it', () => {
    const page = sitePlugin({ pt: 'A "b" & <c>', en: 'E' }).transformIndexHtml('<html lang="pt-BR"><meta charset="utf-8" /><title>Correnteza</title>');
    expect(page).toContain('<title>A &quot;b&quot; &amp; &lt;c> · Correnteza</title>');
    expect(page).toContain(`content="${POLICY}"`);
    expect(POLICY).toMatch(/default-src 'none'; script-src 'self';/);
    expect(POLICY).not.toMatch(/script-src[^;]*unsafe|https?:|\*/);
    expect(offline({ pt: 'Curso', en: 'Course' }).manifest).toMatchObject({ name: 'Curso · Correnteza' });
  });
});
