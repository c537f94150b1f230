// `sim scorm`: a SCORM 1.2 package of a course or of single lessons, each lesson a SCO of its own with score, completion, time and a place to go on from.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { strToU8, type Zippable, zipSync } from 'fflate';
import { readLesson } from '../lesson/read-lesson.ts';
import { lessonFiles, lessonPaths } from './lesson-plugin.ts';
import { openCourse, type OwnCourse } from './own-course.ts';
import { site } from './site.ts';
import { printLine } from './print.ts';

const LESSONS = join(import.meta.dirname, '../../lessons');
const USAGE = 'npm run -s sim -- scorm [--course FOLDER | LESSON...] [--lang pt|en] [--out FILE] [--page FOLDER], for example npm run -s sim -- scorm kafka/3-kafka/07-topic-is-a-log';

/** A lesson in a package. */
export interface Sco {
  readonly path: string;
  readonly title: string;
}

interface Asked {
  readonly course: string | null;
  readonly lessons: readonly string[];
  readonly language: 'pt' | 'en';
  readonly out: string;
  /** A page that is built already, and has these lessons; null to build one with these alone. */
  readonly page: string | null;
}

/** 0 where the package was written, 1 where a course or a page can't be read, 2 where the command was not understood. */
export async function scorm(given: readonly string[], print: (line: string) => void = printLine): Promise<number> {
  const asked = readArguments(given);
  if (typeof asked === 'string') {
    print(`scorm: ${asked}`);
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), 'correnteza-scorm-'));
  try {
    const courseFolder = asked.course === null ? courseOf(asked.lessons, folder) : resolve(asked.course);
    const course = openCourse(courseFolder, LESSONS);
    const page = asked.page === null ? join(folder, 'page') : resolve(asked.page);
    const status = asked.page === null ? await site(['build', '--course', courseFolder, '--out', page], print, true) : 0;
    if (status !== 0) return status;
    const scos = scosOf(course, asked.language);
    const title = scos.length === 1 ? (scos[0]?.title ?? '') : course.title[asked.language];
    const zip = packageOf(filesOf(page), title, scos, asked.language);
    mkdirSync(dirname(resolve(asked.out)), { recursive: true });
    writeFileSync(asked.out, zip);
    print(`${asked.out}: ${title}, ${scos.length} ${scos.length === 1 ? 'lesson' : 'lessons'}, ${(zip.length / 1_000_000).toFixed(1)} MB`);
    return 0;
  } catch (problem) {
    print(`scorm: ${problem instanceof Error ? problem.message : String(problem)}`);
    return 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What was asked for, or what is wrong with it. */
export function readArguments(given: readonly string[]): Asked | string {
  const named = new Map<string, string>();
  const lessons: string[] = [];
  for (let at = 0; at < given.length; at += 1) {
    const word = given[at] ?? '';
    if (!word.startsWith('--')) lessons.push(word.replace(/^lessons\//, '').replace(/\/$/, ''));
    else if (!['--course', '--out', '--lang', '--page'].includes(word)) return `"${word}" is not known here: ${USAGE}`;
    else {
      const value = given[at + 1];
      if (value === undefined || value.startsWith('--')) return `${word} has nothing behind it: ${USAGE}`;
      named.set(word, value);
      at += 1;
    }
  }
  const language = named.get('--lang') ?? 'pt';
  if (language !== 'pt' && language !== 'en') return `"${language}" is no language of the lessons, these are pt and en: ${USAGE}`;
  const course = named.get('--course') ?? null;
  if ((course === null) === (lessons.length === 0)) return `name a course or lessons, and not both: ${USAGE}`;
  const known = lessonPaths(LESSONS);
  const strange = lessons.find((path) => !known.includes(path));
  if (strange !== undefined) return `there is no lesson "${strange}": name one by its path below lessons/, such as kafka/3-kafka/07-topic-is-a-log`;
  return { course, lessons: [...new Set(lessons)], language, out: named.get('--out') ?? 'correnteza-scorm.zip', page: named.get('--page') ?? null };
}

/** A course that has only these lessons. */
function courseOf(lessons: readonly string[], folder: string): string {
  const course = join(folder, 'lessons');
  mkdirSync(course);
  writeFileSync(join(course, 'course.yaml'), JSON.stringify({ title: { pt: 'Correnteza', en: 'Correnteza' }, lessons }));
  return course;
}

function scosOf(course: OwnCourse, language: 'pt' | 'en'): Sco[] {
  return course.lessons.map((path) => {
    const { lesson, problems } = readLesson(path, lessonFiles(course.baseOf(path), path));
    if (lesson === null) throw new Error(problems.map(({ file, line, message, remedy }) => `${file}:${line}: ${message}: ${remedy}`).join('\n'));
    return { path, title: lesson.texts[language].title };
  });
}

/** The files that a package needs of a built page: an LMS keeps them, so no service worker does, and nobody debugs there. */
function filesOf(page: string): Zippable {
  const files: Zippable = {};
  const take = (folder: string): void => {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) take(path);
      else if (!/\.map$|^sw\.js$|^embedding/.test(name)) files[relative(page, path).replaceAll('\\', '/')] = readFileSync(path);
    }
  };
  take(page);
  if (!('index.html' in files)) throw new Error(`${page}: there is no built page: run "npm run build" first, or leave --page out`);
  return files;
}

/** The package: the page's files, and what tells an LMS of its lessons. */
export function packageOf(files: Zippable, title: string, scos: readonly Sco[], language: 'pt' | 'en'): Uint8Array {
  const manifest = manifestOf(title, scos, Object.keys(files).sort(), language);
  // The same files give the same package.
  return zipSync({ 'imsmanifest.xml': strToU8(manifest), ...files }, { level: 6, mtime: '1980-01-01T00:00:00' });
}

/** imsmanifest.xml of SCORM 1.2 (content aggregation model, section 2.3): one organization, an item a lesson, one page that all of them launch. */
export function manifestOf(title: string, scos: readonly Sco[], files: readonly string[], language: 'pt' | 'en'): string {
  const items = scos.map(({ path, title: called }, at) => [
    `      <item identifier="lesson-${at + 1}" identifierref="sco-${at + 1}" isvisible="true" parameters="?lesson=${path}&amp;scorm=1&amp;lang=${language}">`,
    `        <title>${inXml(called)}</title>`,
    '      </item>',
  ].join('\n'));
  const resources = scos.map((_, at) => [
    `    <resource identifier="sco-${at + 1}" type="webcontent" adlcp:scormtype="sco" href="index.html">`,
    '      <file href="index.html"/>',
    '      <dependency identifierref="page"/>',
    '    </resource>',
  ].join('\n'));
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="correnteza-${hash(scos.map(({ path }) => path).join())}" version="1.0" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.imsproject.org/xsd/imscp_rootv1p1p2 imscp_rootv1p1p2.xsd http://www.adlnet.org/xsd/adlcp_rootv1p2 adlcp_rootv1p2.xsd">
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>1.2</schemaversion>
  </metadata>
  <organizations default="course">
    <organization identifier="course">
      <title>${inXml(title)}</title>
${items.join('\n')}
    </organization>
  </organizations>
  <resources>
${resources.join('\n')}
    <resource identifier="page" type="webcontent" adlcp:scormtype="asset" href="index.html">
${files.map((file) => `      <file href="${inXml(encodeURI(file))}"/>`).join('\n')}
    </resource>
  </resources>
</manifest>
`;
}

function inXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Another identifier for other lessons (FNV-1a). */
function hash(text: string): string {
  let value = 0x81_1c_9d_c5;
  for (const byte of strToU8(text)) value = Math.imul(value ^ byte, 0x01_00_01_93) >>> 0;
  return value.toString(36);
}
