// Packs from elsewhere: what a folder becomes, what is refused, and that whatever was changed in one, nothing breaks, nothing runs and nothing hangs.
import { assert, constantFrom, nat, property, string, tuple, uint8Array } from 'fast-check';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openPack } from '../grade/open-pack.ts';
import { tryLesson } from '../grade/try-lesson.ts';
import type { OpenedPack } from '../lesson/opened-pack.ts';
import { readPack } from '../lesson/pack.ts';
import { realWorld } from '../sim/world.ts';
import { pack, zipped } from './pack.ts';

const EXAMPLE = join(import.meta.dirname, '../../docs/pack-example');
const OUT = mkdtempSync(join(tmpdir(), 'correnteza-pack-'));
afterAll(() => rmSync(OUT, { recursive: true }));

const { bytes: WHOLE } = zipped(EXAMPLE);
const FILES: Readonly<Record<string, Uint8Array>> = unzipSync(WHOLE);
const NAMES = Object.keys(FILES).sort();
const LESSON = NAMES.find((name) => name.endsWith('lesson.yaml')) ?? '';
const TEXT = NAMES.find((name) => name.endsWith('en.md')) ?? '';

const opened = (files: Readonly<Record<string, Uint8Array>>, tried = true): OpenedPack => openPack(realWorld, zipSync(files), tried);
const changed = (name: string, change: (text: string) => string): Readonly<Record<string, Uint8Array>> => ({ ...FILES, [name]: strToU8(change(strFromU8(FILES[name] ?? new Uint8Array()))) });
const said = (read: OpenedPack): string => (read.kind === 'problems' ? read.problems.join('\n') : 'no problem');

describe('a pack', () => {
  it('is made of a folder, proved, and opened with its lessons', () => {
    const lines: string[] = [];
    expect(pack([EXAMPLE, '--out', join(OUT, 'example.zip')], (line) => lines.push(line))).toBe(0);
    expect(lines.join('\n')).toMatch(/proved {2}01-[\s\S]*example\.zip: \d+ bytes/);
    const read = opened(FILES, false);
    expect(read.kind === 'pack' ? read.lessons.map(({ path }) => path) : read.problems).toEqual([expect.stringMatching(/^pack\/[a-z-]+\/01-/)]);
  }, 120_000);
  it('is the same file of the same files', () => expect(zipped(EXAMPLE).bytes).toEqual(WHOLE));
  it('may be a folder that was zipped whole', () => expect(opened(Object.fromEntries(Object.entries(FILES).map(([name, content]) => [`aulas/${name}`, content]))).kind).toBe('pack'));
  it('shows images that are its own, as data, and links as text', () => {
    const read = opened(changed(TEXT, (text) => text.replace('## ', '![the plan](images/plan.png) ![far](https://example.org/x.png) [read this](https://example.org/a)\n\n## ')));
    const intro = read.kind === 'pack' ? (read.lessons[0]?.texts.en.intro ?? '') : '';
    expect(intro).toMatch(/<img src="data:image\/png;base64,[A-Za-z0-9+/=]+" alt="the plan">/);
    expect(intro).toMatch(/read this \(<code>/);
    expect(intro).not.toMatch(/href|<a |<img src="https/);
  });
});

describe('a pack that is refused', () => {
  const check = (name: string, files: Readonly<Record<string, Uint8Array>>, wanted: RegExp): void => { it(`says why: ${name}`, () => expect(said(opened(files, false))).toMatch(wanted)); };
  check('no manifest', { 'a.txt': strToU8('x') }, /pack\.yaml/);
  check('a script in it', { ...FILES, 'run.js': strToU8('alert(1)') }, /"run\.js": belongs to nothing/);
  check('an image that is none', { ...FILES, 'images/x.png': strToU8('<svg onload="alert(1)">') }, /images\/x\.png: is not what its name says/);
  check('a path that climbs', { ...FILES, '../evil.md': strToU8('x') }, /not allowed/);
  check('an id that is a path', changed('pack.yaml', (text) => text.replace(/^id: .*$/m, 'id: ../../kafka')), /pack\.yaml:\d+: .*id/);
  check('an unknown key', changed(LESSON, (text) => `${text}\nscript: alert(1)\n`), /lesson\.yaml:\d+: .*script/);
  check('a check that nests without end', changed(LESSON, (text) => text.replace(/^( *)check: .*$/m, `$1check: ${'not '.repeat(2_000)}true`)), /lesson\.yaml/);
  check('records inside of records', changed(LESSON, (text) => text.replace(/^( *)check: .*$/m, '$1check: exists(topic where exists(topic where exists(topic where exists(topic))))')), /3 is the most/);
  check('references that multiply', changed(LESSON, (text) => `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n${text}`), /can't be read|not known here/);
  check('brackets without end', changed(LESSON, () => '['.repeat(100_000)), /lesson\.yaml|can't be read/);
  check('thousands of partitions', changed(LESSON, (text) => text.replace('partitions: 1', 'partitions: 900')), /has 2700 replicas of partitions/);
  check('a check of a thousand parts', changed(LESSON, (text) => text.replace(/^( *)check: .*$/m, `$1check: ${Array.from({ length: 400 }, () => 'exists(topic)').join(' and ')}`)), /parts of a check|lesson.yaml/);
  it('says why: a bomb, before it is inflated', () => {
    const started = performance.now();
    expect(said(openPack(realWorld, zipSync({ ...FILES, 'images/big.png': new Uint8Array(200_000_000) }), false))).toMatch(/200000000 bytes/);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
  it('says why: a size that lies', () => {
    const zip = zipSync({ 'pack.yaml': strToU8('x'.repeat(100_000)) }, { level: 9 });
    const view = new DataView(zip.buffer, zip.byteOffset);
    for (let at = 0; at + 4 < zip.length; at += 1) if (view.getUint32(at, true) === 0x02_01_4b_50) view.setUint32(at + 24, 5, true);
    expect(openPack(realWorld, zip, false).kind).toBe('problems');
  });
  it('says why: no zip', () => expect(said(openPack(realWorld, strToU8('no zip'), false))).toMatch(/no zip file/));
  it('says why: a world with too much to do', () => {
    const read = readPack(WHOLE);
    const lesson = read.kind === 'pack' ? read.pack.lessons[0] : undefined;
    if (lesson === undefined) throw new Error('the example has a lesson');
    const producers = Array.from({ length: 10 }, (_, at) => ({ kind: 'producer' as const, name: `p${at}`, topic: 't', recordsPerSecond: 60_000, keys: [], value: '{n}', settings: { 'linger.ms': '0', 'batch.size': '1' } }));
    expect(tryLesson(realWorld, { ...lesson, scenario: { ...lesson.scenario, topics: [{ name: 't', partitions: 1, replicationFactor: 3 }], apps: producers } })).toMatch(/more to do|does not open/);
  }, 120_000);
});

describe('whatever was changed in a pack', () => {
  const RUNS = /<script|javascript:|onerror|onload|<iframe|<style|<svg|<object|<embed|<form|<base|<meta|href=|url\(|src="(?!data:image\/(png|jpeg|gif|webp);base64,)/i;
  const checkHarmless = (read: OpenedPack): void => {
    expect(['pack', 'problems']).toContain(read.kind);
    if (read.kind === 'problems') expect(read.problems.length).toBeGreaterThan(0);
    else for (const { texts } of read.lessons) for (const html of htmlOf([texts.pt, texts.en])) expect(html.replaceAll(/>[^<]*/g, '>')).not.toMatch(RUNS);
  };
  const EVIL = ['<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '[x](javascript:alert(1))', '![x](javascript:alert(1))', '![x](data:text/html,<script>alert(1)</script>)', '<svg/onload=alert(1)>', '[x](word:"onmouseover="alert(1))', '<a href="https://example.org">', '![x](//example.org/x)', '\u202e', '`'.repeat(50), '*'.repeat(300), '> '.repeat(300), '[a](', '&#106;avascript:', '<!--', ']]>', '\0'];

  it('in the zip, it is a pack or problems', () => {
    assert(property(nat(WHOLE.length - 1), uint8Array({ maxLength: 8 }), nat(30), (at, put, cut) => {
      const damaged = new Uint8Array([...WHOLE.subarray(0, at), ...put, ...WHOLE.subarray(Math.min(WHOLE.length, at + cut))]);
      checkHarmless(openPack(realWorld, damaged, true));
    }), { numRuns: 300, seed: 21 });
  });
  it('in the files, it is a pack or problems, and no text can run or fetch', () => {
    assert(property(constantFrom(...NAMES.filter((name) => /\.(yaml|md)$/.test(name))), nat(100_000), tuple(constantFrom(...EVIL), string({ maxLength: 6 })), nat(20), (name, place, [evil, more], cut) => {
      checkHarmless(opened(changed(name, (text) => { const at = place % (text.length + 1); return text.slice(0, at) + evil + more + text.slice(at + cut); })));
    }), { numRuns: 400, seed: 22 });
  });
});

/** Every text of a lesson that the page sets as HTML; labels are text there. */
function htmlOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => (name === 'title' || name === 'label' ? [] : htmlOf(one)));
}
