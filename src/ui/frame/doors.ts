// The three doors of the first screen, by name and by where they lead.
import { m } from '../paraglide/messages.js';
import { pageStore, setPage, type Door } from '../store/page-store.ts';
import { freshRun } from '../states/scenarios.ts';
import type { World } from '../store/world.ts';
import { courseTitle } from './course-title.ts';

export const DOORS: readonly Door[] = ['course', 'free', 'demos'];

export function doorName(door: Door): string {
  switch (door) {
    case 'course': return courseTitle() ?? m.door_course();
    case 'free': return m.door_free();
    case 'demos': return m.door_demos();
  }
}

export function doorText(door: Door): string {
  switch (door) {
    case 'course': return m.door_course_text();
    case 'free': return m.door_free_text();
    case 'demos': return m.door_demos_text();
  }
}

/** Goes through a door; a fresh cluster stands behind the second. */
export async function enterDoor(door: Door, world: World): Promise<void> {
  // Behind the first door of a visit nothing was lived yet that could be compared.
  if (pageStore.getState().door !== null) setPage({ marked: null, beside: null });
  setPage({ door, selected: null, demo: null, lessonOpen: door !== 'free', dockOpen: door !== 'demos', tab: door === 'free' ? 'terminal' : 'lesson' });
  if (door !== 'free') return;
  await world.api.load(freshRun);
  await world.api.playback({ kind: 'play' });
}
