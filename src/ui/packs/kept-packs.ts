// The packs that this browser keeps: the zip as it came, and what the map shows of it. What is opened is read from the zip again each time.
import { type DBSchema, openDB } from 'idb';
import type { LessonEntry } from '../../lesson/lesson.ts';
import { PACK_PREFIX } from '../../lesson/pack-path.ts';
import type { PackAbout } from '../../lesson/pack.ts';
import { forget, keptPaths } from '../lesson/keep.ts';

export interface KeptPack {
  readonly id: string;
  readonly about: PackAbout;
  readonly entries: readonly LessonEntry[];
  readonly bytes: Uint8Array;
}

interface Schema extends DBSchema {
  packs: { key: string; value: KeptPack };
}

const open = (): ReturnType<typeof openDB<Schema>> => openDB<Schema>('correnteza-packs', 1, { upgrade: (db) => void db.createObjectStore('packs', { keyPath: 'id' }) });
const watchers = new Set<() => void>();
let known: readonly KeptPack[] | null = null;

/** All packs, by their ids; none where the browser keeps nothing. */
export async function keptPacks(): Promise<readonly KeptPack[]> {
  try {
    known ??= await (await open()).getAll('packs');
  } catch {
    known = [];
  }
  return known;
}

/** What is known without asking the browser; null before it was asked. */
export function packsNow(): readonly KeptPack[] | null {
  return known;
}

/** Keeps a pack in the place of one with its id. Throws what the browser says where it has no room. */
export async function keepPack(pack: KeptPack): Promise<void> {
  await (await open()).put('packs', pack);
  told([...(await keptPacks()).filter(({ id }) => id !== pack.id), pack]);
}

/** Removes a pack, and what was done in its lessons. */
export async function removePack(id: string): Promise<void> {
  await (await open()).delete('packs', id);
  for (const path of keptPaths()) if (path.startsWith(`${PACK_PREFIX}${id}/`)) forget(path);
  told((await keptPacks()).filter((pack) => pack.id !== id));
}

function told(packs: readonly KeptPack[]): void {
  known = packs.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  for (const watcher of watchers) watcher();
}

/** Calls back when packs came or went, until the returned function is called. */
export function watchPacks(watcher: () => void): () => void {
  watchers.add(watcher);
  if (known === null) void keptPacks().then(() => watcher());
  return () => watchers.delete(watcher);
}
