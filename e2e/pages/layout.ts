// What is wrong with a page's layout: texts and controls that are cut, out of reach or over one another, and parts that scroll sideways.
import type { Page } from 'playwright';

/** What may scroll sideways: pictures, logs, tables and rows of terminals are wider than a phone. */
const MAY_SCROLL_SIDEWAYS = '.stage-scroller, .legend, .terminal-tabs, .terminal-keys, .chart-table, .ladder-rows, .grade-scroll, .sql-grid, .sql-texts, .sql-text, .sql-drawing-scroll, .certificate-command, pre, code, textarea, input, .cm-scroller, .xterm, .xterm *';
/** So much, in CSS pixels, is no fault that anybody sees. */
const SLACK = 2;
/** Such a share of the smaller of two things must be covered. */
const COVERED = 0.25;
const CONTROLS = 'button, a[href], input, select, textarea, summary, [role="tab"], [role="menuitem"], [role="option"], [role="slider"]';
/** Marks stand where their instant is, and may be close to each other. */
const NO_CONTROL = 'svg *, .cm-editor *, .xterm *, .track *, .menu-anchor, [inert] *, .hidden, .hidden *';
/** Heard and not seen, drawn by code that measures for itself, or left out whole where it does not fit. */
const UNSEEN = 'style, script, .hidden, .visually-hidden, svg, .cm-editor, .xterm, option, [inert], .menu-anchor, .legend-keys, [cmdk-label]';
/** What lies over the rest on purpose. */
const LAYERS = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"], .overlay, .toast-place, .vote-over, .acting, .film-bar, .update-bar, .recovery';

interface Box { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }
interface Cut { readonly by: Element; readonly sideways: number; readonly down: number }
interface Seen { readonly what: string; readonly layer: Element; readonly box: Box; readonly owner: Element; readonly control: boolean }

interface Kit {
  readonly name: (element: Element) => string;
  readonly scrolls: (element: Element) => boolean;
  /** What stays in sight while the rest scrolls below it, with all in it. */
  readonly stuck: (element: Element) => Element | null;
  readonly crossed: (a: Box, b: Box) => Box;
  /** What of a box is on the screen now, and what cuts it however far one scrolls. */
  readonly reach: (start: Element, box: Box) => { readonly now: Box; readonly cut: Cut | null };
}

/** Each finding as a sentence with the texts that it is about; nothing where all is in order. */
export async function layoutProblems(page: Page): Promise<readonly string[]> {
  const constants = { MAY_SCROLL_SIDEWAYS, SLACK, COVERED, CONTROLS, NO_CONTROL, UNSEEN, LAYERS };
  const names = Object.entries(constants).map(([name, value]) => `const ${name} = ${JSON.stringify(value)};`);
  // These run in the page, which knows nothing of this file.
  return page.evaluate<string[]>(`(() => { ${[...names, kitOf, cutBy, collect, overlaps, sideways].join('\n')}
    const kit = kitOf();
    const problems = new Set();
    overlaps(kit, collect(kit, problems), problems);
    sideways(kit, problems);
    return [...problems];
  })()`);
}

function kitOf(): Kit {
  const styles = new Map<Element, CSSStyleDeclaration>();
  const styleOf = (element: Element): CSSStyleDeclaration => {
    const known = styles.get(element) ?? getComputedStyle(element);
    styles.set(element, known);
    return known;
  };
  const isScrolled = (overflow: string): boolean => overflow === 'auto' || overflow === 'scroll';
  const crossed = (a: Box, b: Box): Box => ({ left: Math.max(a.left, b.left), top: Math.max(a.top, b.top), right: Math.min(a.right, b.right), bottom: Math.min(a.bottom, b.bottom) });
  // Borders and scrollbars are no room; a zoomed page has its own pixels.
  const inner = (element: Element): Box => {
    const box = element.getBoundingClientRect();
    const [w, h] = element instanceof HTMLElement && element.offsetWidth > 0 && element.offsetHeight > 0 ? [box.width / element.offsetWidth, box.height / element.offsetHeight] : [1, 1];
    return { left: box.left + element.clientLeft * w, top: box.top + element.clientTop * h, right: box.left + (element.clientLeft + element.clientWidth) * w, bottom: box.top + (element.clientTop + element.clientHeight) * h };
  };
  const reach = (start: Element, box: Box): { now: Box; cut: Cut | null } => {
    let [now, reachable, cut]: [Box, Box, Cut | null] = [box, box, null];
    let skipTo: Element | null = null;
    for (let up: Element | null = start; up !== null && up !== document.body; up = up.parentElement) {
      if (skipTo !== null && skipTo !== up) continue;
      skipTo = null;
      const { overflowX: x, overflowY: y, display, position } = styleOf(up);
      if (display !== 'inline' && display !== 'contents' && (x !== 'visible' || y !== 'visible')) {
        const room = inner(up);
        now = crossed(now, room);
        cut ??= cutBy(up, room, reachable, [x === 'visible' ? null : isScrolled(x), y === 'visible' ? null : isScrolled(y)]);
        // What can be scrolled to is seen at least at the border of its room.
        const near = { left: Math.min(reachable.left, room.right - 1), top: Math.min(reachable.top, room.bottom - 1), right: Math.max(reachable.right, room.left + 1), bottom: Math.max(reachable.bottom, room.top + 1) };
        reachable = crossed({ left: isScrolled(x) ? near.left : reachable.left, right: isScrolled(x) ? near.right : reachable.right, top: isScrolled(y) ? near.top : reachable.top, bottom: isScrolled(y) ? near.bottom : reachable.bottom }, room);
      }
      if (position === 'fixed') break;
      if (position === 'absolute') skipTo = up instanceof HTMLElement ? up.offsetParent : null;
    }
    const screen = { left: 0, top: 0, right: window.innerWidth, bottom: window.innerHeight };
    return { now: crossed(now, screen), cut: cut ?? cutBy(document.body, screen, reachable, [false, false]) };
  };
  const stuck = (element: Element): Element | null => {
    for (let up: Element | null = element; up !== null; up = up.parentElement) if (styleOf(up).position === 'sticky') return up;
    return null;
  };
  return { stuck, name: (element) => `${element.tagName.toLowerCase()}${[...element.classList].map((one) => `.${one}`).join('')}`, scrolls: (element) => isScrolled(styleOf(element).overflowX), crossed, reach };
}

/** How far a box lies outside of a room, sideways and down: for each whether it scrolls; null where it cuts nothing. What scrolls cuts only what lies before its beginning. */
function cutBy(by: Element, room: Box, box: Box, [across, along]: readonly [boolean | null, boolean | null]): Cut | null {
  const sideways = across === null ? 0 : across ? room.left - by.scrollLeft - box.left : Math.max(room.left - box.left, box.right - room.right);
  const down = along === null ? 0 : along ? room.top - by.scrollTop - box.top : Math.max(room.top - box.top, box.bottom - room.bottom);
  return sideways > SLACK || down > SLACK ? { by, sideways, down } : null;
}

/** All lines of text and all controls that are on the screen; what is cut is a problem. */
function collect({ name, reach, stuck }: Kit, problems: Set<string>): readonly Seen[] {
  const seen: Seen[] = [];
  // A text that ends in "…" is whole in its tip.
  const isTitled = (owner: Element, by: Element): boolean => {
    const titled = owner.closest('[title]');
    return titled !== null && (by.contains(titled) || titled === by.closest('button, li, p, [title]'));
  };
  const note = (owner: Element, box: Box, what: string, control: boolean): void => {
    const { now, cut } = reach(control ? (owner.parentElement ?? owner) : owner, box);
    if (cut !== null && (control || cut.by === document.body || !isTitled(owner, cut.by))) problems.add(`${what} is cut by ${name(cut.by)}:${cut.sideways > SLACK ? ` ${Math.round(cut.sideways)} px sideways` : ''}${cut.down > SLACK ? ` ${Math.round(cut.down)} px in height` : ''}`);
    if (now.right - now.left > SLACK && now.bottom - now.top > SLACK) seen.push({ what, box: now, owner, control, layer: stuck(owner) ?? owner.closest(LAYERS) ?? document.body });
  };
  const isShown = (element: Element): boolean => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const owner = node.parentElement;
    const text = node.textContent?.trim().replace(/\s+/g, ' ') ?? '';
    if (owner === null || text === '' || owner.closest(UNSEEN) !== null || !isShown(owner)) continue;
    range.selectNodeContents(node);
    for (const line of range.getClientRects()) if (line.width > 0 && line.height > 0) note(owner, line, `"${text.slice(0, 60)}" in ${name(owner)}`, false);
  }
  for (const control of document.querySelectorAll(CONTROLS)) {
    if (control.matches(NO_CONTROL) || !isShown(control)) continue;
    const box = control.getBoundingClientRect();
    if (box.width > 0 && box.height > 0) note(control, box, `the control "${(control.getAttribute('aria-label') ?? control.textContent ?? '').trim().slice(0, 40)}" (${name(control)})`, true);
  }
  return seen;
}

/** Texts over texts and controls over controls, unless one lies in the other. */
function overlaps({ crossed }: Kit, seen: readonly Seen[], problems: Set<string>): void {
  const size = (box: Box): number => (box.right - box.left) * (box.bottom - box.top);
  for (const [at, one] of seen.entries()) {
    for (const other of seen.slice(at + 1)) {
      if (one.control !== other.control || one.layer !== other.layer || one.owner === other.owner || one.owner.contains(other.owner) || other.owner.contains(one.owner)) continue;
      const both = crossed(one.box, other.box);
      if (both.right - both.left > SLACK && both.bottom - both.top > SLACK && size(both) > COVERED * Math.min(size(one.box), size(other.box))) problems.add(`${one.what} stands over ${other.what}`);
    }
  }
}

/** Parts that scroll sideways and should not, with the text that reaches farthest. */
function sideways({ name, scrolls }: Kit, problems: Set<string>): void {
  const range = document.createRange();
  const widestIn = (box: Element): string => {
    const texts = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
    let [farthest, found] = [0, ''];
    for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
      const owner = text.parentElement;
      if (owner === null || owner.closest(MAY_SCROLL_SIDEWAYS) !== null) continue;
      range.selectNodeContents(text);
      const { right } = range.getBoundingClientRect();
      if (right > farthest) [farthest, found] = [right, `${name(owner)} "${(text.textContent ?? '').trim().slice(0, 40)}"`];
    }
    return found;
  };
  for (const box of document.querySelectorAll('*')) {
    if (box.scrollWidth <= box.clientWidth + SLACK || box.clientWidth === 0 || box.matches(MAY_SCROLL_SIDEWAYS) || box.closest('svg, .cm-editor, .xterm') !== null) continue;
    if (box === document.documentElement || box === document.body || scrolls(box)) problems.add(`${name(box)} scrolls sideways by ${box.scrollWidth - box.clientWidth} px: ${widestIn(box)} is too wide`);
  }
}
