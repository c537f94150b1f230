// Opens one of the gallery's states: its world, what the page shows of it, and what is pressed then. Nothing of it is kept in the browser.
import { expose, wrap } from 'comlink';
import type { Opened } from '../frame/App.tsx';
import { fetched, fetching } from '../frame/Broken.tsx';
import { loadLesson } from '../lesson/catalogue.ts';
import { keepOpen, keep as keepLesson } from '../lesson/keep.ts';
import { leaveLesson } from '../lesson/session.ts';
import { startOfLesson } from '../../lesson/progress.ts';
import { setDraft } from '../sql/draft.ts';
import { m } from '../paraglide/messages.js';
import { act } from '../store/act.ts';
import { say } from '../store/announce.ts';
import { whenSeen } from '../store/idle.ts';
import { firstState, type PageState, pageStore, setPage } from '../store/page-store.ts';
import { keepInMemory } from '../store/kept.ts';
import { openWorld, type World } from '../store/world.ts';
import { recording } from '../teach/recorder.ts';
import { type Audience, classView, NOTHING_SHOWN } from '../teach/presenter/class-view.ts';
import { connectWorker } from '../worker.ts';
import { LIVE_WORLDS } from './large-scenarios.ts';
import { withLongNames } from './long-names.ts';
import { NAMED_WORLDS, type NamedWorld } from './named.ts';
import { type LivedPlace, PANEL_STATES, type PanelState } from './panels.ts';
import { playNamed } from './player.ts';
import { showNotice } from './show-notice.ts';

/** How long a state may take to come together, in real ms. */
const PATIENCE_MS = 15_000;

/** What the state that was opened last leaves behind. */
let leave: () => void = () => {};
let opening = 0;

/** The state of an address like `#/state/charts?theme=dark&locale=en`; `names=long` stresses the names in its world. Once all of it is on the page, the root element says so: `data-state` is its name. */
export async function openState(hash: string): Promise<Opened | null> {
  const [name = '', options = ''] = hash.replace('#/state/', '').split('?');
  const asked = PANEL_STATES.find((one) => one.name === name) ?? { name, world: name, page: NAMED_WORLDS.find((one) => one.name === name)?.page ?? {}, asKept: true };
  const given = new URLSearchParams(options);
  const stressed = given.get('names') === 'long';
  const state = stressed ? { ...asked, page: withLongNames(asked.page) } : asked;
  opening += 1;
  const mine = opening;
  delete document.documentElement.dataset['state'];
  leave();
  leave = () => {};
  const opened = await bring(state, given, stressed ? withLongNames : (named) => named);
  return { ...opened, shown: () => void finish(state, opened.world, () => mine === opening) };
}

async function bring(state: PanelState & { readonly asKept?: boolean }, options: URLSearchParams, stressed: (named: NamedWorld) => NamedWorld): Promise<Opened> {
  const found = typeof state.world === 'string' ? NAMED_WORLDS.find(({ name }) => name === state.world) : undefined;
  const named = found === undefined ? undefined : stressed(found);
  if (state.asKept !== true) {
    keepInMemory();
    leaveLesson();
    keepOpen(null);
    await layOut(state);
    const { theme, locale } = pageStore.getState();
    setPage({ ...firstState(), theme, locale, door: 'free', hintsSeen: true, lessonOpen: true, ...state.page });
    setDraft({ text: '', view: 'editor', shown: null, asText: false, ...state.draft });
  } else setPage({ ...state.page, ...(named?.ladder === undefined ? {} : { ladder: named.ladder }) });
  setPage(taste(options));
  classView.setState({ ...NOTHING_SHOWN, ...state.classView });
  recording.setState({ seconds: state.page?.filming === true ? 7 : null });
  const world = named === undefined ? await live(state.world) : still(named);
  return { world, key: `${state.name}?${options.toString()}`, desk: state.presenter === true ? await desk(world) : null };
}

/** Lessons that are done, and how far the open one is. */
async function layOut({ lesson: shown, complete = [] }: PanelState): Promise<void> {
  for (const path of complete) keepLesson(path, { progress: startOfLesson, history: null, run: null, reached: { prediction: 2, independence: 3, done: 4, of: 4, complete: true } });
  if (shown === undefined) return;
  const steps = (await loadLesson(shown.path))?.steps.map(({ id }) => id) ?? [];
  keepLesson(shown.path, { progress: { ...startOfLesson, at: Math.min(shown.at, steps.length - 1), done: shown.all === true ? steps : steps.slice(0, shown.at), ...shown.more }, history: null, run: null });
  keepOpen(shown.path);
}

/** Theme and language, where the address says which. */
function taste(options: URLSearchParams): Partial<PageState> {
  const [theme, locale] = [options.get('theme'), options.get('locale')];
  return { ...(theme === 'dark' || theme === 'light' ? { theme } : {}), ...(locale === 'en' || locale === 'pt-BR' ? { locale } : {}) };
}

function still(named: NamedWorld): World {
  const api = playNamed(named);
  leave = () => void api.playback({ kind: 'pause' });
  return openWorld(api);
}

/** A world in a worker of its own: one of the large ones by its name, or a place in a run. */
async function live(place: string | LivedPlace): Promise<World> {
  const line = connectWorker((reason) => say(m.world_broken({ reason }), 'problem'));
  leave = () => line.close();
  const world = openWorld(line);
  const { run, atUs, fork }: Partial<LivedPlace> = typeof place === 'string' ? { run: LIVE_WORLDS[place] } : place;
  if (run === undefined) throw new Error(`The gallery has no such state: #/gallery lists them`);
  await line.load(run);
  if (atUs !== undefined) await line.playback({ kind: 'seek', atUs });
  if (fork === undefined) return world;
  await line.playback({ kind: 'seek', atUs: fork.atUs });
  await act(world, fork.inputs);
  await line.playback({ kind: 'seek', atUs: fork.untilUs });
  return world;
}

/** The presenter's window, with a class's page that does nothing. */
async function desk(world: World): Promise<React.ReactNode> {
  const { Desk } = await import('../teach/presenter/Presenter.tsx');
  const { theme, locale } = pageStore.getState();
  const { port1, port2 } = new MessageChannel();
  expose({ lead: () => {}, show: () => {}, goLesson: () => {}, truth: () => null }, port2);
  return <Desk here page={{ world, audience: wrap<Audience>(port1) }} seen={{ theme, locale, door: 'demos', present: false, lesson: null, lessonWaits: false }} />;
}

/** Presses what is to be pressed, waits until nothing is on its way, and says that the state is there. */
async function finish({ name, notice, press = [] }: PanelState, { store }: World, stays: () => boolean): Promise<void> {
  await whenSeen(store);
  await quiet();
  for (const selector of press) {
    const found = await until(() => (stays() ? document.querySelector<HTMLElement>(selector) : null));
    if (!stays()) return;
    if (found === null) throw new Error(`The state ${name} presses ${selector}, which is not on the page`);
    found.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
    await quiet();
  }
  if (notice !== undefined) {
    const [before, putAway] = [leave, await showNotice(notice)];
    leave = () => {
      putAway();
      before();
    };
  }
  await quiet();
  if (stays()) document.documentElement.dataset['state'] = name;
}

/** A page that can't be seen paints nothing, and is looked at so often, in real ms. */
const UNPAINTED_MS = 100;

const painted = (): Promise<void> => new Promise((resolve) => {
  requestAnimationFrame(() => resolve());
  setTimeout(resolve, UNPAINTED_MS);
});

/** So long nothing more may come before the page is whole, in real ms; React shows what was fetched up to 300 ms later than it could. */
const CALM_MS = 100;
const CALM_AFTER_FETCH_MS = 400;

/** Until nothing is on its way, and nothing more comes. */
async function quiet(): Promise<void> {
  // The stage asks for these by itself, unseen by those who wait.
  await Promise.all([import('../stage/zoom/near.ts'), import('../stage/flink/compose.ts'), import('../stage/flink/plan.ts'), import('../words/facts.ts')]);
  let [since, seen] = [performance.now(), -1];
  await until(() => {
    const count = document.querySelectorAll('*').length;
    const isFetching = fetching.size > 0 || performance.now() - fetched.atMs < CALM_AFTER_FETCH_MS;
    if (count !== seen || isFetching || document.querySelector('[aria-busy="true"]') !== null) since = performance.now();
    seen = count;
    return performance.now() - since > CALM_MS;
  });
}

/** What a look finds, looked for at each frame; null where it finds nothing in all that time. */
async function until<T>(look: () => T | null | false): Promise<T | null> {
  const begun = performance.now();
  for (;;) {
    const found = look();
    if (found !== null && found !== false) return found;
    if (performance.now() - begun > PATIENCE_MS) return null;
    await painted();
  }
}
