// Homework that is graded by playing it again: what was done is counted, what is only claimed is found out, and no file is too strange for a row.
import { anything, assert, boolean, nat, property, string } from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { grading } from '../grade/grade.ts';
import { doLesson, handIn } from '../grade/testing/do-lesson.ts';
import { fingerprint } from '../lesson/fingerprint.ts';
import type { Graded, GradeRow, Unread } from '../lesson/graded.ts';
import { csvOf } from '../lesson/grade-table.ts';
import { type Handed, homeworkName, homeworkText, readHomework } from '../lesson/homework.ts';
import { realWorld } from '../sim/world.ts';
import { buildId } from './build-id.ts';
import { grade } from './grade.ts';
import { lessonAt } from './lesson-at.ts';
import { packLessons } from './pack-lessons.ts';

const PATH = 'kafka/3-kafka/07-topic-is-a-log';
const found = lessonAt(PATH);
if (found === null) throw new Error('the lesson is read');
const lesson = found;
const FOLDER = mkdtempSync(join(tmpdir(), 'correnteza-grade-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

/** The lesson's first two steps, done by one student. */
const ANA: Handed = { ...doLesson(lesson, { name: 'Ana', thinksUs: 1_234_567, steps: 2 }), build: buildId() };
const DONE = ANA.progress.done;
const text = (change: Partial<Handed> = {}): string => homeworkText(lesson, { ...ANA, ...change });

function outcome(source: string): Graded | Unread {
  const read = readHomework(source);
  if (read.kind === 'problem') return { kind: 'unread', problem: read.problem, where: read.where };
  const [claim] = read.claims;
  if (claim === undefined) throw new Error('a file has a claim');
  const work = grading(realWorld, claim, lesson, buildId());
  for (;;) {
    const next = work.next();
    if (next.done === true) return next.value;
  }
}

function file(name: string, content: string): string {
  const path = join(FOLDER, name);
  writeFileSync(path, content);
  return path;
}

async function rows(...files: string[]): Promise<GradeRow[]> {
  let said = '';
  await grade([...files, '--json'], (line) => { said += line; });
  return JSON.parse(said) as GradeRow[];
}

describe('a homework', () => {
  it('is believed where its run shows what it says', () => {
    expect(DONE.length).toBeGreaterThan(0);
    const graded = outcome(text());
    expect(graded).toMatchObject({ kind: 'graded', verdict: 'intact', doubts: [], hints: 0 });
    if (graded.kind !== 'graded') return;
    expect(graded.solved + graded.right + graded.wrong).toBe(DONE.length);
    expect(graded.solved).toBe(graded.claimed);
  });

  it('says nothing of who did it but the name that was typed', () => expect(JSON.stringify(Object.keys(JSON.parse(text()) as object))).toBe('["kind","version","lesson","lessonVersion","build","name","progress","run","endUs","hash","seal"]'));
  it('has a name that every file system takes', () => expect(homeworkName(lesson, 'José da Silva/../')).toBe('homework-07-topic-is-a-log-jose-da-silva.json'));

  const forged = (change: (content: Record<string, unknown>) => void, seal: boolean): string => {
    const content = JSON.parse(text()) as Record<string, unknown>;
    const { seal: _, ...open } = content;
    change(open);
    return JSON.stringify({ ...open, seal: seal ? fingerprint(open) : content['seal'] });
  };
  const inputs = (content: Record<string, unknown>): { atUs: number; input: Record<string, unknown> }[] => (content['run'] as { inputs: { atUs: number; input: Record<string, unknown> }[] }).inputs;

  it('is found out where the name was changed', () => expect(outcome(forged((content) => { content['name'] = 'Bia'; }, false))).toMatchObject({ verdict: 'changed', doubts: [{ kind: 'seal' }] }));
  it('is found out where an input was changed and sealed again', () => {
    const changed = outcome(forged((content) => { for (const { input } of inputs(content)) if (input['kind'] === 'line') input['text'] = 'ls'; }, true));
    expect(changed).toMatchObject({ verdict: 'changed', solved: 0 });
    expect(changed.kind === 'graded' ? changed.doubts.map(({ kind }) => kind) : []).toContain('hash');
  });
  it('is found out where its beginning was taken out', () => expect(outcome(forged((content) => void inputs(content).shift(), true))).toMatchObject({ verdict: 'changed' }));

  const last = lesson.steps.findLast((step) => step.kind === 'act');
  it('is not believed where a step is claimed that was never done, whatever is written beside it', () => {
    const claimed = { ...ANA.progress, done: lesson.steps.map(({ id }) => id), spans: Object.fromEntries(lesson.steps.map(({ id }) => [id, { sinceUs: 0, doneAtUs: ANA.endUs }])) };
    const graded = outcome(text({ progress: claimed }));
    expect(graded).toMatchObject({ verdict: 'unproven', solved: 1 });
    expect(graded.kind === 'graded' ? graded.doubts : []).toContainEqual({ kind: 'step', step: last?.id });
  });
  it('is not believed where an answer is claimed that the world did not give', () => {
    const question = lesson.steps.find((step) => step.kind === 'predict');
    const id = question?.id ?? '';
    const graded = outcome(text({ progress: { ...ANA.progress, answers: { [id]: { answer: 'mine', truth: 'mine', confidence: 3, atUs: ANA.endUs } } } }));
    expect(graded).toMatchObject({ verdict: 'unproven', right: 0 });
  });
  it('counts predictions that were wrong', () => {
    const wrong = handIn(lesson, { name: '', thinksUs: 900_000, steps: 2, wrong: true }, buildId());
    const graded = outcome(wrong);
    expect(graded).toMatchObject({ verdict: 'intact', right: 0 });
    expect(graded.kind === 'graded' ? graded.wrong : 0).toBe(lesson.steps.slice(0, 2).filter((step) => step.kind === 'predict').length);
  });
  it('of another simulator is no forgery', () => expect(outcome(text({ build: 'another', hash: '0'.repeat(16) }))).toMatchObject({ verdict: 'other-build', doubts: [] }));
  it('of another lesson has no row of this one', () => expect(outcome(text({ run: { ...ANA.run, seed: 99 } }))).toMatchObject({ kind: 'unread', problem: 'other-world' }));
});

describe('a file that is no homework', () => {
  const check = (name: string, source: string, problem: string): void => {
    it(`is told apart: ${name}`, () => expect(outcome(source)).toMatchObject({ kind: 'unread', problem }));
  };
  check('empty', ' \n', 'empty');
  check('cut off', text().slice(0, -40), 'not-json');
  check('a picture', '\u0089PNG\r\n\u001a\n', 'not-json');
  check('a list', '[1,2]', 'foreign');
  check('another program\'s', '{"kind":"notebook","cells":[]}', 'foreign');
  check('a newer one', JSON.stringify({ ...JSON.parse(text()) as object, version: 2 }), 'newer');
  check('without a run', JSON.stringify({ ...JSON.parse(text()) as object, run: null }), 'damaged');
  check('with a run of nothing', text({ run: {} as Handed['run'] }), 'damaged');
  check('too large', ' '.repeat(4_000_001), 'too-large');
});

describe('many files', () => {
  it('that hold the same are pointed out', async () => {
    const bia = text({ name: 'Bia' });
    const own = handIn(lesson, { name: 'Caio', thinksUs: 2_000_001, steps: 2 }, buildId());
    const graded = await rows(file('ana.json', text()), file('bia.json', bia), file('ana-again.json', text()));
    expect(graded.map(({ name, alike }) => [name, alike.map((one) => `${one.what} ${one.file}`).join()])).toEqual([
      ['Ana', 'run bia.json,file ana-again.json'], ['Bia', 'run ana.json,run ana-again.json'], ['Ana', 'file ana.json,run bia.json'],
    ]);
    expect((await rows(file('ana.json', text()), file('caio.json', own))).map(({ alike }) => alike)).toEqual([[], []]);
  });
  it('come as a table, as CSV that a spreadsheet takes for text, and with a status', async () => {
    let said = '';
    const print = (line: string): void => { said += line; };
    expect(await grade([file('fine.json', text({ name: '=1+1' }))], print)).toBe(0);
    expect(said).toMatch(/fine\.json +=1\+1 +07-topic-is-a-log +intact/);
    said = '';
    expect(await grade([file('none.json', '{}'), join(FOLDER, 'nowhere.json'), '--csv'], print)).toBe(1);
    expect(said.split('\r\n').slice(1, 3).map((line) => line.split(',').slice(0, 4).join())).toEqual(['none.json,,,foreign', 'nowhere.json,,,damaged']);
    expect(csvOf([{ file: 'a', name: '=1+1', lesson: '', outcome: { kind: 'unread', problem: 'empty', where: '' }, alike: [] }])).toMatch(/^a,"'=1\+1",/m);
    expect(await grade([], print)).toBe(2);
  });
});

describe('a damaged file', () => {
  const whole = text();
  const json = anything({ maxDepth: 2, withBigInt: false, withDate: false });
  const paths = pathsOf(JSON.parse(whole), []);

  it('is a row, whatever was cut, put in or turned around in it', () => {
    assert(property(nat(whole.length), nat(40), string({ unit: 'binary', maxLength: 12 }), (at, cut, put) => {
      expect(['graded', 'unread']).toContain(outcome(whole.slice(0, at) + put + whole.slice(at + cut)).kind);
    }), { numRuns: 300, seed: 11 });
  });
  it('is a row, whatever stands in one of its places, sealed or not', () => {
    assert(property(nat(paths.length - 1), json, boolean(), (place, value, sealed) => {
      const { seal, ...content } = JSON.parse(whole) as Record<string, unknown>;
      put(content, paths[place] ?? [], value);
      const graded = outcome(JSON.stringify({ ...content, seal: sealed ? fingerprint(JSON.parse(JSON.stringify(content))) : seal }) ?? '');
      expect(['graded', 'unread']).toContain(graded.kind);
    }), { numRuns: 150, seed: 12 });
  }, 240_000);
});

describe('homework of a pack from elsewhere', () => {
  const PACK = join(import.meta.dirname, '../../docs/pack-example');
  const one = packLessons([PACK]);
  const foreign = typeof one === 'string' ? undefined : one.get('pack/pack-example/01-broker-down');

  it('is graded by the lessons of the pack that is named, and not known without it', async () => {
    if (foreign === undefined) throw new Error(typeof one === 'string' ? one : 'the pack has no such lesson');
    const done = doLesson(foreign, { name: 'Bia', thinksUs: 1_000_000, steps: 1 });
    const handed = file('pack.json', homeworkText(foreign, { ...done, build: buildId() }));
    let said = '';
    expect(await grade([handed, '--json', '--pack', PACK], (line) => { said += line; })).toBe(0);
    expect(JSON.parse(said)).toMatchObject([{ name: 'Bia', lesson: foreign.path, outcome: { kind: 'graded', verdict: 'intact', solved: 1 } }]);
    expect(await rows(handed)).toMatchObject([{ outcome: { kind: 'unread', problem: 'unknown-lesson' } }]);
  });
  it('is not begun where the pack is none', async () => {
    const said: string[] = [];
    const print = (line: string): void => { said.push(line); };
    expect([await grade(['x.json', '--pack', 'nowhere.zip'], print), await grade(['x.json', '--pack', file('bad.zip', 'no zip')], print)]).toEqual([2, 2]);
    expect(said.join('')).toMatch(/grade: there is no pack nowhere\.zip\n.*bad\.zip: .*no zip file/);
  });
});

function pathsOf(value: unknown, path: readonly string[]): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, one]) => pathsOf(one, [...path, name]))].filter((one) => one.length > 0);
}

function put(content: unknown, path: readonly string[], value: unknown): void {
  const [name, ...rest] = path;
  if (typeof content !== 'object' || content === null || name === undefined) return;
  if (rest.length === 0) Object.assign(content, { [name]: value });
  else put(Reflect.get(content, name), rest, value);
}
