// The gallery's panels say what they said: each is drawn without a browser, and its lines are held against golden files in both languages.
import { createElement, Suspense } from 'react';
import { prerender } from 'react-dom/static';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Build } from '../acting/Build.tsx';
import { Chaos } from '../acting/Chaos.tsx';
import { FaultForm } from '../acting/FaultForm.tsx';
import Compare from '../compare/Compare.tsx';
import Inspector from '../inspector/Inspector.tsx';
import { overwriteGetLocale } from '../paraglide/runtime.js';
import { firstState, pageStore, setPage } from '../store/page-store.ts';
import { openWorld, type World, WorldProvider } from '../store/world.ts';
import { outline } from '../testing/outline.ts';
import { stateInWords } from '../words/state-in-words.ts';
import { NAMED_WORLDS } from './named.ts';
import { PANEL_GROUPS, PANEL_STATES, type PanelState } from './panels.ts';
import { playNamed } from './player.ts';

// What is drawn without a browser is drawn of a store's first state: here of its present one.
pageStore.getInitialState = pageStore.getState;
let locale: 'pt-BR' | 'en' = 'pt-BR';
overwriteGetLocale(() => locale);
afterAll(() => overwriteGetLocale(() => 'pt-BR'));

async function worldOf(state: PanelState): Promise<World> {
  const named = NAMED_WORLDS.find(({ name }) => name === state.world);
  if (named === undefined) throw new Error(`${state.name} has no named world`);
  setPage({ ...firstState(), locale, door: 'free', hintsSeen: true, ...state.page });
  const world = openWorld(playNamed(named));
  await expect.poll(() => world.store.getState().revision).toBeGreaterThanOrEqual(0);
  world.store.getInitialState = world.store.getState;
  return world;
}

/** The lines of a panel over the state's world. */
async function linesOf(state: PanelState, panel: React.ReactNode): Promise<string> {
  const world = await worldOf(state);
  const { prelude } = await prerender(createElement(WorldProvider, { value: world }, createElement(Suspense, null, panel)), { onError: (problem) => { throw problem; } });
  return outline(await new Response(prelude).text());
}

const BROKEN = /undefined|NaN|\[object|\{\w+\}/;

const called = (name: string): PanelState => PANEL_STATES.find((state) => state.name === name) ?? unknown(name);

function unknown(name: string): never {
  throw new Error(`The gallery has no state "${name}"`);
}

type Part = readonly [state: PanelState, lines: () => Promise<string>];

/** All of them in one text, each under its state's name. */
async function together(parts: readonly Part[]): Promise<string> {
  const said: string[] = [];
  for (const [{ name }, lines] of parts) said.push(`===== ${name}\n${await lines()}`);
  const text = `${said.join('\n\n')}\n`;
  if (BROKEN.test(text)) throw new Error(`A text is not whole: ${BROKEN.exec(text)?.[0]} in ${text.split('\n').find((line) => BROKEN.test(line))}`);
  return text;
}

describe.each(['pt-BR', 'en'] as const)('in %s', (spoken) => {
  beforeAll(() => { locale = spoken; });

  test('inspectors', async () => {
    const parts = (PANEL_GROUPS['inspector'] ?? []).map((state): Part => [state, () => linesOf(state, <Inspector />)]);
    await expect(await together(parts)).toMatchFileSnapshot(`golden/inspectors.${spoken}.txt`);
  });

  test('what is done and compared by hand', async () => {
    const panels: readonly (readonly [string, React.ReactNode])[] = [
      ['faults', <FaultForm key="faults" target={null} />], ['faults-of-a-thing', <FaultForm key="thing" target="node/broker-2" />], ['chaos', <Chaos key="chaos" />], ['build', <Build key="build" />],
      ['compare', <Compare key="compare" lead={null} />], ['compare-changes', <Compare key="changes" lead={null} />],
    ];
    const parts = panels.map(([name, panel]): Part => [called(name), () => linesOf(called(name), panel)]);
    await expect(await together(parts)).toMatchFileSnapshot(`golden/by-hand.${spoken}.txt`);
  });

  test('stages in words', async () => {
    const parts = (PANEL_GROUPS['stage'] ?? []).map((state): Part => [state, async () => stateInWords((await worldOf(state)).store.getState().tables).join('\n')]);
    await expect(await together(parts)).toMatchFileSnapshot(`golden/stages.${spoken}.txt`);
  });
});
