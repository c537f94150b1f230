// Opens the page as a guest: shows what its address asks for, locks what it locks, and answers to the page around it or to an LMS.
import { DEMOS, openDemo } from '../demos/open-demo.ts';
import { lessonEntries, levels } from '../lesson/catalogue.ts';
import { leaveLesson } from '../lesson/session.ts';
import { m } from '../paraglide/messages.js';
import { freshRun } from '../states/scenarios.ts';
import { type PageState, pageStore, setPage } from '../store/page-store.ts';
import type { World } from '../store/world.ts';
import { type Content, type Embed, readAddress } from './address.ts';
import { guest } from './guest.ts';
import { doorOf, lockPage, lockWorld } from './locks.ts';
import './embed.css';

/** How a guest that was opened answers to whoever asks for something else; null once it is shown, else what is not there. */
export type Show = (content: Content) => Promise<string | null>;

export async function openGuest(world: World): Promise<void> {
  const { embed: asked, problems } = readAddress(window.location.search);
  // What an LMS launched is one lesson, which it counts as such.
  const embed: Embed = asked.scorm ? { ...asked, locks: new Set([...asked.locks, 'course']) } : asked;
  const { theme, locale } = pageStore.getState();
  const first = { theme: embed.theme ?? theme, locale: embed.locale ?? locale };
  setPage(first);
  const free = lockWorld(world, embed);
  const scorm = embed.scorm ? await (await import('./scorm.ts')).launch(embed.content) : null;
  if (embed.scorm && scorm === null) tell(m.scorm_none());
  const opened = { ...world, api: free };
  const here: Show = (content) => show(opened, content, embed.locks.has('course'));
  const missing = await here(embed.content);
  lockPage(embed, first);
  for (const { part, value, allowed } of problems) tell(m.embed_problem({ part, value, allowed }));
  if (missing !== null) tell(missing);
  scorm?.report();
  if (embed.host !== null && window.parent !== window) (await import('./conversation.ts')).converse(opened, embed.host, here);
}

/** Shows it, beginning where it was left. What is not there is said. */
async function show(world: World, content: Content, locked: boolean): Promise<string | null> {
  const { api } = world;
  const door = { door: doorOf(content), selected: null, demo: null, ladder: null, lessonOpen: content.kind !== 'sandbox', dockOpen: content.kind === 'sandbox', tab: content.kind === 'sandbox' ? 'terminal' : 'lesson' } as const;
  // What was shown before is left, so that its panel comes anew.
  leaveLesson();
  guest.lesson = null;
  guest.door = null;
  guest.stays = locked && content.kind === 'lesson';
  setPage({ door: 'free', lessonOpen: false });
  switch (content.kind) {
    case 'lesson':
    case 'course': {
      const missing = content.kind === 'lesson' && !lessonEntries.some(({ path }) => path === content.lesson);
      guest.lesson = content.kind === 'lesson' && !missing ? content.lesson : null;
      await api.load(freshRun);
      await api.playback({ kind: 'play' });
      enter(door);
      return missing ? m.embed_missing({ what: content.lesson }) : null;
    }
    case 'demo':
      enter(door);
      if (!DEMOS.some(({ id }) => id === content.demo)) return m.embed_missing({ what: content.demo });
      await openDemo(content.demo, world);
      return null;
    case 'sandbox': {
      const level = levels.find(({ id }) => id === content.level);
      await api.load(level?.sandbox ?? freshRun);
      await api.playback({ kind: 'play' });
      enter(door);
      return content.level !== null && level?.sandbox == null ? m.embed_missing({ what: content.level }) : null;
    }
  }
}

function enter(place: Partial<PageState> & Pick<PageState, 'door'>): void {
  guest.door = place.door;
  setPage(place);
}

/** Says it where it stays: who put the page here has to see it. */
function tell(text: string): void {
  const line = document.createElement('p');
  line.className = 'embed-problem';
  line.setAttribute('role', 'alert');
  line.textContent = text;
  document.body.append(line);
}
