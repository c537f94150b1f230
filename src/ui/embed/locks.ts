// What a host has locked or left out is not done on the page, whichever way it is asked for.
import type { PlaybackCommand, WorkerApi } from '../../bridge/command.ts';
import type { Input } from '../../bridge/input.ts';
import { lessonWorld } from '../lesson/store-world.ts';
import { say } from '../store/announce.ts';
import { type PageState, pageStore } from '../store/page-store.ts';
import type { World } from '../store/world.ts';
import { TerminalHand } from '../terminal/hand.ts';
import { refusalText } from '../words/refusals.ts';
import { type Embed, PANELS } from './address.ts';
import { guest } from './guest.ts';

/** What is done in a terminal or an editor is no act on the stage. */
const TYPED: readonly Input['kind'][] = ['open-tty', 'resize-tty', 'close-tty', 'line', 'control', 'key', 'write-file'];

const isActing = (input: Input): boolean => !TYPED.includes(input.kind);
const isOfTime = ({ kind }: PlaybackCommand): boolean => kind !== 'play';

/** Locks the page's own ways to the world. A lesson's, which acts for itself, and the host's go on: the way past the locks comes back. */
export function lockWorld(world: World, { locks }: Embed): WorkerApi {
  const free: WorkerApi = { ...world.api };
  // A lesson takes hold of the world once, and here it does so before the locks.
  lessonWorld(world.store, free, new TerminalHand());
  if (locks.has('acts')) Object.assign(world.api, { input: async (input: Input, joined?: boolean) => (isActing(input) ? 'host_locked' : free.input(input, joined)), undo: async () => null });
  if (locks.has('time')) {
    Object.assign(world.api, {
      playback: async (command: PlaybackCommand) => {
        if (!isOfTime(command)) return free.playback(command);
        say(refusalText('host_locked'), 'problem');
        return true;
      },
    });
  }
  return free;
}

/** What of the page stays as the host wants it, whatever is pressed. */
export function lockPage({ panels, locks }: Embed, first: Pick<PageState, 'theme' | 'locale'>): void {
  document.documentElement.dataset['without'] = [...PANELS.filter((name) => !panels.has(name)), ...[...locks].map((lock) => `lock-${lock}`)].join(' ');
  const keep = (state: PageState): void => {
    const change: Partial<PageState> = {
      ...(!panels.has('terminal') && state.dockOpen ? { dockOpen: false } : {}),
      ...(!panels.has('lesson') && state.lessonOpen ? { lessonOpen: false } : {}),
      ...(!panels.has('inspector') && state.selected !== null ? { selected: null } : {}),
      ...(locks.has('acts') && (state.acting !== null || state.form !== null) ? { acting: null, form: null } : {}),
      ...(locks.has('theme') && state.theme !== first.theme ? { theme: first.theme } : {}),
      ...(locks.has('language') && state.locale !== first.locale ? { locale: first.locale } : {}),
      ...(locks.has('course') && guest.door !== null && state.door !== guest.door ? { door: guest.door } : {}),
    };
    if (Object.keys(change).length > 0) pageStore.setState(change);
  };
  keep(pageStore.getState());
  pageStore.subscribe(keep);
}

/** The door behind which what is shown stands. */
export function doorOf({ kind }: Embed['content']): 'course' | 'free' | 'demos' {
  return kind === 'demo' ? 'demos' : kind === 'sandbox' ? 'free' : 'course';
}
