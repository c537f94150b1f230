// Which world the page opens with: a named one for the gallery, the one of a link, the last one, or the living small one.
import type { SavedRun } from '../../bridge/input.ts';
import { say } from '../store/announce.ts';
import { m } from '../paraglide/messages.js';
import { GUEST, pageStore, PRESENTER, setPage, untouchedByWorld } from '../store/page-store.ts';
import { whenSeen } from '../store/idle.ts';
import { keepRun, keptRun, putAside } from '../store/resume.ts';
import { attempts, begun, isGivenUp, whileOpening } from '../store/opening.ts';
import { openWorld, type World } from '../store/world.ts';
import { freshRun, livingCluster, livingRun } from '../states/scenarios.ts';
import { connectWorker } from '../worker.ts';

/** How the address of a shared moment begins; the code that reads the rest is loaded only for it. */
const MOMENT = /^#\/[mr]\//;
/** The address at which a bridge serves the page that shows its world. */
const BRIDGE = '#/bridge';
/** How often the run is kept while time passes, in real ms. */
const KEEP_EVERY_MS = 5_000;

/** The name of the gallery's state that an address asks for, or null. */
export function namedInAddress(hash: string): string | null {
  return /^#\/state\/([\w-]+)(?:\?.*)?$/.exec(hash)?.[1] ?? null;
}

/** Starts the worker and the run that belongs on the page. Time runs at once, but for a run that was left in its past. */
export function bootWorld(): World {
  const broken = (reason: string, atUs: number | null = null): void => void recover(reason, atUs);
  const line = connectWorker(broken);
  // Behind the first screen nobody waits for a world.
  const load: World['api']['load'] = (run, kept) => (pageStore.getState().door === null ? line.load(run, kept) : whileOpening(line.load(run, kept), async () => (world.store.getState().revision < 0 ? attempts.now?.kept === true : line.giveUp())));
  const world = openWorld({ ...line, load }, () => performance.now(), broken);
  const recover = async (reason: string, atUs: number | null): Promise<void> => {
    try {
      (await import('../recover/watch.ts')).guardOf(line, world).broke(reason, atUs);
    } catch {
      say(m.world_broken({ reason }), 'problem');
    }
  };
  void begin(world, async () => void (await import('../recover/watch.ts')).guardOf(line, world));
  return world;
}

/** `guard` comes once the world is on the page, which it must not delay. */
async function begin(world: World, guard: () => Promise<void>): Promise<void> {
  try {
    const { hash } = window.location;
    if (hash === BRIDGE) {
      await attach(world);
      return await guard();
    }
    if (GUEST) {
      await (await import('../embed/open-guest.ts')).openGuest(world);
      return await guard();
    }
    window.addEventListener('message', (event) => void hearPresenter(world, event));
    window.addEventListener('hashchange', () => void openLinked(world));
    if (!(await openLinked(world))) {
      await resume(world);
      await world.api.playback({ kind: 'play' });
    }
    keepWhileOpen(world);
    await guard();
    // In the frame of another page, and behind a bridge, the page is a guest: what is kept there is the host's affair.
    if (import.meta.env.PROD && window.parent === window && 'serviceWorker' in navigator) await (await import('../offline/offline.ts')).keepOffline(world);
  } catch (problem) {
    say(m.world_broken({ reason: problem instanceof Error ? problem.message : String(problem) }), 'problem');
  }
}

/** A window that was opened from this page says that it is the presenter's. */
async function hearPresenter(world: World, { data, origin, source, ports: [port] }: MessageEvent): Promise<void> {
  if (data === PRESENTER && origin === window.location.origin && port !== undefined) (await import('../teach/presenter/audience.ts')).welcomePresenter(world, port, source);
}

/** Whether the address held a moment that is on the page now. */
async function openLinked(world: World): Promise<boolean> {
  const { hash } = window.location;
  return MOMENT.test(hash) && (await import('../teach/moment-page.ts')).openMoment(world, hash);
}

/** The world of a bridge is kept there, not here. */
async function attach(world: World): Promise<void> {
  setPage({ door: 'free', hintsSeen: true });
  if (await world.api.attach(window.location.href)) return;
  say(m.bridge_gone(), 'problem');
  await world.api.load(freshRun);
  await world.api.playback({ kind: 'play' });
}

async function resume(world: World): Promise<void> {
  if (pageStore.getState().door === null) return welcome(world);
  const kept = keptRun();
  if (kept === null) return world.api.load(freshRun);
  const end = await comesBack(world, kept.run);
  if (end === 'left') return insteadOfKept(world);
  if (end === 'followed') return;
  // A run ends with its last input; the time that passed after it is lived again, so that a reload goes on where it was.
  await world.api.playback({ kind: 'seek', atUs: kept.nowUs });
}

/** What became of the kept run: it is here, was left for a new world, or another opening has followed. */
async function comesBack(world: World, run: SavedRun): Promise<'here' | 'left' | 'followed'> {
  const mine = begun(pageStore.getState(), true);
  attempts.now = mine;
  try {
    await world.api.load(run);
    return 'here';
  } catch (problem) {
    if (!isGivenUp(problem)) throw problem;
    return attempts.now === mine ? 'left' : 'followed';
  } finally {
    if (attempts.now === mine) attempts.now = null;
  }
}

/** Who does not wait for the kept run has a new world, and finds the kept one aside. */
async function insteadOfKept(world: World): Promise<void> {
  putAside();
  setPage({ ...untouchedByWorld(), door: 'free', lessonOpen: false, dockOpen: true, dockTab: 'terminal', tab: 'terminal', aside: true });
  // What the kept one still waits for is not waited for again.
  await world.api.open(freshRun.scenario, freshRun.seed);
  await world.api.load(freshRun);
}

/** A first visit sees the cluster at once; its applications join it as soon as their code has come. */
async function welcome(world: World): Promise<void> {
  await world.api.open(livingCluster, livingRun.seed);
  await world.api.playback({ kind: 'play' });
  await whenSeen(world.store);
  // A door that was opened meanwhile has brought its own world.
  if (pageStore.getState().door === null) await world.api.load(livingRun);
}

function keepWhileOpen(world: World): void {
  const keep = (): void => {
    if (pageStore.getState().door !== null) void keepRun(world);
  };
  setInterval(keep, KEEP_EVERY_MS);
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') keep(); });
}
