// The class's side of the two windows: it hands the world and the lesson to the presenter, and does what it is told.
import { expose } from 'comlink';
import { openSession, watchSession } from '../../lesson/session.ts';
import { m } from '../../paraglide/messages.js';
import { pageStore, setPage } from '../../store/page-store.ts';
import type { World } from '../../store/world.ts';
import { type Audience, type ClassView, classView, LED, NOTHING_SHOWN, type PageSeen } from './class-view.ts';
import { lessonHand, lessonSeen } from './led-lesson.ts';
import { coverPage } from './still.ts';

/** The presenter that leads now; another that comes takes its place. */
let leave: () => void = () => {};

/** How often it is looked whether the presenter's window is still there, and how long one that is may be silent, in real ms: browsers let a hidden window speak once a minute. */
const LOOK_EVERY_MS = 1_000;
const PATIENCE_MS = 150_000;

let uncover: (() => void) | null = null;
/** This page has been shown to a class: before that, no picture of it may be. */
let wasShown = false;

/** Gives the page into the hands of a presenter's window. Once that is closed, or silent for long, the page is its own again. */
export function welcomePresenter(world: World, port: MessagePort, presenter: MessageEventSource | null): void {
  leave();
  const ends: (() => void)[] = [];
  let heardMs = performance.now();
  leave = () => {
    for (const end of ends) end();
    port.close();
  };
  const look = setInterval(() => {
    const closed = presenter !== null && 'closed' in presenter && presenter.closed;
    if (!closed && performance.now() - heardMs < PATIENCE_MS) return;
    leave();
    leave = () => {};
    show(NOTHING_SHOWN);
    setPage({ classroom: false });
  }, LOOK_EVERY_MS);
  ends.push(() => clearInterval(look));
  setPage({ classroom: true });
  expose(audienceOf(world, ends, () => { heardMs = performance.now(); }), port);
  port.start();
}

/** Over a frozen page the light stays where it is. */
function show(view: ClassView): void {
  const before = classView.getState();
  classView.setState(view.frozen && before.frozen ? { ...view, spot: before.spot } : view);
  if (view.frozen !== before.frozen) {
    uncover?.();
    uncover = view.frozen ? coverPage(wasShown ? null : m.class_curtain()) : null;
  }
  wasShown = true;
}

function audienceOf(world: World, ends: (() => void)[], heard: () => void): Audience {
  return {
    api: world.api,
    ready: () => {
      heard();
      return true;
    },
    frames: (receive) => { ends.push(world.tap(receive)); },
    page: (receive) => { ends.push(watchPage(receive)); },
    led: () => {
      const page = pageStore.getState();
      return Object.fromEntries(LED.map((name) => [name, page[name]]));
    },
    lead: setPage,
    shown: () => classView.getState(),
    show,
    ...lessonHand,
  };
}

/** Tells what is seen on the page, now and whenever it is something else. */
function watchPage(receive: (seen: PageSeen) => void): () => void {
  let told = '';
  let leaveSession: () => void = () => {};
  const tell = (): void => {
    const { theme, locale, door, present } = pageStore.getState();
    const seen: PageSeen = { theme, locale, door, present, lesson: door === 'course' ? lessonSeen(openSession()) : null, lessonWaits: door !== 'course' && openSession() !== null };
    const text = JSON.stringify(seen);
    if (text === told) return;
    told = text;
    receive(seen);
  };
  const follow = (): void => {
    leaveSession();
    leaveSession = openSession()?.subscribe(tell) ?? (() => {});
    tell();
  };
  const stops = [watchSession(follow), pageStore.subscribe(tell)];
  follow();
  return () => {
    for (const stop of [...stops, leaveSession]) stop();
  };
}
