// What must hold on the page after each act of a monkey: looked at in the page itself, as text, since tools know no DOM.
import type { Page } from 'playwright';

/** Run before the page's own code: remembers who has the focus, until a person takes it away. */
export const REMEMBER_FOCUS = `(() => {
  window.monkeyFocus = null;
  const focusable = 'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex], [contenteditable=true]';
  let nowhere = false;
  let byHand = false;
  // What takes the focus while nothing is pressed, as a separator does that is near, gives it up again with the press.
  // A separator that a pointer moves has the focus while it is held, and nobody asked for it.
  const isHeld = (element) => byHand && element instanceof Element && element.getAttribute('role') === 'separator';
  addEventListener('focusin', (event) => { if (!nowhere) window.monkeyFocus = isHeld(event.target) ? null : event.target; }, true);
  addEventListener('pointerdown', () => { byHand = true; }, true);
  addEventListener('keydown', () => { byHand = false; }, true);
  addEventListener('pointerdown', (event) => { nowhere = !(event.target instanceof Element) || event.target.closest(focusable) === null; if (nowhere) window.monkeyFocus = null; }, true);
  for (const end of ['pointerup', 'pointercancel', 'keydown']) addEventListener(end, () => { nowhere = false; }, true);
  addEventListener('pointerup', () => { if (document.activeElement === document.body) window.monkeyFocus = null; }, true);
  addEventListener('keydown', (event) => { if (event.key === 'Tab') window.monkeyFocus = null; }, true);
})()`;

/** In the page: what is wrong, one sentence each; nothing where all is well. */
const LOOK = `(() => {
  const wrong = [];
  const name = (element) => element === null ? 'nothing' : element.tagName.toLowerCase() + (element.id ? '#' + element.id : '') + (element.getAttribute('class') ? '.' + element.getAttribute('class').trim().split(/\\s+/).join('.') : '');
  const box = (selector) => document.querySelector(selector)?.getBoundingClientRect();
  const say = (text) => { if (!wrong.includes(text)) wrong.push(text); };
  for (const element of [document.documentElement, document.body, document.querySelector('.page-frame'), document.querySelector('.presenter')]) {
    if (element === null || (element.scrollLeft === 0 && getComputedStyle(element).overflowY === 'auto')) continue;
    if (element.scrollLeft !== 0 || element.scrollTop !== 0) say(name(element) + ' is scrolled by ' + element.scrollLeft + ', ' + element.scrollTop);
  }
  if (document.documentElement.scrollWidth > innerWidth + 1) say('the page is ' + document.documentElement.scrollWidth + ' px wide in a window of ' + innerWidth);
  for (const element of document.querySelectorAll('.page-frame *, .presenter *')) {
    if (element.scrollLeft === 0 && element.scrollTop === 0) continue;
    const style = getComputedStyle(element);
    const cut = (element.scrollLeft !== 0 && style.overflowX === 'hidden') || (element.scrollTop !== 0 && style.overflowY === 'hidden');
    if (cut && element.closest('.xterm, .cm-editor, input, textarea') === null && style.clipPath === 'none') say(name(element) + ' hides what it scrolls, and is scrolled by ' + element.scrollLeft + ', ' + element.scrollTop);
  }
  const scrolled = [...document.querySelectorAll('.page-frame, .presenter')].some((frame) => frame.scrollTop > 0);
  const broken = document.querySelector('.broken');
  if (broken !== null) say('the page has broken: ' + broken.textContent.slice(0, 300));
  const toast = document.querySelector('.toast.is-problem')?.textContent ?? '';
  if (/não pôde começar|could not start/.test(toast)) say(toast);
  const regions = document.querySelector('.presenter') === null ? ['.top-bar', '.timeline', '.middle', '.stage-place'] : ['.top-bar', '.timeline', '.presenter-stage'];
  if (document.querySelector('.presenter-wait, .broken') === null) {
    for (const selector of regions) {
      const found = box(selector);
      if (found === undefined) say(selector + ' is gone');
      else if (found.width < 40 || found.height < 40) say(selector + ' has shrunk to ' + Math.round(found.width) + ' x ' + Math.round(found.height));
      else if (found.left < -1 || found.right > innerWidth + 1 || (!scrolled && found.top < -1)) say(selector + ' stands outside of the window: ' + [found.left, found.top, found.right, found.bottom].map(Math.round).join(', '));
    }
    const bar = scrolled ? undefined : box('.top-bar');
    const over = document.querySelector('.overlay, .vote-over, .spotlight, [role=dialog], [role=menu], .toast');
    if (bar !== undefined && over === null) {
      for (const at of [0.02, 0.3, 0.5, 0.7, 0.98]) {
        const top = document.elementFromPoint(bar.left + bar.width * at, bar.top + bar.height / 2);
        if (top !== null && top.closest('.top-bar') === null) say(name(top) + ' lies on the top bar');
      }
    }
  }
  const had = window.monkeyFocus;
  if (document.activeElement === document.body && had && had !== document.body) say('the focus is lost: it was on ' + name(had) + (had.isConnected ? had.disabled ? ', which is disabled now' : ', which is still there' : ', which is gone'));
  return wrong;
})()`;

/** What may still come right by itself does so within this, in real ms. */
const PATIENCE_MS = 4_000;
const AGAIN_MS = 100;

/** What is wrong with the page, and stays wrong for a moment. */
export async function wrongWith(page: Page): Promise<readonly string[]> {
  const until = performance.now() + PATIENCE_MS;
  let wrong = await page.evaluate<string[]>(LOOK);
  while (wrong.length > 0 && performance.now() < until) {
    await page.waitForTimeout(AGAIN_MS);
    wrong = await page.evaluate<string[]>(LOOK);
  }
  return wrong;
}
