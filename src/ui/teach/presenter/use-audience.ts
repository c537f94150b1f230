// The presenter's side of the two windows: finds the class's page, and finds it again after it was loaded anew.
import { proxy, releaseProxy, type Remote, wrap } from 'comlink';
import { useEffect, useRef, useState } from 'react';
import type { Frame } from '../../../bridge/frame.ts';
import { pageStore, PRESENTER, setPage } from '../../store/page-store.ts';
import { openWorld, type World } from '../../store/world.ts';
import { callsOf } from '../../worker.ts';
import { type Audience, type ClassView, LED, type Led, NOTHING_SHOWN, type PageSeen } from './class-view.ts';

/** How often the page is asked whether it is still there, and how long its answer is waited for, in real ms. */
const ASK_EVERY_MS = 2_000;
const PATIENCE_MS = 4_000;

export interface ClassPage {
  readonly audience: Remote<Audience>;
  readonly world: World;
}

export interface Found {
  /** `none`: there is no page for the class, or it was closed; `looking`: it does not answer (any more). */
  readonly state: 'none' | 'looking' | 'here';
  readonly page: ClassPage | null;
  readonly seen: PageSeen | null;
  /** What the class was shown when this window found it. */
  readonly shown: ClassView;
  /** Opens a page for the class, and leads that one; false where the browser does not let it. */
  readonly openClass: () => boolean;
}

export function useAudience(): Found {
  const [target, setTarget] = useState<Window | null>(() => openerOf(window));
  const [state, setState] = useState<Found['state']>(target === null ? 'none' : 'looking');
  const [page, setFound] = useState<ClassPage | null>(null);
  const [seen, setSeen] = useState<PageSeen | null>(null);
  const [shown, setShown] = useState(NOTHING_SHOWN);
  const begun = useRef(false);
  useEffect(() => {
    if (target === null) return undefined;
    let timer: ReturnType<typeof setTimeout>;
    let known: Remote<Audience> | null = null;
    let left = false;
    const meet = async (audience: Remote<Audience>): Promise<void> => {
      // One who comes begins where the class is; a class that was loaded anew comes back to its presenter.
      if (begun.current) await audience.lead(ledNow());
      else {
        setPage(await audience.led());
        setShown(await audience.shown());
      }
      begun.current = true;
      setFound(await pageOf(audience, setSeen));
    };
    const look = async (): Promise<void> => {
      if (known === null || !(await answers(known))) {
        known?.[releaseProxy]();
        known = null;
        if (!left) setState(target.closed ? 'none' : 'looking');
        known = target.closed ? null : await greet(target);
        if (left) return;
        if (known !== null) await meet(known);
      }
      if (left) return;
      if (known !== null) setState('here');
      timer = setTimeout(() => void look(), ASK_EVERY_MS);
    };
    void look();
    return () => {
      left = true;
      clearTimeout(timer);
      known?.[releaseProxy]();
    };
  }, [target]);
  useLead(state === 'here' ? page : null);
  const openClass = (): boolean => {
    const opened = window.open(`${window.location.pathname}${window.location.search}`, '_blank');
    if (opened !== null) setTarget(opened);
    return opened !== null;
  };
  return { state, page, seen, shown, openClass };
}

const openerOf = ({ opener }: { readonly opener: unknown }): Window | null => (isWindow(opener) ? opener : null);

/** Where this window stands, for a page that does not know it. */
function ledNow(): Led {
  const page = pageStore.getState();
  return { ...Object.fromEntries(LED.map((name) => [name, page[name]])), ...(page.demo === null ? {} : { door: 'demos', lessonOpen: false }) };
}

const isWindow = (value: unknown): value is Window => typeof value === 'object' && value !== null && 'postMessage' in value;

async function greet(opener: Window): Promise<Remote<Audience> | null> {
  const { port1, port2 } = new MessageChannel();
  const { origin } = window.location;
  // Pages from files have no origin that could be named.
  opener.postMessage(PRESENTER, origin === 'null' ? '*' : origin, [port2]);
  const audience = wrap<Audience>(port1);
  return (await answers(audience)) ? audience : null;
}

async function answers(audience: Remote<Audience>): Promise<boolean> {
  const late = new Promise<false>((resolve) => { setTimeout(() => resolve(false), PATIENCE_MS); });
  return Promise.race([audience.ready(), late]);
}

async function pageOf(audience: Remote<Audience>, seen: (page: PageSeen) => void): Promise<ClassPage> {
  await audience.page(proxy((page: PageSeen) => {
    setPage({ theme: page.theme, locale: page.locale });
    seen(page);
  }));
  const calls = callsOf(audience.api as unknown as Parameters<typeof callsOf>[0]);
  const world = openWorld({
    ...calls,
    // A world that the presenter opens stands before the class without a panel beside it.
    load: async (run) => {
      await audience.lead({ door: 'demos', lessonOpen: false, selected: null });
      return calls.load(run);
    },
    onFrame: (receive: (frame: Frame) => void) => audience.frames(proxy(receive)),
    // The class's stage says how much of each log is sent.
    watch: () => Promise.resolve(),
  });
  return { audience, world };
}

/** Where the presenter goes, the class's page goes too. */
function useLead(page: ClassPage | null): void {
  useEffect(() => {
    if (page === null) return undefined;
    return pageStore.subscribe((now, before) => {
      const change: Led = Object.fromEntries(LED.filter((name) => now[name] !== before[name]).map((name) => [name, now[name]]));
      if (Object.keys(change).length > 0) void page.audience.lead(change);
    });
  }, [page]);
}
