// A pack: lessons of somebody else as one zip. It is treated as hostile: what it may hold is listed, what it may weigh is bounded before anything is inflated.
import { strFromU8, unzipSync } from 'fflate';
import * as v from 'valibot';
import { type Lesson, LANGUAGES, type Language, problemLine } from './lesson.ts';
import { PACK_PREFIX } from './pack-path.ts';
import { readLesson } from './read-lesson.ts';
import { conditionsOf, MOST_PARTS, partsOf } from './weight.ts';
import { YamlReader } from './yaml-reader.ts';

/** What a pack may weigh, in bytes: as it comes, unpacked, and each kind of file by itself. */
export const MOST_BYTES = 8_000_000;
const MOST_UNPACKED = 24_000_000;
const MOST_TEXT = 200_000;
const MOST_IMAGE = 1_000_000;
const MOST_FILES = 400;
const MOST_LESSONS = 60;
/** A deflated file is never much larger than what it holds. */
const DEFLATE_OVERHEAD = 1_000;
const MOST_PROBLEMS = 20;
/** What a lesson's world may hold: more would make a page slow, and no lesson needs it. */
const MOST = { steps: 60, replicas: 600, apps: 24, engines: 12, home: 400_000, beforeUs: 300_000_000, recordsPerSecond: 2_000 };

const TEXTS = /^\d\d-[a-z0-9-]{1,60}\/(lesson\.yaml|pt\.md|en\.md)$/;
const IMAGES = /^(?:\d\d-[a-z0-9-]{1,60}\/)?images\/[A-Za-z0-9._-]{1,80}\.(png|jpe?g|gif|webp)$/;
const MANIFEST = 'pack.yaml';
/** What programs that make zips put beside the files. */
const LITTER = /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$)/;
const MAGIC: Readonly<Record<string, readonly number[]>> = { png: [0x89, 0x50, 0x4e, 0x47], jpg: [0xff, 0xd8, 0xff], jpeg: [0xff, 0xd8, 0xff], gif: [0x47, 0x49, 0x46, 0x38], webp: [0x52, 0x49, 0x46, 0x46] };

const said = (most: number): v.GenericSchema<{ readonly pt: string; readonly en: string }> => v.strictObject({ pt: v.pipe(v.string(), v.minLength(1), v.maxLength(most)), en: v.pipe(v.string(), v.minLength(1), v.maxLength(most)) });
const manifest = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'an id is made of small letters, digits and hyphens, 40 at most')),
  title: said(120), about: v.exactOptional(said(600)), author: v.exactOptional(v.pipe(v.string(), v.maxLength(120))), licence: v.exactOptional(v.pipe(v.string(), v.maxLength(120))),
});

export interface PackAbout {
  readonly id: string;
  readonly title: Readonly<Record<Language, string>>;
  readonly about?: Readonly<Record<Language, string>>;
  readonly author?: string;
  readonly licence?: string;
}

export interface Pack extends PackAbout {
  /** Their texts are Markdown, their paths `pack/<id>/<folder>`. */
  readonly lessons: readonly Lesson[];
  /** The images that a lesson's texts may name, as `data:` addresses, by `<folder>/images/…` and `images/…`. */
  readonly images: Readonly<Record<string, string>>;
}

export type ReadPack = { readonly kind: 'pack'; readonly pack: Pack } | { readonly kind: 'problems'; readonly problems: readonly string[] };

/** Reads a pack of unknown origin. It never throws; what is wrong is said with file, line and remedy, in English as all that is written for authors. */
export function readPack(bytes: Uint8Array): ReadPack {
  try {
    const files = unpacked(bytes);
    return Array.isArray(files) ? problems(files) : packOf(files);
  } catch (problem) {
    // A stack that ran over in a parser, or a library that gave up: whatever it was, this is no pack.
    return problems([`the pack can't be read: ${problem instanceof Error ? problem.message : String(problem)}`]);
  }
}

type Files = ReadonlyMap<string, Uint8Array>;

/** The files by their names, below the one folder that all of them may stand in; or what is wrong. Sizes are looked at before anything is inflated. */
function unpacked(bytes: Uint8Array): Files | string[] {
  if (bytes.length > MOST_BYTES) return [`the pack has ${bytes.length} bytes, and ${MOST_BYTES} is the most: take out images, or make two packs of it`];
  const wrong: string[] = [];
  let count = 0;
  let total = 0;
  let inflated: Record<string, Uint8Array>;
  try {
    inflated = unzipSync(bytes, {
      filter({ name, size, originalSize, compression }) {
        if (name.endsWith('/') || LITTER.test(name) || wrong.length > 0) return false;
        count += 1;
        total += originalSize;
        const most = /\.(yaml|md)$/.test(name) ? MOST_TEXT : MOST_IMAGE;
        if (count > MOST_FILES) wrong.push(`there are more than ${MOST_FILES} files in the pack`);
        else if (name.length > 200 || /(^|\/)\.\.?(\/|$)|^\/|\\|\0/.test(name)) wrong.push(`${shown(name)}: such a name is not allowed`);
        else if (originalSize > most || size > originalSize + DEFLATE_OVERHEAD) wrong.push(`${shown(name)}: has ${Math.max(originalSize, size)} bytes, and ${most} is the most`);
        else if (total > MOST_UNPACKED) wrong.push(`the files of the pack have more than ${MOST_UNPACKED} bytes together`);
        else if (compression !== 0 && compression !== 8) wrong.push(`${shown(name)}: is packed in a way that is not known here: use deflate`);
        return wrong.length === 0;
      },
    });
  } catch {
    return ['this is no zip file, or it is damaged'];
  }
  if (wrong.length > 0) return wrong;
  return withoutFolder(new Map(Object.entries(inflated)));
}

/** A folder that was zipped whole is the same pack. */
function withoutFolder(files: Files): Files {
  const manifests = [...files.keys()].filter((name) => name === MANIFEST || /^[^/]+\/pack\.yaml$/.test(name));
  const [only] = manifests;
  if (only === undefined || only === MANIFEST || manifests.length > 1) return files;
  const folder = only.slice(0, -MANIFEST.length);
  return [...files.keys()].every((name) => name.startsWith(folder)) ? new Map([...files].map(([name, content]) => [name.slice(folder.length), content])) : files;
}

function packOf(files: Files): ReadPack {
  const source = files.get(MANIFEST);
  if (source === undefined) return problems([`${MANIFEST}: the pack has none: write one with id and title, see docs/lessons.md`]);
  const strange = [...files.keys()].filter((name) => name !== MANIFEST && !TEXTS.test(name) && !IMAGES.test(name));
  if (strange.length > 0) return problems(strange.map((name) => `${shown(name)}: belongs to nothing in a pack: a lesson is a folder such as 01-name with lesson.yaml, pt.md and en.md; images are png, jpg, gif or webp in a folder images`));
  const reader = new YamlReader(MANIFEST, strFromU8(source));
  const about = reader.read(manifest);
  if (about === null) return problems(reader.problems.map((problem) => problemLine(problem)));
  const folders = [...new Set([...files.keys()].filter((name) => TEXTS.test(name)).map((name) => name.slice(0, name.indexOf('/'))))].sort();
  if (folders.length === 0 || folders.length > MOST_LESSONS) return problems([`the pack has ${folders.length} lessons: from 1 to ${MOST_LESSONS} may stand in it`]);
  const wrong: string[] = [];
  const lessons = folders.flatMap((folder) => {
    const text = (name: string): string | undefined => (files.has(`${folder}/${name}`) ? strFromU8(files.get(`${folder}/${name}`) ?? new Uint8Array()) : undefined);
    const { lesson, problems: found } = readLesson(`${PACK_PREFIX}${about.id}/${folder}`, { 'lesson.yaml': text('lesson.yaml'), 'pt.md': text('pt.md'), 'en.md': text('en.md') });
    wrong.push(...found.map((problem) => problemLine(problem).replace(`lessons/${PACK_PREFIX}${about.id}/`, '')), ...(lesson === null ? [] : tooMuch(lesson).map((what) => `${folder}/lesson.yaml:1: ${what}`)));
    return lesson ?? [];
  });
  const images = Object.fromEntries([...files].filter(([name]) => IMAGES.test(name)).map(([name, content]) => [name, dataOf(name, content)] as const));
  for (const [name, data] of Object.entries(images)) if (data === null) wrong.push(`${name}: is not what its name says: save it as an image again`);
  if (wrong.length > 0) return problems(wrong);
  return { kind: 'pack', pack: { ...about, lessons, images: Object.fromEntries(Object.entries(images).flatMap(([name, data]) => (data === null ? [] : [[name, data]]))) } };
}

/** What of a lesson is more than a page should be asked to carry. */
function tooMuch(lesson: Lesson): string[] {
  const { scenario, steps, before = [], texts } = lesson;
  const replicas = scenario.topics.reduce((sum, { partitions, replicationFactor }) => sum + partitions * replicationFactor, 0);
  const rate = scenario.apps.reduce((sum, app) => sum + (app.kind === 'producer' ? Math.max(app.recordsPerSecond, app.burst?.recordsPerSecond ?? 0) : 0), 0);
  const home = Object.values(scenario.home).reduce((sum, text) => sum + text.length, 0);
  const bounds: readonly (readonly [string, number, number])[] = [
    ['steps', steps.length, MOST.steps], ['replicas of partitions', replicas, MOST.replicas], ['applications', scenario.apps.length, MOST.apps], ['engines', scenario.engines?.length ?? 0, MOST.engines], ['records a second', rate, MOST.recordsPerSecond],
    ['letters in files of the home folder', home, MOST.home], ['microseconds before the learner comes', (before.at(-1)?.atUs ?? 0) - scenario.shownFromUs, MOST.beforeUs],
    ['parts of a check', Math.max(0, ...conditionsOf(lesson).map(partsOf)), MOST_PARTS],
    ['letters in a title', Math.max(...LANGUAGES.map((language) => texts[language].title.length)), 120],
  ];
  return bounds.filter(([, has, most]) => has > most).map(([what, has, most]) => `has ${has} ${what}, and a lesson of a pack may have ${most}`);
}

/** The image as data; null where its first bytes are not those of its kind. */
function dataOf(name: string, content: Uint8Array): string | null {
  const ending = (/\.([a-z]+)$/i.exec(name)?.[1] ?? '').toLowerCase();
  const magic = MAGIC[ending];
  if (magic === undefined || magic.some((byte, at) => content[at] !== byte)) return null;
  let binary = '';
  for (let at = 0; at < content.length; at += 8_192) binary += String.fromCharCode(...content.subarray(at, at + 8_192));
  return `data:image/${ending === 'jpg' ? 'jpeg' : ending};base64,${btoa(binary)}`;
}

/** What an image's name in a lesson's text stands for. */
export function imageIn(pack: Pick<Pack, 'images'>, lesson: Pick<Lesson, 'path'>): (name: string) => string | null {
  const folder = lesson.path.slice(lesson.path.lastIndexOf('/') + 1);
  return (name) => {
    const plain = name.replace(/^\.\//, '');
    for (const place of [`${folder}/${plain}`, plain.replace(/^\.\.\//, '')]) if (Object.hasOwn(pack.images, place)) return pack.images[place] ?? null;
    return null;
  };
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 80));
}

function problems(all: readonly string[]): ReadPack {
  return { kind: 'problems', problems: all.slice(0, MOST_PROBLEMS) };
}
