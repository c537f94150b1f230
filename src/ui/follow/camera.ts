// Keeps a thing of the stage in view: where it is not drawn the stage goes to where it is, and where it is out of sight it scrolls there.
import { pageStore, setPage, toggleFolded } from '../store/page-store.ts';
import type { Tables } from '../store/world-store.ts';

/** Pictures until a changed stage stands. */
const TRIES = 60;

export function keepInView(thing: string | null, tables: Pick<Tables, 'flink-node'>): void {
  if (thing === null) return;
  // A record's own page says where it is; the picture behind it need not move.
  if (pageStore.getState().zoom?.startsWith('record/') === true) return;
  if (find(thing) === null) goWhere(thing, tables);
  show(thing, TRIES);
}

const find = (thing: string): Element | null => document.querySelector(`.stage-scroller [data-id="${CSS.escape(thing)}"]`);

/** The level, the lens and the open topics that show a thing. */
function goWhere(thing: string, tables: Pick<Tables, 'flink-node'>): void {
  const hasFlink = tables['flink-node'].size > 0;
  const { lens } = pageStore.getState();
  const isFlink = thing.startsWith('flink-');
  setPage({ zoom: null, ...(isFlink && lens === 'kafka' ? { lens: 'flink' as const } : {}) });
  const topic = /^replica\/(.+)-\d+\/\d+$/.exec(thing)?.[1];
  // What the lens of Flink leaves out, and what is folded, is opened.
  requestAnimationFrame(() => requestAnimationFrame(() => {
    if (find(thing) !== null) return;
    const folded = topic === undefined ? null : document.querySelector(`.stage-scroller .fold[data-fold="${CSS.escape(topic)}"][aria-expanded="false"]`);
    if (folded !== null && topic !== undefined) toggleFolded(topic);
    else if (hasFlink && !isFlink) setPage({ lens: 'all' });
  }));
}

function show(thing: string, tries: number): void {
  const element = find(thing);
  if (element === null) {
    if (tries > 0) requestAnimationFrame(() => show(thing, tries - 1));
    return;
  }
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  element.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: calm ? 'instant' : 'smooth' });
}
