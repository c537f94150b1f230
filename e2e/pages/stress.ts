// Puts every text of a page under stress where it stands, and takes it back: as another language, or a learner's own names, might make it.
import type { Page } from 'playwright';

/** Twice as long; with a word that can't be broken; between words that run from right to left. */
export const STRESSES = ['double', 'long', 'rtl'] as const;
export type Stress = (typeof STRESSES)[number];

/** What stands at places and in columns that code computed, or is edited letter by letter, has no text of the page's own: its names are stressed in the world itself (`names=long`). */
const NOT_OURS = 'svg, style, script, .cm-editor, .xterm, pre, .sql-grid, .lesson-token';

/** Until the texts are as they were: a text that React changes meanwhile keeps what it was given. */
export async function underStress(page: Page, stress: Stress, look: () => Promise<void>): Promise<void> {
  await page.evaluate(([way, notOurs]) => {
    /** Labels are short in any language, and so are their words. */
    const short = (text: string): boolean => text.length <= 24;
    const stressed = (text: string): string => {
      if (way === 'double') return `${text} ${text}`;
      if (way === 'long') return `${text} ${short(text) ? 'Rechtsschutzversicherung' : 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerk'}`;
      return short(text) ? `مرحبا ${text} עולם` : `مرحبا بالعالم ${text} שלום עולם`;
    };
    const texts: [Text, string, string][] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      // Numbers, units and single letters are the same in any language.
      if (!(node instanceof Text) || !/\p{L}{3}/u.test(node.data) || node.parentElement?.closest(notOurs) !== null) continue;
      texts.push([node, node.data, stressed(node.data)]);
    }
    for (const [node, , text] of texts) node.data = text;
    Object.assign(globalThis, { stressedTexts: texts });
    // Menus find a new place at the next picture.
    if (document.querySelector('[data-radix-popper-content-wrapper]') !== null) return new Promise<void>((placed) => { requestAnimationFrame(() => requestAnimationFrame(() => placed())); });
    return undefined;
  }, [stress, NOT_OURS] as const);
  await look();
  await page.evaluate(() => {
    // Written by the call above.
    const texts = (globalThis as unknown as { stressedTexts: [Text, string, string][] }).stressedTexts;
    for (const [node, before, during] of texts) if (node.data === during) node.data = before;
  });
}
