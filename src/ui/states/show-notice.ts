// What stands over the page with a root of its own, for the gallery.
import { showNews, closeNews } from '../recover/card.tsx';
import { showBar } from '../offline/offline.ts';
import { m } from '../paraglide/messages.js';
import { announcements, say } from '../store/announce.ts';
import type { Notice } from './panels.ts';
import { livingRun } from './scenarios.ts';

const SECOND = 1_000_000;
const known = { run: livingRun, shownUs: 96 * SECOND };

/** Shows it; how to put it away. */
export async function showNotice(notice: Notice): Promise<() => void> {
  switch (notice) {
    case 'recovered': showNews({ kind: 'world', news: { how: 'before', problem: 'TypeError: leader is undefined', silent: false, atUs: 94 * SECOND, left: [], known } }); return closeNews;
    case 'world-gone': showNews({ kind: 'world', news: { how: 'gone', problem: 'RangeError: out of memory', silent: true, atUs: 96 * SECOND, left: [], known } }); return closeNews;
    case 'page-failed': showNews({ kind: 'page', problem: new Error('leader is undefined'), known }); return closeNews;
    case 'storage-full': showNews({ kind: 'storage', trouble: 'full' }); return closeNews;
    case 'storage-absent': showNews({ kind: 'storage', trouble: 'absent' }); return closeNews;
    case 'update': return showBar('here', () => Promise.resolve());
    case 'toast': say(m.demo_missing(), 'problem'); return () => announcements.setState({ last: null });
  }
}
