// The three doors of the first screen, by name and by where they lead.
import { m } from '../paraglide/messages.js';
import { FIRST_LADDER, pageStore, setPage, type Door } from '../store/page-store.ts';
import { type Demonstration, freshRun } from '../states/scenarios.ts';
import type { World } from '../store/world.ts';

export const DOORS: readonly Door[] = ['course', 'free', 'demos'];

export function doorName(door: Door): string {
  switch (door) {
    case 'course': return m.door_course();
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

export function demonstrationWords(id: Demonstration['id']): { readonly name: string; readonly text: string } {
  switch (id) {
    case 'shop': return { name: m.demo_shop(), text: m.demo_shop_text() };
    case 'leader': return { name: m.demo_leader(), text: m.demo_leader_text() };
    case 'hot-key': return { name: m.demo_hot_key(), text: m.demo_hot_key_text() };
    case 'lag': return { name: m.demo_lag(), text: m.demo_lag_text() };
    case 'flink': return { name: m.demo_flink(), text: m.demo_flink_text() };
    case 'flink-sql': return { name: m.demo_flink_sql(), text: m.demo_flink_sql_text() };
    case 'ladder': return { name: m.ladder(), text: m.demo_ladder_text() };
    case 'sql-desk': return { name: m.demo_sql_desk(), text: m.demo_sql_desk_text() };
    case 'flink-silent': return { name: m.demo_flink_silent(), text: m.demo_flink_silent_text() };
  }
}

/** Goes through a door; a fresh cluster stands behind the second. */
export async function enterDoor(door: Door, world: World): Promise<void> {
  // Behind the first door of a visit nothing was lived yet that could be compared.
  if (pageStore.getState().door !== null) setPage({ marked: null, beside: null });
  setPage({ door, selected: null, lessonOpen: door !== 'free', dockOpen: door !== 'demos', tab: door === 'free' ? 'terminal' : 'lesson' });
  if (door === 'free') {
    await world.api.load(freshRun);
    await world.api.playback({ kind: 'play' });
  }
}

export async function openDemonstration(demonstration: Demonstration, world: World): Promise<void> {
  setPage({ selected: null, marked: null, beside: null, traced: new Set(), tracedRecords: new Set(), flinkJob: null, ladder: demonstration.id === 'ladder' ? FIRST_LADDER : null });
  const run = typeof demonstration.run === 'function' ? await demonstration.run() : demonstration.run;
  // What it is for is opened with it.
  if (demonstration.id === 'sql-desk') setPage({ dockOpen: true, dockTab: 'sql', tab: 'sql' });
  await world.api.load(run);
  // A run stands at its last input; a demonstration is watched from its beginning.
  await world.api.playback({ kind: 'seek', atUs: run.scenario.shownFromUs });
  await world.api.playback({ kind: 'play' });
}
