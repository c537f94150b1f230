// Moving over the stage without a mouse: one stop for the tab key, arrows go to the nearest thing in their direction.

/** The thing on the stage that an event is about: its record id, and the topic that a click folds instead of choosing. */
export interface Pointed {
  readonly id: string;
  readonly fold: string | null;
  readonly box: DOMRect;
}

/** What a tip is about: `offset` names one record of the replica that is pointed at. */
export interface Tip extends Pointed {
  readonly offset: number | null;
}

export function pointedThing(target: EventTarget): Pointed | null {
  // A single record is for the pointer alone: the keyboard finds it in the inspector.
  const element = target instanceof Element ? target.closest('[data-id], [data-record]') : null;
  if (!(element instanceof Element)) return null;
  return { id: element.getAttribute('data-id') ?? element.getAttribute('data-record') ?? '', fold: element.getAttribute('data-fold'), box: element.getBoundingClientRect() };
}

const DIRECTIONS: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Moves the focus for an arrow key; false where the key is no arrow or nothing lies there. */
export function moveFocus(key: string, target: EventTarget): boolean {
  const direction = DIRECTIONS[key];
  const here = target instanceof Element ? target.closest('[data-id]') : null;
  const stage = here?.closest('.stage-scroller');
  if (direction === undefined || here === null || stage === null || stage === undefined) return false;
  const from = centre(here.getBoundingClientRect());
  let best: { readonly element: Element; readonly cost: number } | null = null;
  for (const element of stage.querySelectorAll('[data-id]')) {
    if (element === here) continue;
    const cost = costOf(from, centre(element.getBoundingClientRect()), direction);
    if (cost !== null && (best === null || cost < best.cost)) best = { element, cost };
  }
  if (best === null) return false;
  for (const element of stage.querySelectorAll('[tabindex="0"]')) element.setAttribute('tabindex', '-1');
  best.element.setAttribute('tabindex', '0');
  if (best.element instanceof SVGElement) best.element.focus();
  return true;
}

/** How far a thing is in a direction: sideways distance counts triple, and what lies behind does not count. */
export function costOf(from: { x: number; y: number }, to: { x: number; y: number }, [dx, dy]: readonly [number, number]): number | null {
  const along = (to.x - from.x) * dx + (to.y - from.y) * dy;
  const aside = Math.abs((to.x - from.x) * dy) + Math.abs((to.y - from.y) * dx);
  return along < 4 || aside > along * 4 + 60 ? null : along + aside * 3;
}

function centre(box: DOMRect): { x: number; y: number } {
  return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
}
