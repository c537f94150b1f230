// The page as a moment, and a moment on the page: what a link holds of it, and what stands aside while another's world is looked at.
import { m } from '../paraglide/messages.js';
import { say } from '../store/announce.ts';
import { opened } from '../store/opened.ts';
import { isGivenUp } from '../store/opening.ts';
import { GUEST, type PageState, pageStore, setPage, untouchedByWorld } from '../store/page-store.ts';
import { keepRun, putAside, runAside, takeBack } from '../store/resume.ts';
import type { World } from '../store/world.ts';
import { fromLink, type Moment, type MomentPage, toLink } from './moment.ts';

/** What of the page is said in a link, with what it is where nobody has touched it. */
const UNTOUCHED = { selected: null, lens: null, dockOpen: true, dockTab: 'terminal', tab: 'terminal', internalTopics: false, controlTraffic: false, flinkJob: null, marked: null, zoom: null } as const satisfies Partial<PageState>;

/** The moment that is on the page now. */
export async function momentNow(world: World): Promise<Moment> {
  const run = await world.api.save();
  return { run, atUs: world.store.getState().clock.nowUs, page: pageNow(pageStore.getState()) };
}

function pageNow(state: PageState): MomentPage {
  const touched = Object.entries(UNTOUCHED).flatMap(([name, untouched]) => {
    const value = state[name as keyof typeof UNTOUCHED];
    return value === untouched || value === null ? [] : [[name, value]];
  });
  // A moment has one branch, whatever the number that it had here.
  const { marked } = state;
  return { ...Object.fromEntries(touched), ...(marked === null ? {} : { marked: { ...marked, branch: 0 } }), ...(state.folded.size === 0 ? {} : { folded: [...state.folded].sort() }), ...(state.demo === null ? {} : { demo: state.demo.id }) };
}

/** Copies a link to the moment; the address bar keeps it where the clipboard is not allowed. */
export async function copyMoment(world: World): Promise<void> {
  history.replaceState(null, '', toLink(await momentNow(world)));
  try {
    await navigator.clipboard.writeText(window.location.href);
    // Of two that stand side by side a moment has the one that is acted in.
    say(pageStore.getState().beside === null ? m.share_copied() : m.share_copied_one());
  } catch {
    say(m.share_in_address());
  }
}

/**
 * Opens the moment of a link, standing still, and puts what the reader was at aside. False where the link holds none: that is said, and
 * nothing was touched.
 */
export async function openMoment(world: World, hash: string): Promise<boolean> {
  const moment = fromLink(hash);
  // A reload goes on with what the reader has made of it.
  history.replaceState(null, '', window.location.pathname + window.location.search);
  if (typeof moment === 'string') {
    say(moment === 'newer' ? m.link_newer() : m.link_damaged(), 'problem');
    return false;
  }
  const { door, aside } = pageStore.getState();
  // Where the page is open already, its run is kept as it is now and not as it was a while ago.
  if (!GUEST && door !== null && world.store.getState().revision >= 0) await keepRun(world);
  const own = !GUEST && door !== null && (aside || putAside());
  let damaged = false;
  const came = await opened(async () => {
    const { demo, ...page } = moment.page;
    setPage({
      ...untouchedByWorld(), ...UNTOUCHED, ...page, folded: new Set(page.folded), door: 'free', aside: own, hintsSeen: true, lessonOpen: false,
      tab: page.tab === 'lesson' ? 'terminal' : (page.tab ?? 'terminal'),
    });
    try {
      await world.api.load(moment.run);
      if (moment.atUs !== null) await world.api.playback({ kind: 'seek', atUs: moment.atUs });
      if (demo !== undefined) await showDemo(demo);
    } catch (problem) {
      if (isGivenUp(problem)) throw problem;
      damaged = true;
    }
  });
  if (came && !damaged) {
    say(m.link_opened());
    return true;
  }
  // It has the shape of a run, and is none.
  if (damaged) say(m.link_damaged(), 'problem');
  if (damaged && own) await backToOwn(world);
  else if (own && !aside) takeBack();
  return own;
}

/** Beside its world, with its instants on the timeline. One that is not known here, or can't be fetched, leaves the world alone. */
async function showDemo(id: string): Promise<void> {
  const { loadDemo, showMarks } = await import('../demos/open-demo.ts');
  const demo = await loadDemo(id);
  if (demo === null) return;
  showMarks(demo);
  setPage({ door: 'demos', lessonOpen: true });
}

/** Back to the run that was put aside. It stays there until it has come: who leaves it on its way can ask for it again. */
export async function backToOwn(world: World): Promise<void> {
  const own = runAside();
  const came = await opened(async () => {
    setPage({ ...untouchedByWorld(), ...UNTOUCHED, aside: false });
    if (own === null) return;
    await world.api.load(own.run);
    await world.api.playback({ kind: 'seek', atUs: own.nowUs });
  });
  if (came) takeBack();
}
