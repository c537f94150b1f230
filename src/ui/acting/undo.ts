// Takes the last act back: time goes to the instant before it, and a branch begins on which it was never done.
import { inputWords } from '../lesson/move-words.ts';
import { m } from '../paraglide/messages.js';
import { say } from '../store/announce.ts';
import type { World } from '../store/world.ts';
import { forget } from './done.ts';

export async function undo({ api }: Pick<World, 'api'>): Promise<void> {
  const taken = await api.undo();
  const [first] = (taken ?? []).filter(({ kind }) => kind !== 'open-tty');
  if (first === undefined) {
    say(m.undo_nothing());
    return;
  }
  forget(first);
  say(m.undone({ what: inputWords(first) }));
}
