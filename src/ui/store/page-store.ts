// What the page itself remembers: what is chosen, folded and shown. Nothing here is part of the world.
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { Place } from '../../bridge/history.ts';
import type { ThemeName } from '../frame/tokens.ts';
import { keep, kept } from './kept.ts';

export type Door = 'course' | 'free' | 'demos';

/** The API ladder: which question, rung and language, and whether it stands before the stage. */
export interface LadderView {
  readonly open: boolean;
  readonly question: 'por-minuto' | 'pagamentos' | 'inativos';
  readonly rung: 'sql' | 'table' | 'datastream' | 'process';
  readonly host: 'java' | 'python';
}

export const FIRST_LADDER: LadderView = { open: true, question: 'por-minuto', rung: 'sql', host: 'java' };

/** The failure that is shown: its instants stand on the timeline. */
export interface ShownDemo {
  readonly id: string;
  readonly endUs: number;
  readonly marks: readonly { readonly atUs: number; readonly says: string; readonly done: boolean }[];
}

export type Mark = 'look' | 'chosen' | 'right';

export interface PageState {
  readonly theme: ThemeName;
  readonly locale: 'pt-BR' | 'en';
  /** The record id that the inspector shows, or null. */
  readonly selected: string | null;
  /** The door that was taken on the first screen; null while the first screen stands. */
  readonly door: Door | null;
  /** Everything 1.5 times as large, for a room. */
  readonly present: boolean;
  readonly lessonOpen: boolean;
  readonly dockOpen: boolean;
  readonly internalTopics: boolean;
  /** Requests without records: fetches that bring nothing, heartbeats, metadata. */
  readonly controlTraffic: boolean;
  readonly folded: ReadonlySet<string>;
  readonly paletteOpen: boolean;
  /** The menu that is open: on which record (null for the cluster), where, and what had the focus before. */
  readonly menu: { readonly id: string | null; /** The single record of the thing, or the message over it, that is meant first, where one is. */ readonly record?: string | null; readonly x: number; readonly y: number; readonly focus: HTMLElement | SVGElement | null } | null;
  /** A lesson asks for a thing of the stage: a click there answers, and chooses nothing for the inspector. */
  readonly picking: ((id: string, offset: number | null) => void) | null;
  /** Things that a lesson points at, by their record ids: what to look at, what was answered, and what was right. */
  readonly marks: Readonly<Record<string, Mark>>;
  /** The question that was asked elsewhere, by its id: it is open where its thing is shown. */
  readonly asked: string | null;
  /** The form that is open over the page: a new application, by its role, or one that is changed, by its client's id. */
  readonly form: string | null;
  /** On a phone, what stands under the stage. */
  readonly tab: 'lesson' | 'terminal' | 'sql' | 'charts' | 'compare' | 'inspector';
  /** What the lower panel shows; without a Flink cluster there is no SQL editor, and the terminals stand for it. */
  readonly dockTab: 'terminal' | 'sql' | 'charts' | 'compare';
  /** The instant that is compared with the shown one; null for none. */
  readonly marked: Place | null;
  /** The branch that runs beside the shown one; null for none. */
  readonly beside: number | null;
  /** What a lesson wants beside the SQL editor. */
  readonly sqlView: 'result' | 'plan';
  /** The operator of a job that is pointed at, on the stage or in a drawn plan, by the number in its name. */
  readonly pointed: { readonly job: string; readonly node: number } | null;
  /** With Flink: Kafka alone, Flink between its topics, or both whole; null for what fits. */
  readonly lens: 'kafka' | 'flink' | 'all' | null;
  /** The lens through which the stage is seen now: the chosen one, or what fits. */
  readonly lensShown: 'kafka' | 'flink' | 'all';
  /** How near the stage is looked at: `kafka` without its clients, `partition/orders-0`, `record/orders-0/12`; null for the whole, or what the lens says. */
  readonly zoom: string | null;
  /** The record that is followed on its way, as `record/orders-0/12`; null for none. */
  readonly following: string | null;
  /** On which side of the barriers of checkpoints what is followed lies, by the checkpoint's id. */
  readonly barriers: ReadonlyMap<string, { readonly checkpoint: number; readonly side: 'held' | 'before' | 'after' }>;
  /** The job whose graph is shown, by its record; null for the first that runs. */
  readonly flinkJob: string | null;
  /** Source records that are followed: their identities in Flink, and as `orders-0@12` in Kafka. */
  readonly traced: ReadonlySet<number>;
  readonly tracedRecords: ReadonlySet<string>;
  /** The panel of acts; `target` is the thing that it was opened from. null while it is closed. */
  readonly acting: { readonly tab: 'faults' | 'chaos' | 'build' | 'done'; readonly target: string | null } | null;
  /** What stands over the page and is about files: a homework to hand in, homework to grade, or lesson packs; null while none does. */
  readonly sheet: 'about' | 'hand-in' | 'grading' | 'packs' | 'export' | null;
  /** The list of keys. */
  readonly keysOpen: boolean;
  /** The failure that is shown beside the stage; null for none. */
  readonly demo: ShownDemo | null;
  /** Null while it is closed. */
  readonly ladder: LadderView | null;
  /** The first-run hints that were put away. */
  readonly hintsSeen: boolean;
  /** A link's world is on the page, and the reader's own waits. */
  readonly aside: boolean;
  /** A film is made of the stage. */
  readonly filming: boolean;
  /** Another world is being opened, and has not come for a while: `free` to be left, or `held`; null where none is. */
  readonly opening: 'free' | 'held' | null;
  /** A presenter's window leads this page. */
  readonly classroom: boolean;
}

/** Where the presenter's window is: what it chooses is its own, and kept nowhere. */
export const PRESENTER = '#/presenter';
/** The page is held by another one, or was launched by an LMS: its address says what it shows, and nothing of it is kept for the page's own visits. */
export const GUEST = typeof window === 'object' && /[?&](lesson|demo|sandbox|course)\b/.test(window.location.search);
const KEY = 'correnteza.page';
const SMALL = { ofTab: true, small: true };
/** What survives a reload. */
const KEPT = ['theme', 'locale', 'door', 'present', 'lessonOpen', 'dockOpen', 'internalTopics', 'controlTraffic', 'hintsSeen', 'aside'] as const;

export const pageStore = createStore<PageState>(() => ({ ...firstState(), ...(GUEST ? { door: 'free', dockOpen: false, hintsSeen: true } : readKept()) }));
if (typeof window !== 'object' || (window.location.hash !== PRESENTER && !GUEST)) pageStore.subscribe(writeKept);

export function usePage<T>(select: (state: PageState) => T): T {
  return useStore(pageStore, select);
}

export function setPage(change: Partial<PageState>): void {
  pageStore.setState(change);
}

/** What of the page is about the world that is shown, as it is before anything of another world was chosen. */
export function untouchedByWorld(): Pick<PageState, 'selected' | 'asked' | 'marks' | 'marked' | 'beside' | 'demo' | 'traced' | 'tracedRecords' | 'flinkJob' | 'ladder' | 'zoom' | 'following'> {
  return { selected: null, asked: null, marks: {}, marked: null, beside: null, demo: null, traced: new Set(), tracedRecords: new Set(), flinkJob: null, ladder: null, zoom: null, following: null };
}

export function toggleFolded(topic: string): void {
  const folded = new Set(pageStore.getState().folded);
  if (!folded.delete(topic)) folded.add(topic);
  pageStore.setState({ folded });
}

/** A page on which nothing was done. */
export function firstState(): PageState {
  const browser = typeof window === 'object';
  const dark = browser && window.matchMedia('(prefers-color-scheme: dark)').matches;
  const language = browser ? navigator.language : 'pt-BR';
  return {
    theme: dark ? 'dark' : 'light', locale: language.startsWith('pt') ? 'pt-BR' : 'en', selected: null, door: null, present: false, lessonOpen: false, dockOpen: true,
    internalTopics: false, controlTraffic: false, folded: new Set(), paletteOpen: false, menu: null, picking: null, marks: {}, asked: null, marked: null, beside: null, form: null, tab: 'terminal', dockTab: 'terminal', sqlView: 'result', pointed: null, hintsSeen: false, lens: null, lensShown: 'kafka', flinkJob: null, zoom: null, following: null, barriers: new Map(), traced: new Set(), tracedRecords: new Set(), demo: null, acting: null, keysOpen: false, sheet: null, ladder: null, aside: false, filming: false, opening: null, classroom: false,
  };
}

function readKept(): Partial<PageState> {
  try {
    const read: unknown = JSON.parse(kept(KEY, SMALL) ?? '{}');
    return typeof read === 'object' && read !== null ? Object.fromEntries(Object.entries(read).filter(([name]) => KEPT.some((known) => known === name))) : {};
  } catch {
    // What another version wrote is worth less than a page that opens.
    return {};
  }
}

function writeKept(state: PageState): void {
  if (typeof window === 'object') keep(KEY, JSON.stringify(Object.fromEntries(KEPT.map((name) => [name, state[name]]))), SMALL);
}
