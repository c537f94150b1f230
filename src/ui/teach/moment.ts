// A moment as the end of a link, and back: a run, the instant that is shown, what is chosen and which panels are open, deflated into letters that an address may hold.
import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';
import type { Place } from '../../bridge/history.ts';
import type { SavedRun } from '../../bridge/input.ts';
import type { PageState } from '../store/page-store.ts';
import { isSavedRun } from '../store/resume.ts';
import { DICTIONARY_1 } from './dictionary.ts';

/** What links of moments begin with; the number of their version follows. */
export const MOMENT_START = '#/m/';
/** What links of whole runs began with, before moments: they are still read. */
export const RUN_START = '#/r/';
const VERSION = 1;
/** A link is not a way to fill a reader's memory. */
const MOST_BYTES = 4_000_000;

/** The part of the page that belongs to a moment: what of it differs from a page that nobody has touched. */
export type MomentPage = Partial<Pick<PageState, 'selected' | 'lens' | 'dockOpen' | 'dockTab' | 'tab' | 'internalTopics' | 'controlTraffic' | 'flinkJob' | 'marked' | 'zoom'>> & { readonly folded?: readonly string[]; /** The demonstration that is shown, by its id. */ readonly demo?: string };

export interface Moment {
  readonly run: SavedRun;
  /** Virtual microseconds; null for the run's end. */
  readonly atUs: number | null;
  readonly page: MomentPage;
}

/** Why a link can't be opened: it was made by a later version of the page, or letters of it are missing or changed. */
export type LinkProblem = 'newer' | 'damaged';

/** The end of an address. The same moment gives the same letters. */
export function toLink(moment: Moment): string {
  const text = strToU8(JSON.stringify([moment.run, moment.atUs, moment.page]));
  const packed = deflateSync(text, { level: 9, dictionary: strToU8(DICTIONARY_1) });
  return `${MOMENT_START}${VERSION}/${letters(packed)}.${sum(text)}`;
}

/** The moment in a link's end, or why it holds none. */
export function fromLink(hash: string): Moment | LinkProblem {
  if (hash.startsWith(RUN_START)) return oldRun(hash.slice(RUN_START.length));
  const parts = /^#\/m\/(\d{1,4})\/([\w-]+)\.([0-9a-z]+)$/.exec(hash);
  if (parts === null) return /^#\/m\/(\d{1,4})\//.test(hash) && Number(/\d+/.exec(hash)?.[0]) > VERSION ? 'newer' : 'damaged';
  const [, version, packed = '', check] = parts;
  if (Number(version) > VERSION) return 'newer';
  try {
    const text = inflateSync(bytes(packed), { out: new Uint8Array(MOST_BYTES), dictionary: strToU8(DICTIONARY_1) });
    if (Number(version) !== VERSION || sum(text) !== check) return 'damaged';
    const read: unknown = JSON.parse(strFromU8(text));
    if (!Array.isArray(read) || !isSavedRun(read[0])) return 'damaged';
    return { run: read[0], atUs: isTime(read[1]) ? read[1] : null, page: pageOf(read[2]) };
  } catch {
    return 'damaged';
  }
}

function oldRun(packed: string): Moment | LinkProblem {
  try {
    const run: unknown = JSON.parse(strFromU8(inflateSync(bytes(packed), { out: new Uint8Array(MOST_BYTES) })));
    return isSavedRun(run) ? { run, atUs: null, page: {} } : 'damaged';
  } catch {
    return 'damaged';
  }
}

const LENSES = ['kafka', 'flink', 'all'] as const;
const DOCK_TABS = ['terminal', 'sql', 'charts', 'compare'] as const;
const TABS = ['lesson', 'terminal', 'sql', 'charts', 'compare', 'inspector'] as const;

/** What of a link's page this page knows; anything else in it is left out. */
function pageOf(value: unknown): MomentPage {
  if (typeof value !== 'object' || value === null) return {};
  const has = new Map<string, unknown>(Object.entries(value));
  const text = (name: string): string | undefined => (typeof has.get(name) === 'string' ? String(has.get(name)) : undefined);
  const yes = (name: string): boolean | undefined => (typeof has.get(name) === 'boolean' ? has.get(name) === true : undefined);
  const oneOf = <T extends string>(name: string, known: readonly T[]): T | undefined => known.find((one) => one === has.get(name));
  const folded = has.get('folded');
  const marked = placeOf(has.get('marked'));
  return defined({
    selected: text('selected'), lens: oneOf('lens', LENSES), dockOpen: yes('dockOpen'), dockTab: oneOf('dockTab', DOCK_TABS), tab: oneOf('tab', TABS),
    internalTopics: yes('internalTopics'), controlTraffic: yes('controlTraffic'), flinkJob: text('flinkJob'), zoom: text('zoom'), demo: text('demo'), marked,
    folded: Array.isArray(folded) ? folded.filter((one) => typeof one === 'string') : undefined,
  });
}

function placeOf(value: unknown): Place | undefined {
  if (typeof value !== 'object' || value === null || !('branch' in value) || !('atUs' in value)) return undefined;
  return isTime(value.branch) && isTime(value.atUs) ? { branch: value.branch, atUs: value.atUs } : undefined;
}

const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

function defined(page: { readonly [K in keyof MomentPage]: MomentPage[K] | undefined }): MomentPage {
  return Object.fromEntries(Object.entries(page).filter(([, value]) => value !== undefined));
}

function letters(packed: Uint8Array): string {
  let binary = '';
  for (const byte of packed) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function bytes(packed: string): Uint8Array {
  return Uint8Array.from(atob(packed.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
}

/** FNV-1a over the text, 32 bits in base 36: a letter that was lost or changed on the way shows. */
function sum(text: Uint8Array): string {
  let hash = 0x81_1c_9d_c5;
  for (const byte of text) hash = Math.imul(hash ^ byte, 0x01_00_01_93) >>> 0;
  return hash.toString(36);
}
