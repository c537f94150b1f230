// The class's side of the two windows: it hands the world and the lesson to the presenter, and does what it is told.
import { expose } from 'comlink';
import { openSession, watchSession } from '../../lesson/session.ts';
import { pageStore, setPage } from '../../store/page-store.ts';
import type { World } from '../../store/world.ts';
import { type Audience, classView, LED, NOTHING_SHOWN, type PageSeen } from './class-view.ts';
import { lessonHand, lessonSeen } from './led-lesson.ts';

/** The presenter that leads now; another that comes takes its place. */
let leave: () => void = () => {};

/** Gives the page into the hands of a presenter's window. */
export function welcomePresenter(world: World, port: MessagePort): void {
  leave();
  const ends: (() => void)[] = [];
  leave = () => {
    for (const end of ends) end();
    port.close();
    world.hold(false);
    classView.setState(NOTHING_SHOWN);
  };
  setPage({ classroom: true });
  expose(audienceOf(world, ends), port);
  port.start();
}

function audienceOf(world: World, ends: (() => void)[]): Audience {
  let waiting: Parameters<Audience['lead']>[0] = {};
  return {
    api: world.api,
    ready: () => true,
    frames: (receive) => { ends.push(world.tap(receive)); },
    page: (receive) => { ends.push(watchPage(receive)); },
    led: () => {
      const page = pageStore.getState();
      return Object.fromEntries(LED.map((name) => [name, page[name]]));
    },
    lead: (change) => {
      if (classView.getState().frozen) waiting = { ...waiting, ...change };
      else setPage(change);
    },
    show: (view) => {
      world.hold(view.frozen);
      classView.setState(view);
      if (view.frozen) return;
      setPage(waiting);
      waiting = {};
    },
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
