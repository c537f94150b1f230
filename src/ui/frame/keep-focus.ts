// Keeps the keyboard somewhere: where what had the focus is taken away, the focus goes to what stands in its place, or back to where it was before.

/** Views that stand for themselves: where one's content was changed under the focus, its heading says what there is now. */
const PLACES = '[role=dialog], [role=tabpanel], .side, .phone-panel, .inspector, .lesson, article, section, aside, main, form, header, nav';
const FOCUSABLE = 'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex]';
/** So many holders of the focus are remembered. */
const REMEMBERED = 12;

interface Holder {
  readonly element: Element;
  /** From the nearest on; kept because an element that was taken away no longer knows. */
  readonly above: readonly Element[];
}

/** Begins to keep the focus in this document, for as long as it stands. */
export function keepFocus(): void {
  let held: Holder[] = [];
  let asked = 0;
  const remember = ({ target }: FocusEvent): void => {
    if (!(target instanceof Element)) return;
    held = [{ element: target, above: ancestors(target) }, ...held.filter(({ element }) => element !== target)].slice(0, REMEMBERED);
  };
  // Who presses beside everything, or walks out of the page, has taken the focus away.
  const left = ({ target }: Event): void => {
    if (!(target instanceof Element) || target.closest(FOCUSABLE) === null) held = [];
  };
  const walked = ({ key }: KeyboardEvent): void => {
    if (key === 'Tab') held = held.slice(0, 1).filter(({ element }) => !isGone(element));
  };
  const look = (): void => {
    asked = 0;
    const [last] = held;
    const now = document.activeElement;
    if (last === undefined || (now !== document.body && now !== last.element) || !isGone(last.element)) return;
    successor(last, held.slice(1))?.focus({ preventScroll: true });
  };
  // The page's own wishes come first: they are done by the next picture.
  const ask = (): void => {
    const [last] = held;
    // What was disabled under the focus still has it, and loses it with the next picture.
    if (asked === 0 && last !== undefined && (document.activeElement === document.body || last.element.matches(':disabled'))) asked = requestAnimationFrame(look);
  };
  const observer = new MutationObserver(ask);
  observer.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled', 'hidden'] });
  document.addEventListener('focusin', remember);
  document.addEventListener('pointerdown', left, true);
  document.addEventListener('keydown', walked, true);
  window.addEventListener('resize', ask);
}

function ancestors(element: Element): Element[] {
  const above: Element[] = [];
  for (let next = element.parentElement; next !== null && next !== document.body; next = next.parentElement) above.push(next);
  return above;
}

/** Can't have the focus any more: not there, not shown, or not to be used. */
function isGone(element: Element): boolean {
  return !element.isConnected || element.matches(':disabled') || element.getClientRects().length === 0;
}

type Focusable = HTMLElement | SVGElement;

/** Who has the focus next: the same thing drawn anew, its neighbour, the place it stood in, who had it before, or the stage. */
function successor({ element, above }: Holder, before: readonly Holder[]): Focusable | null {
  const again = drawnAnew(element);
  if (again !== null) return again;
  const standing = above.filter((one) => one.isConnected && one.getClientRects().length > 0);
  const group = standing[0];
  if (element.isConnected && group !== undefined) {
    const near = group.querySelector<HTMLElement>(FOCUSABLE);
    if (near !== null && !isGone(near)) return near;
  }
  const place = standing.find((one) => one.matches(PLACES));
  if (place !== undefined) return readable(place);
  const back = before.find((one) => !isGone(one.element))?.element;
  if (back instanceof HTMLElement || back instanceof SVGElement) return back;
  const main = document.querySelector('main');
  return main === null ? null : readable(main);
}

function drawnAnew(element: Element): Focusable | null {
  const id = element.getAttribute('data-id');
  const same = id !== null ? document.querySelector<SVGElement>(`.thing[data-id="${CSS.escape(id)}"]`) : element.id === '' ? null : document.querySelector<HTMLElement>(`#${CSS.escape(element.id)}`);
  return same === null || isGone(same) ? null : same;
}

/** A place's heading, or the place itself, made so that it can have the focus without standing in the way of Tab. */
function readable(place: Element): HTMLElement | null {
  const shown = [...place.querySelectorAll<HTMLElement>('h1, h2, h3')].find((heading) => heading.getClientRects().length > 0) ?? (place instanceof HTMLElement ? place : null);
  if (shown !== null && !shown.hasAttribute('tabindex')) shown.tabIndex = -1;
  return shown;
}
