// Opens packs in a worker of their own, which is ended where it takes too long; a lesson of a pack is read from its zip again.
import type { Lesson, LessonEntry } from '../../lesson/lesson.ts';
import { isOpenedPack, type OpenedPack } from '../../lesson/opened-pack.ts';
import { packOfPath } from '../../lesson/pack-path.ts';
import { connectWorker } from '../worker.ts';
import { keptPacks } from './kept-packs.ts';

/** A pack that takes longer to be read and tried is not opened, in ms. */
const LONGEST_MS = 30_000;
/** As much as a pack may have: `MOST_BYTES` of its reader, which is fetched later. */
export const MOST_FILE_BYTES = 8_000_000;

export type Opened = OpenedPack | { readonly kind: 'too-slow' } | { readonly kind: 'left' } | { readonly kind: 'not-fetched' };

/** `tried` where this page has tried the pack's worlds before; `left` ends the worker. */
export async function openInWorker(bytes: Uint8Array, tried: boolean, left: AbortSignal | null = null): Promise<Opened> {
  const worker = connectWorker(() => undefined);
  let clock: ReturnType<typeof setTimeout> | null = null;
  const late = new Promise<Opened>((come) => { clock = setTimeout(() => come({ kind: 'too-slow' }), LONGEST_MS); });
  try {
    const asked = worker.openPack(bytes, tried).then((opened): Opened => (isOpenedPack(opened) ? opened : { kind: 'not-fetched' }));
    const leaving = new Promise<Opened>((come) => left?.addEventListener('abort', () => come({ kind: 'left' })));
    return await (left?.aborted === true ? { kind: 'left' } : Promise.race([asked, late, leaving]));
  } catch {
    return { kind: 'not-fetched' };
  } finally {
    if (clock !== null) clearTimeout(clock);
    worker.close();
  }
}

const opened = new Map<Uint8Array, readonly Lesson[]>();

/** A lesson of a pack that this browser keeps; null where it has none. */
export async function loadPackLesson(path: string): Promise<Lesson | null> {
  const id = packOfPath(path);
  const pack = (await keptPacks()).find((one) => one.id === id);
  if (pack === undefined) return null;
  let lessons = opened.get(pack.bytes);
  if (lessons === undefined) {
    const read = await openInWorker(pack.bytes, true);
    if (read.kind !== 'pack') return null;
    ({ lessons } = read);
    opened.set(pack.bytes, lessons);
  }
  return lessons.find((lesson) => lesson.path === path) ?? null;
}

export function entriesOf(lessons: readonly Lesson[]): readonly LessonEntry[] {
  return lessons.map(({ path, number, minutes, texts }) => ({ path, number, minutes, title: { pt: texts.pt.title, en: texts.en.title } }));
}

export type Fetched = { readonly kind: 'bytes'; readonly bytes: Uint8Array } | { readonly kind: 'too-large' } | { readonly kind: 'other-host' } | { readonly kind: 'no-file'; readonly reason: string };

/** A pack from this host, and no other: what the page may reach is what it came from. It is read no further than a pack may be long. */
export async function fetchPack(address: string, left: AbortSignal): Promise<Fetched> {
  const url = URL.parse(address, document.baseURI);
  if (url === null || url.origin !== window.location.origin) return { kind: 'other-host' };
  try {
    const response = await fetch(url, { redirect: 'error', credentials: 'omit', signal: left });
    if (!response.ok || response.body === null) return { kind: 'no-file', reason: `HTTP ${response.status}` };
    const pieces: Uint8Array[] = [];
    let length = 0;
    const reader = response.body.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      length += next.value.length;
      if (length > MOST_FILE_BYTES) {
        await reader.cancel();
        return { kind: 'too-large' };
      }
      pieces.push(next.value);
    }
    const bytes = new Uint8Array(length);
    pieces.reduce((at, piece) => { bytes.set(piece, at); return at + piece.length; }, 0);
    return { kind: 'bytes', bytes };
  } catch (problem) {
    return { kind: 'no-file', reason: problem instanceof Error ? problem.message : String(problem) };
  }
}
