// Short messages to the reader: seen at the bottom of the page for a while, and heard by those who listen to it.
import { createStore } from 'zustand/vanilla';

export interface Announcement {
  readonly number: number;
  readonly text: string;
  readonly tone: 'news' | 'problem';
}

/** What was said last; each has a number of its own, so that the same words can be said again. */
export const announcements = createStore<{ readonly last: Announcement | null }>(() => ({ last: null }));

export function say(text: string, tone: Announcement['tone'] = 'news'): void {
  announcements.setState(({ last }) => ({ last: { number: (last?.number ?? 0) + 1, text, tone } }));
}
