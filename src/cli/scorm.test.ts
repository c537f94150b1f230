// A SCORM package: which lessons it may hold, and a manifest that names each of its files and launches each lesson.
import { strFromU8, unzipSync } from 'fflate';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readArguments, scorm } from './scorm.ts';

const LESSON = 'kafka/3-kafka/07-topic-is-a-log';

it.each([
  [[], /name a course or lessons/], [[LESSON, '--course', 'x'], /not both/], [['kafka/nowhere'], /there is no lesson "kafka\/nowhere": name one by its path/], [[LESSON, '--lang', 'fr'], /"fr" is no language/],
  [[LESSON, '--out'], /--out has nothing behind it/], [[LESSON, '--zip', 'x'], /"--zip" is not known here/],
])('%j is not understood', async (given, says) => {
  const said: string[] = [];
  expect(await scorm(given, (line) => said.push(line))).toBe(2);
  expect(said.join()).toMatch(says);
});

it('understands paths as a shell completes them', () => expect(readArguments([`lessons/${LESSON}/`, '--lang', 'en'])).toMatchObject({ lessons: [LESSON], language: 'en' }));

it('holds the page and one launch a lesson, and nothing that is kept or debugged elsewhere', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'scorm-'));
  try {
    mkdirSync(join(folder, 'page/assets'), { recursive: true });
    for (const name of ['index.html', 'sw.js', 'embedding.html', 'assets/a b.js', 'assets/a.js.map']) writeFileSync(join(folder, 'page', name), name);
    const out = join(folder, 'out/lessons.zip');
    expect(await scorm([LESSON, 'kafka/3-kafka/10-offsets', '--lang', 'en', '--page', join(folder, 'page'), '--out', out], () => undefined)).toBe(0);
    const files = unzipSync(readFileSync(out));
    expect(Object.keys(files).sort()).toEqual(['assets/a b.js', 'imsmanifest.xml', 'index.html']);
    const manifest = strFromU8(files['imsmanifest.xml'] ?? new Uint8Array());
    expect(manifest).toContain('<schemaversion>1.2</schemaversion>');
    expect([...manifest.matchAll(/<file href="([^"]+)"/g)].map(([, name]) => decodeURI(name ?? '')).filter((name) => !(name in files))).toEqual([]);
    expect(manifest).toContain(`identifierref="sco-1" isvisible="true" parameters="?lesson=${LESSON}&amp;scorm=1&amp;lang=en"`);
    expect([...manifest.matchAll(/adlcp:scormtype="sco"/g)]).toHaveLength(2);
    expect(await scorm([LESSON, '--page', folder, '--out', out], () => undefined)).toBe(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
