// Going nearer by hand: a double click on a thing, the wheel with Ctrl or Command, and two fingers. A finger that is held opens the menu, as the second button of a mouse.
import { pageStore, setPage } from '../../store/page-store.ts';
import type { World } from '../../store/world.ts';
import { pointedThing } from '../focus.ts';
import { pathTo } from './levels.ts';
import { placeNow, zoomIn, zoomOut, zoomTo } from './zoom-to.ts';

/** So far the wheel turns for one level, in pixels of its scale. */
const WHEEL = 90;
/** One level at a time: a wheel that goes on turning waits for the move. */
const REST_MS = 420;
/** How much farther apart, or nearer, two fingers come for one level. */
const PINCH = 1.4;

/** Returns how to end it. */
export function attachGestures(scroller: HTMLElement, { store }: Pick<World, 'store'>): () => void {
  const tables = (): ReturnType<World['store']['getState']>['tables'] => store.getState().tables;
  const step = (nearer: boolean, target: EventTarget | null): boolean => (nearer ? zoomIn(target === null ? null : (pointedThing(target)?.id ?? null), tables()) : zoomOut(tables()));
  const ends = [doubleClicks(scroller, tables), wheels(scroller, step), pinches(scroller, step), holds(scroller)];
  return () => { for (const end of ends) end(); };
}

/** The thing of the first of two clicks: a panel that it opened may have moved what lies under the second, or put the stage elsewhere. */
let first: string | null = null;

function doubleClicks(scroller: HTMLElement, tables: () => ReturnType<World['store']['getState']>['tables']): () => void {
  const onClick = (event: MouseEvent): void => {
    if (event.detail <= 1 && event.target !== null) {
      const thing = pointedThing(event.target);
      first = thing?.fold === null ? thing.id : null;
    }
  };
  const onDouble = (): void => {
    const target = pathTo(first, tables()).at(-1);
    const now = placeNow(tables());
    if (first === null || target === undefined || target.level === 'whole') return;
    const [here, there] = [now, target].map(({ level }) => ['whole', 'cluster', 'partition', 'record'].indexOf(level));
    if (pageStore.getState().picking !== null || (there ?? 0) <= (here ?? 0)) return;
    setPage({ selected: first });
    zoomTo(target, tables()['flink-node'].size > 0);
  };
  scroller.addEventListener('click', onClick);
  scroller.addEventListener('dblclick', onDouble);
  return () => {
    scroller.removeEventListener('click', onClick);
    scroller.removeEventListener('dblclick', onDouble);
  };
}

type Step = (nearer: boolean, target: EventTarget | null) => boolean;

function wheels(scroller: HTMLElement, step: Step): () => void {
  let [turned, restsUntil] = [0, 0];
  const onWheel = (event: WheelEvent): void => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    if (event.timeStamp < restsUntil) return;
    // Turning back begins anew.
    turned = Math.sign(turned) === Math.sign(event.deltaY) ? turned + event.deltaY : event.deltaY;
    // A pinch on a touchpad comes as small turns.
    if (Math.abs(turned) < (Math.abs(event.deltaY) < 20 ? WHEEL / 3 : WHEEL)) return;
    step(turned < 0, event.target);
    [turned, restsUntil] = [0, event.timeStamp + REST_MS];
  };
  scroller.addEventListener('wheel', onWheel, { passive: false });
  return () => scroller.removeEventListener('wheel', onWheel);
}

function pinches(scroller: HTMLElement, step: Step): () => void {
  let apart = 0;
  const distance = ([a, b]: TouchList | readonly Touch[]): number => (a === undefined || b === undefined ? 0 : Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY));
  const onStart = (event: TouchEvent): void => { apart = event.touches.length === 2 ? distance(event.touches) : 0; };
  const onMove = (event: TouchEvent): void => {
    if (apart === 0 || event.touches.length !== 2) return;
    if (event.cancelable) event.preventDefault();
    const [a, b] = [event.touches[0], event.touches[1]];
    const ratio = distance(event.touches) / apart;
    if (a === undefined || b === undefined || (ratio < PINCH && ratio > 1 / PINCH)) return;
    step(ratio > 1, document.elementFromPoint((a.clientX + b.clientX) / 2, (a.clientY + b.clientY) / 2));
    apart = distance(event.touches);
  };
  const onEnd = (): void => { apart = 0; };
  scroller.addEventListener('touchstart', onStart, { passive: true });
  scroller.addEventListener('touchmove', onMove, { passive: false });
  scroller.addEventListener('touchend', onEnd, { passive: true });
  return () => {
    scroller.removeEventListener('touchstart', onStart);
    scroller.removeEventListener('touchmove', onMove);
    scroller.removeEventListener('touchend', onEnd);
  };
}

/** A finger that rests so long means the menu, in ms: a little less than browsers wait, and some never open one. */
const HOLD_MS = 450;
/** A finger that moves farther scrolls, in the page's pixels. */
const STILL = 10;
/** A record on the axis of event time is smaller than a fingertip: so near to its middle it is meant. */
const FINGERTIP = 22;

function holds(scroller: HTMLElement): () => void {
  let start: { readonly x: number; readonly y: number; readonly target: Element } | null = null;
  let [timer, opened] = [0, false];
  const end = (): void => {
    window.clearTimeout(timer);
    start = null;
  };
  const open = (): void => {
    if (start === null) return;
    const { x, y, target } = start;
    end();
    opened = true;
    dotNear(target, x, y).dispatchEvent(new PointerEvent('contextmenu', { bubbles: true, cancelable: true, clientX: x, clientY: y, pointerType: 'touch' }));
  };
  const onStart = (event: TouchEvent): void => {
    end();
    opened = false;
    const [touch] = event.touches;
    // Text that can be chosen is chosen so.
    if (event.touches.length !== 1 || touch === undefined || !(event.target instanceof Element) || event.target.closest('.life') !== null) return;
    start = { x: touch.clientX, y: touch.clientY, target: event.target };
    timer = window.setTimeout(open, HOLD_MS);
  };
  const onMove = (event: TouchEvent): void => {
    const [touch] = event.touches;
    if (start !== null && touch !== undefined && (event.touches.length > 1 || Math.hypot(touch.clientX - start.x, touch.clientY - start.y) > STILL)) end();
  };
  // The finger goes up over an open menu: that is no tap on what lies below.
  const onEnd = (event: TouchEvent): void => {
    end();
    if (opened && event.cancelable) event.preventDefault();
  };
  // The browser's own, where it has one: before ours it is ours, after it is one too many.
  const onMenu = (event: MouseEvent): void => {
    if (!event.isTrusted) return;
    end();
    if (!(event instanceof PointerEvent) || event.pointerType !== 'touch') return;
    if (opened) {
      event.preventDefault();
      event.stopPropagation();
    }
    opened = true;
  };
  scroller.addEventListener('touchstart', onStart, { passive: true });
  scroller.addEventListener('touchmove', onMove, { passive: true });
  scroller.addEventListener('touchend', onEnd, { passive: false });
  scroller.addEventListener('touchcancel', end, { passive: true });
  scroller.addEventListener('contextmenu', onMenu, { capture: true });
  return () => {
    end();
    scroller.removeEventListener('touchstart', onStart);
    scroller.removeEventListener('touchmove', onMove);
    scroller.removeEventListener('touchend', onEnd);
    scroller.removeEventListener('touchcancel', end);
    scroller.removeEventListener('contextmenu', onMenu, { capture: true });
  };
}

/** The nearest single record within a fingertip in the same picture of event time; else what was touched. */
function dotNear(target: Element, x: number, y: number): Element {
  let best: { readonly element: Element; readonly far: number } | null = null;
  for (const element of target.closest('.flink-time')?.querySelectorAll('[data-record]') ?? []) {
    const box = element.getBoundingClientRect();
    const far = Math.hypot(box.left + box.width / 2 - x, box.top + box.height / 2 - y);
    if (far <= FINGERTIP && (best === null || far < best.far)) best = { element, far };
  }
  return best?.element ?? target;
}
