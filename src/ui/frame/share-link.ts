// A run as the end of a link, and back: deflated JSON in letters that an address may hold.
import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';
import type { SavedRun } from '../../bridge/input.ts';
import { isSavedRun } from '../store/resume.ts';

export const LINK_START = '#/r/';
/** A link is not a way to fill a reader's memory. */
const MOST_BYTES = 4_000_000;

export function toLink(run: SavedRun): string {
  const bytes = deflateSync(strToU8(JSON.stringify(run)), { level: 9 });
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return LINK_START + btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The run in a link's end, or null where it holds none (cut off, changed, or of another version). */
export function fromLink(hash: string): SavedRun | null {
  if (!hash.startsWith(LINK_START)) return null;
  try {
    const binary = atob(hash.slice(LINK_START.length).replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
    const out = inflateSync(bytes, { out: new Uint8Array(MOST_BYTES) });
    const run: unknown = JSON.parse(strFromU8(out));
    return isSavedRun(run) ? run : null;
  } catch {
    return null;
  }
}
