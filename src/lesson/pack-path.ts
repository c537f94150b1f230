// Where the lessons of packs stand among all lessons: apart from the course's own, so that neither the names nor what was reached can meet.

export const PACK_PREFIX = 'pack/';

/** Whether a lesson is of a pack. */
export function isForeign(path: string): boolean {
  return path.startsWith(PACK_PREFIX);
}

/** The pack's id in a lesson's path; null where it is of none. */
export function packOfPath(path: string): string | null {
  return isForeign(path) ? (path.split('/')[1] ?? null) : null;
}
