// Texts twice as long, words that can't be broken, scripts that run from right to left, names as long as Kafka lets them be: on the gallery's states each text can be read and each control reached, at a desk, on a phone and at 200 %.
import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import { PANEL_STATES, type PanelState } from '../src/ui/states/panels.ts';
import { statesCalled, throughGallery } from './pages/gallery.ts';
import { drawnProblems } from './pages/drawn-texts.ts';
import { layoutProblems } from './pages/layout.ts';
import { type Stress, STRESSES, underStress } from './pages/stress.ts';

/** A laptop, a phone, and the laptop at 200 %. */
const WINDOWS = [[1366, 768], [390, 844], [683, 384]] as const;
/** `STRINGS=all` stresses each state in every way in each window; else each window has another way, in turns. */
const ALL = process.env['STRINGS'] === 'all';
/** One state of each drawing: only whether something is chosen, and so a panel open beside it, changes it any more. */
const drawingOf = ({ world, page }: PanelState): string => JSON.stringify([world, page?.zoom, page?.lens, page?.present, page?.dockTab, page?.selected !== undefined]);
const DRAWINGS = PANEL_STATES.filter((state, at) => PANEL_STATES.findIndex((other) => drawingOf(other) === drawingOf(state)) === at);
const LAPTOP = { width: 1366, height: 768, theme: 'light', locale: 'pt-BR' } as const;

/** Calls `look` in each window; the page is as wide as before then. */
async function inWindows(page: Page, look: (at: number, called: string) => Promise<void>): Promise<void> {
  for (const [at, [width, height]] of WINDOWS.entries()) {
    await page.setViewportSize({ width, height });
    await page.evaluate(() => new Promise((painted) => { requestAnimationFrame(() => requestAnimationFrame(painted)); }));
    await look(at, `${width} × ${height}`);
  }
  await page.setViewportSize(LAPTOP);
}

/** Each problem once, with the first places where it is. */
class Findings {
  private readonly found = new Map<string, string[]>();

  add(problems: readonly string[], where: string): void {
    for (const problem of problems) this.found.set(problem, [...(this.found.get(problem) ?? []), where]);
  }

  said(): readonly string[] {
    return [...this.found].map(([problem, where]) => `${problem} [${where.slice(0, 2).join('; ')}${where.length > 2 ? ` and ${where.length - 2} more` : ''}]`);
  }
}

it('no stressed text is cut, covered or out of reach on any state', { timeout: 900_000 }, async () => {
  const findings = new Findings();
  let turn = 0;
  await throughGallery(PANEL_STATES, LAPTOP, async (page, name) => {
    turn += 1;
    const waysAt = (at: number): readonly Stress[] => (ALL ? STRESSES : STRESSES.filter((_way, place) => place === (at + turn) % STRESSES.length));
    await inWindows(page, async (at, called) => {
      findings.add(await drawnProblems(page), `${name} at ${called}`);
      for (const way of waysAt(at)) await underStress(page, way, async () => findings.add(await layoutProblems(page), `${name} at ${called}, ${way}`));
    });
  });
  expect(findings.said()).toEqual([]);
});

it('nor where the names of things are as long as they can be', { timeout: 300_000 }, async () => {
  const findings = new Findings();
  const states = statesCalled('stage-whole', 'stage-flink', 'inspector-topic', 'inspector-record', 'inspector-group', 'inspector-member', 'charts', 'compare-changes', 'thing-menu', 'faults', 'build', 'palette', 'new-consumer');
  await throughGallery(states, { ...LAPTOP, more: 'names=long' }, async (page, name) => {
    await inWindows(page, async (_at, called) => findings.add(await layoutProblems(page), `${name} at ${called}`));
  });
  expect(findings.said()).toEqual([]);
});

it('no text of a drawing stands over another or out of its box, in the other language and with the longest names', { timeout: ALL ? 900_000 : 300_000 }, async () => {
  const findings = new Findings();
  const ways = [{ locale: 'en', more: '' }, { locale: 'pt-BR', more: 'names=long' }, ...(ALL ? [{ locale: 'en', more: 'names=long' } as const] : [])] as const;
  for (const way of ways) {
    await throughGallery(DRAWINGS, { ...LAPTOP, ...way }, async (page, name) => {
      await inWindows(page, async (_at, called) => findings.add(await drawnProblems(page), `${name} at ${called}, ${way.locale} ${way.more}`));
    });
  }
  expect(findings.said()).toEqual([]);
});
